"""Everyday functions, each of a kind that was once advised wrongly, refused or harmed.

The kinds are those of public bug reports; what each is told today stands in docs/everyday.md. What
is measured here is measured in a second: what is asserted is what is said, not who is fastest.
"""

import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lightwork.commands.function import ANSWERED, REFUSED, main
from tests.fixtures.places import ROOT


class Told(NamedTuple):
    """What the command has said; ``text`` on one line."""

    code: int
    text: str
    verdict: dict[str, Any]

    @property
    def mechanisms(self) -> set[str]:
        return {str(one["mechanism"]) for one in self.verdict["candidates"]}


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask for ``work`` of a file with this text."""

    def asked(text: str, *options: str, items: str = "job.py:ITEMS", work: str = "work") -> Told:
        (tmp_path / "job.py").write_text(text)
        monkeypatch.chdir(tmp_path)
        out, err = io.StringIO(), io.StringIO()
        more = ("--items", items, "--json", "v.json", "--time-budget", "1", *options)
        code = main((f"job.py:{work}", *more), out, err)
        verdict = json.loads(Path("v.json").read_text()) if code == ANSWERED else {}
        return Told(code, " ".join((out.getvalue() + err.getvalue()).split()), verdict)

    return asked


SPIN = "def spin(n): return sum(n ^ step for step in range(2_000))\n"


@pytest.mark.parametrize(
    "answer",
    [
        "Fit(np.arange(9) * item, 0.5)",
        "Decimal('NaN')",
        "complex(item, math.nan)",
        "{1.5, math.nan}",
    ],
)
@pytest.mark.exhaustive
def test_uncomparable_results_are_measured(answer: str, ask: Any) -> None:
    """Deterministic answers that ``==`` cannot compare are not called random."""
    told = ask(
        "import math\nfrom dataclasses import dataclass\nfrom decimal import Decimal\n"
        "import numpy as np\n@dataclass\nclass Fit:\n    values: object\n    rest: float\n"
        f"ITEMS = list(range(12))\ndef work(item):\n    return {answer}\n"
    )
    assert told.code == ANSWERED
    assert "Failed" not in told.text


def test_work_by_side_effect_gets_no_worker_processes(ask: Any) -> None:
    """Answers are all None, and what counts would be lost in them."""
    told = ask(
        "ITEMS = [{'values': list(range(500))} for _ in range(20)]\n"
        "def work(record): record['total'] = sum(record['values'])\n"
    )
    assert "No worker processes: it works by changing its items" in told.text
    assert told.mechanisms == {"thread_pool"}


@pytest.mark.exhaustive
def test_items_that_are_changed_are_fresh_in_each_call(ask: Any) -> None:
    """A queue that a call empties is full for the next, and it is said that it is changed."""
    told = ask(
        "ITEMS = [list(range(3_000)) for _ in range(20)]\n"
        "def work(queue):\n    total = 0\n    while queue:\n        total += queue.pop()\n"
        "    return total\n"
    )
    assert told.code == ANSWERED
    assert "It changes its items" in told.text
    assert "Failed" not in told.text


@pytest.mark.exhaustive
def test_a_first_call_that_loads_something_is_told_apart(ask: Any) -> None:
    """How much longer it takes, and a pool that is forked after it is among those tried."""
    told = ask(
        f"{SPIN}MODEL = None\nITEMS = list(range(50))\ndef work(item):\n    global MODEL\n"
        "    if MODEL is None:\n        MODEL = [spin(n) for n in range(600)]\n"
        "    return spin(item) + MODEL[item]\n"
    )
    assert "The first call in a process takes" in told.text
    assert "pool_after_first_call" in told.mechanisms


@pytest.mark.exhaustive
def test_a_coroutine_function_is_gathered(ask: Any, tmp_path: Path) -> None:
    """Sequential awaits are the loop; many at once are tried, with code that runs."""
    told = ask(
        "import asyncio\nITEMS = list(range(30))\n"
        "async def work(item):\n    await asyncio.sleep(0.003)\n    return item * 2\n"
    )
    assert "asyncio" in told.mechanisms
    (tmp_path / "script.py").write_text(told.verdict["code"])
    found = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert found.stdout == "30 results\n"


@pytest.mark.exhaustive
def test_a_generator_stands_for_its_list(ask: Any) -> None:
    """A plain call of it would do nothing yet."""
    told = ask("ITEMS = [5, 6] * 9\ndef work(item):\n    yield from range(item * 100)\n")
    assert "It gives a generator" in told.text
    assert "Failed" not in told.text


def test_a_function_that_gives_a_function_is_refused(ask: Any) -> None:
    """What would be measured is its making."""
    told = ask("ITEMS = [1, 2]\ndef work(item): return lambda: item\n")
    assert told.code == REFUSED
    assert "gives a function" in told.text


@pytest.mark.exhaustive
def test_a_notebook_is_a_module_of_its_cells(ask: Any, tmp_path: Path) -> None:
    """With magic left out; imports from its own folder work, in spawned workers too."""
    (tmp_path / "near.py").write_text("FACTOR = 3\n")
    cells = [
        {"cell_type": "code", "source": ["%matplotlib inline\n", "from near import FACTOR\n"]},
        {"cell_type": "markdown", "source": ["# Title"]},
        {"cell_type": "code", "source": ["def work(item):\n", "    return item * FACTOR"]},
        {"cell_type": "code", "source": ["%%bash\n", "exit 1"]},
    ]
    (tmp_path / "my analysis.ipynb").write_text(json.dumps({"cells": cells}))
    out, err = io.StringIO(), io.StringIO()
    ask("", items="3")  # for the folder
    arguments = ("my analysis.ipynb::work", "--items", "20", "--time-budget", "1")
    assert main(arguments, out, err) == ANSWERED, err.getvalue()
    assert "from my_analysis import work" in out.getvalue()


@pytest.mark.exhaustive
def test_a_file_sees_its_own_arguments(ask: Any) -> None:
    """As a script without any does, when it is imported and in its workers."""
    told = ask(
        "import argparse\nparser = argparse.ArgumentParser()\n"
        "parser.add_argument('--steps', type=int, default=500)\nOPTIONS = parser.parse_args()\n"
        "ITEMS = list(range(20))\ndef work(item): return sum(range(OPTIONS.steps)) + item\n"
    )
    assert told.code == ANSWERED
    assert "Failed" not in told.text


RANDOM = (
    "import numpy as np\nRNG = np.random.default_rng()\nITEMS = [50] * 12\n"
    "def work(points): return float(RNG.random(points).mean())\n"
    "def check(points, result): return 0 <= result <= 1\n"
)


@pytest.mark.parametrize(
    ("options", "code"), [((), REFUSED), (("--check", "job.py:check"), ANSWERED)]
)
def test_forked_workers_that_repeat_draws_are_told(
    options: tuple[str, ...], code: int, ask: Any
) -> None:
    """With a check, as a note above all; without one, beside the refusal."""
    told = ask(RANDOM, *options)
    assert told.code == code
    assert "Forked workers repeat each other's random numbers" in told.text
    assert "seeded by the item" in told.text


@pytest.mark.exhaustive
def test_workers_that_cannot_start_say_where(ask: Any) -> None:
    """The worker's own error and line; those started in another way are measured."""
    told = ask(
        "import multiprocessing\nmultiprocessing.set_start_method('spawn')\n"
        f"{SPIN}ITEMS = list(range(100))\ndef work(item): return spin(item)\n"
    )
    assert "RuntimeError: context has already been set (job.py, line 2)" in told.text
    methods = {one["start_method"] for one in told.verdict["candidates"] if one["blocks"]}
    assert "fork" in methods


