"""A user's function from its first call to the end of its race, in real processes."""

import os
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from lightwork.core.record import NULL_CONTROL
from lightwork.measuring.launcher.requests import Looked
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.race.race import AGAIN, LOOP, Limits
from lightwork.measuring.user_function.cases import UserFunction, recorded_timer
from lightwork.measuring.user_function.measure import MeasuredFunction, measure_function, sample_of
from lightwork.measuring.user_function.request import make_request
from lightwork.measuring.user_function.verdict import verdict_values
from studies.what_is_left import MARK, marked_processes
from tests.fixtures.places import USER_FUNCTIONS

#: A race of a few blocks, whatever they come to.
SHORT = Limits(0.1, 0.1, 0.1)


def measured(
    function: str, items: str = "6", check: str | None = None, limit: str | None = None
) -> MeasuredFunction:
    request = make_request(function, items, check, limit, USER_FUNCTIONS, function)
    return measure_function(request, SHORT)


@pytest.fixture(autouse=True)
def _nothing_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """After each test: no process that inherited our mark, no file in the temporary folder."""
    monkeypatch.setenv(MARK, tmp_path.name)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    end = time.monotonic() + 5
    while marked_processes(tmp_path.name) != ours() and time.monotonic() < end:
        time.sleep(0.05)
    assert [one for one in marked_processes(tmp_path.name) if one not in ours()] == []
    assert [*tmp_path.iterdir()] == []


def ours() -> list[str]:
    """This very process may have inherited the mark of an outer one."""
    return [one for one in marked_processes(os.environ.get(MARK, "")) if f" {os.getpid()} " in one]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("bad.py:needs_two", "it is called with one item"),
        ("bad.py:NUMBER", "is int, not a function"),
        ("bad.py:raises_at_three", "three is not welcome .*on item 3"),
        ("bad.py:exits_at_two", "exit code 3 at item 2"),
        ("bad.py:leaves_at_two", "It calls sys.exit"),
        ("bad.py:killed_at_two", "killed by SIGKILL at item 2"),
        ("bad.py:draws", "answers differently from call to call"),
        ("bad.py:refuses", "not 0"),
        ("raises_at_import.py:f", "importing its file raised"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_line(function: str, words: str) -> None:
    """The line says what went wrong, where, and what to do."""
    with pytest.raises(Refused, match=words) as refusal:
        measured(function)
    assert "\n" not in str(refusal.value)


def test_a_function_that_never_returns_is_given_up() -> None:
    """After its item limit, with the item that it hangs at."""
    with pytest.raises(Refused, match=r"not come back after 0\.5 s at item 2"):
        measured("bad.py:hangs_at_two", limit="0.5")


def test_a_check_that_refuses_the_serial_answer_is_refused() -> None:
    """Whoever is wrong, check or function, nothing can be verified so."""
    with pytest.raises(Refused, match="does not accept the serial loop's own answer"):
        measured("good.py:tiny", check="good.py:is_total")


def test_one_that_is_random_is_measured_with_a_check() -> None:
    """What is right may be said by a check instead of by equality."""
    (Path(tempfile.gettempdir()) / "dice.py").write_text(
        "import random\ndef work(item): return item + random.random()\n"
        "def check(item, result): return item <= result < item + 1\n"
    )
    folder = Path(tempfile.gettempdir())
    request = make_request("dice.py:work", "40", "dice.py:check", None, folder, "x")
    assert measure_function(request, SHORT).result.blocks == 1
    (folder / "dice.py").unlink()


@pytest.mark.parametrize(
    ("function", "refused"),
    [
        ("bad.py:as_lambda", "function"),
        ("bad.py:closure", "function"),
        ("bad.py:gives_lock", "answer"),
    ],
)
def test_what_pickle_does_not_carry_leaves_threads_alone(function: str, refused: str) -> None:
    """No worker process is tried, and the reason is said."""
    found = measured(function)
    assert found.host.processes is not None
    assert f"does not carry the {refused}" in found.host.processes
    tried = [one for one in UserFunction(found).entrants.values() if not isinstance(one, str)]
    assert {one.mechanism for one in tried} == {"thread_pool"}


def test_wrong_answers_of_workers_take_them_out_of_the_race() -> None:
    """The others end it; the reason shows both answers."""
    found = measured("bad.py:only_in_the_first_process", "12")
    failed = {
        one.key.mechanism: one.reason
        for one in found.result.decision.standings
        if one.status == "failed"
    }
    assert "pool" in failed
    assert "got -1, expected 0" in failed["pool"]
    assert found.result.entries[LOOP].seconds


@pytest.mark.parametrize(
    "function", ["bad.py:starts_processes", "bad.py:starts_threads", "bad.py:prints_much"]
)
def test_what_a_function_leaves_is_said_and_ended(function: str) -> None:
    """Its calls are measured; a warning tells of what they do beside answering."""
    warnings = " ".join(verdict_values(measured(function))["warnings"])
    assert any(word in warnings for word in ("processes", "threads", "prints"))


def test_cases_are_those_of_the_race() -> None:
    """Each entrant with rounds is a case; its lists have a value for each of its blocks."""
    own = UserFunction(measured("good.py:spin", "good.py:numbers"))
    cases = own.entrants
    assert cases[next(case for case in cases if case.strategy == NULL_CONTROL)] == AGAIN
    for case in cases:
        info = own.extra_info(case)
        rounds = len(own.seconds(case))
        assert rounds == len(info["block"]) == len(info["reference_seconds"]) > 0
        timer = recorded_timer(partial(own.seconds, case))
        told = [-(timer() - timer()) for _ in range(rounds)]
        assert told == own.seconds(case)


def looked(seconds: list[float]) -> Looked:
    places = tuple(range(len(seconds)))
    total = sum(seconds)
    shape = ("answer", (), False, False)
    return Looked(places, tuple(seconds), total, total, 0.0, {}, 1, 1, {}, 0, 0, "", *shape)


def test_all_items_are_run_where_the_look_came_to_their_end() -> None:
    """None is left out, none repeated."""
    assert sample_of(looked([0.1] * 10), 10, 2) == (10, None, ())


def test_a_long_list_is_sampled_over_its_whole_length() -> None:
    """One of each stretch, with both ends, for about a second of the loop, which runs them all."""
    items, which, parts = sample_of(looked([0.01] * 50), 3000, 2)
    assert which is not None
    assert (items, which[0], which[-1], parts) == (100, 0, 2999, ())
    steps = {later - one for one, later in pairwise(which)}
    assert 1 <= min(steps) < max(steps) <= 2 * 3000 / 98


@pytest.mark.parametrize(("first_call", "items"), [(0.0, 1000), (0.3, 700), (0.7, 700), (3, 1000)])
def test_a_sample_is_sized_by_what_a_later_call_takes(first_call: float, items: int) -> None:
    """Of a second with the first call, but with as much work as that, up to the usual."""
    found = looked([0.001 + first_call] + [0.001] * 49)
    assert sample_of(found, 30_000, 2, first_call)[0] == items
    assert sample_of(found, 30_000, 2, first_call).parts == ()


def test_of_slow_items_the_loop_runs_parts_that_cover_all() -> None:
    """An item of a second for each of 64 workers: the loop takes a few seconds of them in turn."""
    items, _, parts = sample_of(looked([1.0] * 2), 1000, 64)
    assert items == 64
    assert sorted(place for part in parts for place in part) == list(range(64))
    assert max(map(len, parts)) <= 4
