"""The code to paste runs, for each mechanism, and gives what the serial loop gives."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.read.user_function import ItemsRead, UserFunctionFacts
from lightwork.reporting.user_function.verdict import code_to_paste
from tests.fixtures.places import USER_FUNCTIONS
from tests.fixtures.user_functions import good

LIST = ItemsRead("value", "good", "ITEMS", 12, False, 12, 12, 12)
FACTS = UserFunctionFacts(
    workload="good.spin",
    function="good.py:spin",
    module="good",
    attribute="spin",
    items=LIST,
    item_seconds=Estimate(0.001, 0.0009, 0.0011, 0.95, 12),
    longest_item_seconds=0.001,
    mean_item_seconds=0.001,
    class_name="gil",
    sure=True,
    shares={},
    reason="",
    own_workers=0.0,
    bytes_in=5,
    bytes_out=17,
    import_seconds=0.03,
    import_bytes=4e6,
    worker_bytes=1e7,
    refusals={},
    effects={},
    import_effects={},
    printed_bytes=0,
    differs="",
    modes={},
    checked=False,
)
EXPECTED = [good.spin(item) for item in good.ITEMS]


def case(strategy: str, start_method: str = "none", chunksize: int = 3) -> Case:
    return Case("good.spin", "own", strategy, start_method, 2, chunksize, "cold")


def answers(text: str, folder: Path, modules: Path = USER_FUNCTIONS) -> tuple[list[int], str]:
    """Run the code as a script: what its ``main`` gave, and the line that it prints."""
    script = folder / "pasted.py"
    show = 'if __name__ == "__main__":\n    import json\n    print(json.dumps(results))\n'
    script.write_text(text + show)
    printed = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    line, results = printed.splitlines()
    return json.loads(results), line


@pytest.mark.parametrize(
    "way",
    [
        None,
        case("threads"),
        case("threads", chunksize=1),
        case("thread_pool"),
        case("pool", "fork"),
        case("pool", "spawn"),
        case("pool", "forkserver"),
        case("process_pool", "fork"),
        case("process_pool", "spawn"),
        case("pool_imap", "fork"),
        case("pool_imap", "spawn", chunksize=1),
        case("process", "fork"),
    ],
    ids=lambda way: "serial" if way is None else f"{way.strategy}-{way.start_method}",
)
def test_the_code_gives_the_plain_loops_answers(way: Case | None, tmp_path: Path) -> None:
    """About ten lines, with the guard that spawned workers need; it runs and is right."""
    text = code_to_paste(FACTS, way, "fork")
    given, printed = answers(text, tmp_path)
    assert given == EXPECTED
    assert printed == "12 results"
    assert len([line for line in text.splitlines() if line.strip()]) <= 22


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (ItemsRead("count", "", "", 12, False, 12, 12, 12), EXPECTED),
        (ItemsRead("called", "good", "numbers", 12, False, 12, 12, 12), EXPECTED),
        (ItemsRead("called", "good", "endless", 12, True, 12, 12, 12), EXPECTED),
        (ItemsRead("number", "bad", "NUMBER", 7, False, 7, 7, 7), EXPECTED[:7]),
    ],
)
def test_items_come_from_where_they_were_named(
    items: ItemsRead, expected: list[int], tmp_path: Path
) -> None:
    """A count, a generator function, one that never ends, a number in another file."""
    text = code_to_paste(FACTS._replace(items=items), case("thread_pool"), "fork")
    assert answers(text, tmp_path)[0] == expected


def test_foreign_words_of_a_case_are_texts_or_left_out() -> None:
    """A start method or strategy of a file that somebody sent runs nothing."""
    evil = 'fork"); import os; os.system("x'
    assert repr(evil) in code_to_paste(FACTS, case("pool", evil), "fork")
    assert "os.system" not in code_to_paste(FACTS, case(evil), "fork")
    unknown = code_to_paste(FACTS, case("ray"), "fork")
    assert "no script for ray" in unknown
    assert "no script for Pool.apply_async" in code_to_paste(FACTS, case("pool_async"), "fork")
    compile(unknown, "pasted", "exec")


def test_a_file_that_is_no_name_is_imported_by_its_text(tmp_path: Path) -> None:
    """``my-job.py`` works, in spawned workers, too."""
    (tmp_path / "my-job.py").write_text((USER_FUNCTIONS / "good.py").read_text())
    facts = FACTS._replace(module="my-job", items=LIST._replace(module="my-job"))
    text = code_to_paste(facts, case("pool", "spawn"), "fork")
    assert answers(text, tmp_path, tmp_path)[0] == EXPECTED
