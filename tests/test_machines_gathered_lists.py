"""Lists of a file that are checked together: what is accepted and what is said stay the same."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from reports.machines.gathered_lists import Gathered
from reports.machines.reading_one import read_digest
from reports.problem import Problem, Unreadable
from reports.reading import read_run
from tests.made_up_runs import made_up_run, save

LISTS = ("reference_seconds", "cpu_seconds", "foreign_cpu_share")
DOUBTFUL = [1, 0, True, None, "1.0", -1.0, -0.5, 1e300, 10**400, math.nan, math.inf, [], {}, 0.0]


def with_value(value: object, key: str, place: int) -> dict[str, Any]:
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=7)
    run["benchmarks"][-1]["extra_info"][key][place] = value
    return run


@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize("place", [0, 3, -1])
@pytest.mark.parametrize("value", DOUBTFUL, ids=repr)
def test_one_doubtful_value_ends_as_it_does_alone(
    value: object, place: int, key: str, tmp_path: Path
) -> None:
    """Wherever it stands in a list: the same values, or the same words of refusal."""
    file = tmp_path / "run.json"
    file.write_text(json.dumps(with_value(value, key, place)))
    assert as_read(file, Gathered()) == as_read(file, None)


def as_read(file: Path, gathered: Gathered | None) -> str:
    try:
        return repr(read_run(file, gathered))
    except Unreadable as refused:
        return str(refused)


def test_a_list_of_floats_is_taken_and_others_are_not() -> None:
    """What has another kind at an end needs a change, or words: it is checked alone, at once."""
    gathered = Gathered()
    assert gathered.takes([1.0, 2.0], 0, 5)
    for other in ([], [1], [1.0, 2], [None, 1.0], [True], ["1"]):
        assert not gathered.takes(other, 0, 5)
    assert gathered.all_right()


@pytest.mark.parametrize("value", [2, True, None, "1", -1.0, 6.0, math.nan, math.inf])
def test_no_bad_value_hides_among_good_ones(value: Any) -> None:
    """In the middle of a list in the middle of others."""
    gathered = Gathered()
    for values in ([1.0, 2.0], [1.0, value, 2.0], [3.0]):
        assert gathered.takes(values, 0, 5)
    assert not gathered.all_right()


def test_lists_have_bounds_of_their_own() -> None:
    """A value is held against the bounds that its list was given with."""
    gathered = Gathered()
    assert gathered.takes([3.0], 0, 5)
    assert gathered.takes([7.0], 6, 8)
    assert gathered.all_right()
    assert gathered.takes([7.0], 0, 5)
    assert not gathered.all_right()


def test_the_runs_of_a_file_are_dropped_with_it(tmp_path: Path) -> None:
    """Each file is gathered anew: what one has wrong is not held against the next."""
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_text(json.dumps(with_value(math.nan, "cpu_seconds", 3)))
    save(made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=7), tmp_path / "good")
    good = next((tmp_path / "good").rglob("*.json"))
    assert isinstance(read_digest(bad), Problem)
    assert not isinstance(read_digest(good), Problem)