def test_a_pool_without_a_guard_is_told_at_once(ask: Any) -> None:
    """Importing the file would wait for ever; it is said which line starts the workers."""
    told = ask(
        "from multiprocessing import Pool\nITEMS = list(range(9))\n"
        "def work(item): return item\n"
        "with Pool(2) as pool:\n    print(pool.map(work, ITEMS))\n"
    )
    assert told.code == REFUSED
    assert "starts worker processes and waits for them (job.py, line 5)" in told.text


@pytest.mark.exhaustive
def test_threads_that_a_fork_would_miss_are_told(ask: Any) -> None:
    """The pool of threads lives in the module, and starts with the first call."""
    told = ask(
        "from concurrent.futures import ThreadPoolExecutor\nHELPERS = ThreadPoolExecutor(2)\n"
        f"{SPIN}ITEMS = list(range(60))\n"
        "def work(item): return HELPERS.submit(spin, item).result()\n"
    )
    assert "Open a pool before the first call, or use spawn" in told.text


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["strategies", "reports", "workloads"])
def test_a_module_of_the_users_is_not_taken_for_ours(name: str, ask: Any, tmp_path: Path) -> None:
    """Whatever its name, beside the file or when it is imported in the function."""
    (tmp_path / f"{name}.py").write_text("def half(item): return item / 2\n")
    told = ask(
        f"import {name}\nITEMS = list(range(20))\ndef work(item):\n"
        f"    from {name} import half\n    return half(item) + {name}.half(item)\n"
    )
    assert told.code == ANSWERED
    assert "Failed" not in told.text


