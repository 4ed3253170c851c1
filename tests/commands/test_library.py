"""The library: what it takes, what it refuses, and what cells of a notebook become."""

import json
import sys
import types
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import lightwork
from lightwork.commands import library
from lightwork.measuring.launcher.targets import Target, parse_target
from lightwork.measuring.user_function.verdict import machine_values


def double(number: int) -> int:
    return 2 * number


def add(number: int, more: int) -> int:
    return number + more


add_three = partial(add, more=3)


class Holder:
    @staticmethod
    def half(number: int) -> float:
        return number / 2


def found(function: Any, names: dict[str, Any] | None = None) -> Target:
    return library._target_of("work", function, globals() if names is None else names)


@pytest.mark.parametrize(
    ("function", "name"),
    [(double, "double"), (add_three, "add_three"), (Holder.half, "Holder.half"), (len, "len")],
)
def test_a_function_is_found_by_name(function: Any, name: str) -> None:
    """In its module; what is made from others by its name among the caller's globals."""
    target = found(function)
    assert target.attribute == name
    assert target.module == ("builtins" if function is len else __name__)


@pytest.mark.parametrize(
    "function", [lambda number: number, partial(add, more=9), Holder().half.__call__]
)
def test_what_has_no_name_is_refused_with_the_remedy(function: Any) -> None:
    """No other process could find it."""
    with pytest.raises(lightwork.Refused, match="give it one at the top of a module"):
        found(function)


@pytest.mark.parametrize(
    ("items", "words"),
    [(0, "got 0, expected a count"), ([], "got none"), ([lambda: 0], "pickle does not carry")],
)
def test_useless_items_are_refused(items: Any, words: str) -> None:
    """Before anything is measured."""
    with pytest.raises(lightwork.Refused, match=words):
        lightwork.compare(double, items)


def test_cells_become_a_module_of_their_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without calls, magic and the comparison itself; a cell that runs now is the last."""
    main = types.ModuleType("__main__")
    main.In = [  # type: ignore[attr-defined]
        "",
        "import math\nprint('seen')",
        "%timeit 3",
        "RATE = 2\ndef work(n): return math.sqrt(n) * RATE\nresult = lightwork.compare(work, [1])",
        "get_ipython().run_line_magic('pwd', '')",
    ]
    monkeypatch.setitem(sys.modules, "__main__", main)
    exec("def work(n): return n", main.__dict__)  # noqa: S102 - as a notebook does
    target = library._target_of("work", main.__dict__["work"], main.__dict__, "class Late: pass")
    code = target.code.splitlines()
    assert code == [
        "import math",
        "RATE = 2",
        "def work(n):",
        "    return math.sqrt(n) * RATE",
        "class Late:",
        "    pass",
    ]


def test_a_script_is_found_as_the_command_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the name that its package gives it, which its workers import it by."""
    file = tmp_path / "tools" / "job.py"
    file.parent.mkdir()
    (file.parent / "__init__.py").touch()
    file.write_text("def work(n): return n\n")
    main = types.ModuleType("__main__")
    main.__file__ = str(file)
    monkeypatch.setitem(sys.modules, "__main__", main)
    exec(file.read_text(), main.__dict__)  # noqa: S102 - as Python does
    target = library._target_of("work", main.__dict__["work"], main.__dict__)
    assert target.module == "tools.job"
    assert target[1:] == parse_target("work", "tools/job.py:work", tmp_path)[1:]


def result(**machine: object) -> lightwork.Result:
    how = {"mechanism": "thread_pool", "workers": 2, "chunksize": 1, "start_method": "none"}
    values = {
        "function": "job.py:work",
        "items": 40,
        "recommended": how,
        "speedup": {"value": 1.5},
        "default_start_method": "fork",
        "machine": machine_values() | machine,
    }
    return library.Result(values)


def test_a_result_runs_here_and_not_on_another_machine(tmp_path: Path) -> None:
    """Saved and loaded as well; another machine is named with what differs."""
    result().save(tmp_path / "r.json")
    again = lightwork.load(tmp_path / "r.json")
    assert again.map(double, [1, 2, 3]) == [2, 4, 6]
    assert again.map(double, []) == []
    assert repr(again) == "<job.py:work: ThreadPoolExecutor, 2 workers, 1.50×>"
    with pytest.raises(lightwork.MachineDiffers, match="cores 999, here"):
        result(cores=999).map(double, [1])


@pytest.mark.parametrize("text", ["[]", "{}", json.dumps({"function": "f"})])
def test_another_file_is_not_taken_for_a_result(text: str, tmp_path: Path) -> None:
    """It is said how to write one."""
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(
        ValueError, match=r"expected the verdict on a function: write it by Result.save"
    ):
        lightwork.load(tmp_path / "other.json")


@pytest.mark.parametrize(
    ("mechanism", "method"),
    [
        *(("serial", "none"), ("thread_pool", "none"), ("pool", "fork"), ("process", "fork")),
        *(("process_pool", "fork"), ("pool_imap", "fork"), ("pool_after_first_call", "fork")),
        ("thread_pool_one_blas", "none"),
    ],
)
def test_every_mechanism_maps_in_order(mechanism: str, method: str) -> None:
    """As the loop does, for more items, fewer and none."""
    how = {"mechanism": mechanism, "workers": 2, "chunksize": 3, "start_method": method}
    for items in ([], [5], list(range(10))):
        assert library._map(how, 12, double, items) == [2 * item for item in items]
