"""What is typed about an own function: found, or refused with the right words."""

from argparse import Namespace
from pathlib import Path

import pytest

from lightwork.core.scripts import COUNT_FORM, MOST_ITEMS
from lightwork.measuring.launcher.targets import ItemSource, Refused, load, parse_target, take_items
from lightwork.measuring.plan.choice import MORE_OPTIONS, SUITE_OPTIONS
from lightwork.measuring.user_function.options import read_request
from lightwork.measuring.user_function.request import ITEM_LIMIT, UserFunctionRequest
from tests.fixtures.places import USER_FUNCTIONS

NOTHING = {
    **dict.fromkeys(
        ("workload", "items", "check", "item_limit", "star", "allow_effects", "python")
    ),
    **{one.attribute: None for one in (*SUITE_OPTIONS, *MORE_OPTIONS)},
}


def request(**typed: str) -> UserFunctionRequest | None:
    return read_request(Namespace(**{**NOTHING, **typed}), USER_FUNCTIONS)


def test_nothing_typed_is_no_request() -> None:
    """Without --workload the suite runs its own workloads."""
    assert request() is None


def test_a_file_is_called_as_python_calls_it(tmp_path: Path) -> None:
    """The stem; inside packages the dotted name from above the topmost __init__.py."""
    package = tmp_path / "pkg" / "inner"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    (package / "job.py").write_text("from . import __name__ as above\ndef work(item): return above")
    target = parse_target("--workload", "pkg/inner/job.py:work", tmp_path)
    assert (target.module, target.root) == ("pkg.inner.job", str(tmp_path))
    assert target.name == "pkg.inner.job.work"
    assert load(target)(1) == "pkg.inner"


def test_a_module_is_found_and_never_run_as_main() -> None:
    """MODULE:FUNCTION is imported by name; __main__ is none of the user's."""
    assert load(parse_target("--workload", "zlib:crc32", USER_FUNCTIONS))(b"") == 0
    with pytest.raises(Refused, match="__main__ is no file of yours"):
        parse_target("--workload", "__main__:f", USER_FUNCTIONS)


def test_all_that_can_be_typed_is_read() -> None:
    """Function, count, check and limit; the limit has a default."""
    found = request(workload="good.py:spin", items="12", check="good.py:is_total")
    assert found is not None
    assert (found.items.number, found.item_limit) == (12, ITEM_LIMIT)
    assert found.check is not None
    assert found.check.attribute == "is_total"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"workload": "good.py", "items": "3"}, "expected FILE.py:NAME .* It has: numbers"),
        ({"workload": "god.py:spin", "items": "3"}, "no file .* Did you mean good.py"),
        ({"workload": "good.py:2", "items": "3"}, "expected FILE.py:NAME"),
        ({"workload": "good.py:spin"}, "needs --items"),
        ({"workload": "good.py:spin", "items": "0"}, "expected a count of 1 or more"),
        ({"workload": "good.py:spin", "items": "-3"}, "expected a count of 1 or more"),
        ({"items": "3"}, "goes with --workload"),
        ({"item_limit": "3"}, "goes with --workload"),
        ({"workload": "good.py:spin", "items": "3", "workloads": "fib"}, "names the suite's own"),
        ({"workload": "good.py:spin", "items": "3", "cluster": "mpi"}, "--cluster: got --workload"),
        ({"workload": "good.py:spin", "items": "3", "sizes": "small"}, "leave out one"),
        ({"workload": "good.py:spin", "items": "3", "case_limit": "9"}, "there is --item-limit"),
        ({"workload": "good.py:spin", "items": "3", "item_limit": "ever"}, "expected seconds from"),
    ],
)
def test_what_is_typed_wrongly_is_refused_in_one_line(typed: dict[str, str], words: str) -> None:
    """The line says what, what was got, and what to do; nothing of the user's was run."""
    with pytest.raises(pytest.UsageError, match=words) as refusal:
        request(**typed)
    assert "\n" not in str(refusal.value)


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    """Before anything runs."""
    (tmp_path / "broken.py").write_text("x = 1\ndef f(:\n")
    with pytest.raises(Refused, match=r"broken\.py, line 2: invalid syntax"):
        parse_target("--workload", "broken.py:f", tmp_path)


def test_a_file_that_hides_behind_a_module_is_refused(tmp_path: Path) -> None:
    """Workers would import the other one."""
    (tmp_path / "json.py").write_text("def work(item): return item")
    with pytest.raises(Refused, match="that Python finds first"):
        load(parse_target("--workload", "json.py:work", tmp_path))


def test_a_name_that_is_not_there_is_refused_with_the_nearest() -> None:
    """And with what there is."""
    with pytest.raises(Refused, match=r"no 'spn'\. Did you mean spin"):
        load(parse_target("--workload", "good.py:spn", USER_FUNCTIONS))


@pytest.mark.parametrize("name", ["ITEMS", "numbers"])
def test_items_are_a_list_or_what_a_generator_yields(name: str) -> None:
    """The same items either way."""
    source = ItemSource(name, target=parse_target("--items", f"good.py:{name}", USER_FUNCTIONS))
    assert take_items(source).values == list(range(12))
    assert not take_items(source).more


def test_a_count_gives_the_numbers_below_it() -> None:
    """Also where the count is a name's value."""
    assert take_items(ItemSource("4", 4))[:3] == ([0, 1, 2, 3], False, COUNT_FORM)
    number = ItemSource("NUMBER", target=parse_target("--items", "bad.py:NUMBER", USER_FUNCTIONS))
    assert take_items(number).values == list(range(7))


def test_endless_items_end() -> None:
    """So many are taken, and that there are more is known."""
    source = ItemSource(
        "endless", target=parse_target("--items", "good.py:endless", USER_FUNCTIONS)
    )
    items = take_items(source)
    assert len(items.values) == MOST_ITEMS
    assert items.more


def test_no_items_are_refused() -> None:
    """There is nothing to call the function with."""
    source = ItemSource("EMPTY", target=parse_target("--items", "bad.py:EMPTY", USER_FUNCTIONS))
    with pytest.raises(Refused, match="no items"):
        take_items(source)