def test_a_function_that_consumes_its_input_is_stopped(ask: Any, tmp_path: Path) -> None:
    """Before the first file is gone; how to go on is said."""
    for number in range(5):
        (tmp_path / f"order{number}.txt").write_text("1 2 3")
    told = ask(
        "from glob import glob\nimport os\nITEMS = sorted(glob('order*.txt'))\n"
        "def work(path):\n    text = open(path).read()\n    os.remove(path)\n    return text\n"
    )
    assert told.code == REFUSED
    assert "It was stopped before it did. Let it work on copies" in told.text
    assert "--allow-effects" in told.text
    assert len([*tmp_path.glob("order*.txt")]) == 5


def test_a_function_that_fills_a_table_is_stopped_after_one_row(ask: Any, tmp_path: Path) -> None:
    """SQLite writes unseen, so that the first row is there; not a hundred for each item."""
    told = ask(
        "import sqlite3\nITEMS = list(range(9))\nDB = sqlite3.connect('sales.db')\n"
        "DB.execute('create table if not exists sales (shop integer)')\nDB.commit()\n"
        "def work(shop):\n    DB.execute('insert into sales values (?)', (shop,))\n"
        "    DB.commit()\n    return shop\n"
    )
    assert told.code == REFUSED
    assert "changes a database" in told.text
    with sqlite3.connect(tmp_path / "sales.db") as connection:
        assert connection.execute("select count(*) from sales").fetchone() == (1,)


@pytest.mark.exhaustive
def test_the_library_says_what_the_command_says(tmp_path: Path) -> None:
    """For functions of the running script, which is imported, and runs nothing under its guard."""
    (tmp_path / "script.py").write_text(
        f"import lightwork\n{SPIN}if __name__ == '__main__':\n"
        "    result = lightwork.compare(spin, range(40), seconds=1)\n"
        "    result.save('result.json')\n"
        "    again = lightwork.load('result.json')\n"
        "    print(again.map(spin, [1, 2, 3]) == [spin(n) for n in (1, 2, 3)])\n"
        "    try:\n        lightwork.compare(lambda n: n, 3)\n"
        "    except lightwork.Refused as refused:\n        print(refused)\n"
    )
    found = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = found.stdout.splitlines()
    assert lines[0] == "True"
    assert "no other process can find by name" in lines[1]
    assert json.loads((tmp_path / "result.json").read_text())["function"] == "script.py:spin"


@pytest.mark.exhaustive
def test_another_environment_measures_without_having_us(ask: Any) -> None:
    """The interpreter that this environment was made of has the standard library alone."""
    python = str(getattr(sys, "_base_executable", sys.executable))
    told = ask(
        f"{SPIN}ITEMS = list(range(20))\ndef work(item): return spin(item)\n", "--python", python
    )
    assert told.code == ANSWERED
    assert "Failed" not in told.text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--python", "no-such-python"), "give the path of a Python"),
        (("--star",), "not a tuple of arguments"),
        (("--items", "*.nothing"), "no file in"),
    ],
)
def test_wrong_options_get_one_line(options: tuple[str, ...], words: str, ask: Any) -> None:
    """With what to give instead."""
    told = ask("ITEMS = [1, 2]\ndef work(item): return item\n", *options)
    assert told.code == REFUSED
    assert words in told.text
