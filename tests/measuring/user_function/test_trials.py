"""Functions that cannot be measured end in a sentence with the remedy, and nothing is left."""

import contextlib
import os
from pathlib import Path

import psutil
import pytest

from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.user_function.child.request import FIRST, SECOND
from lightwork.measuring.user_function.messages import differing_text, outcome_of_trial
from lightwork.measuring.user_function.probe import COMPANY, refuse_harmful_side_effects
from lightwork.measuring.user_function.round_items import RoundSize
from tests.fixtures.user_function_trials import options_for, request_for, try_out

#: In the environment of all that this process starts.
OURS = "LIGHTWORK_TRIALS_TEST"


@pytest.fixture(autouse=True)
def _our_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OURS, str(os.getpid()))


def left_over() -> list[int]:
    """Processes that a trial, or what it tried, started and that were not ended."""
    psutil.wait_procs(running(), timeout=5)  # a killed one that is no child of ours takes a moment
    return [process.pid for process in running()]


def running() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            ours = process.environ().get(OURS) == str(os.getpid())
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def first_refusal(function: str, items: str = "6", limit: float = 20.0) -> str:
    """What the first trial refuses the function with."""
    options = options_for(function, items, limit=limit)
    with request_for(options) as request:
        ended = try_out(request, options, FIRST)
    with pytest.raises(Refused) as refusal:
        refuse_harmful_side_effects(
            ended, outcome_of_trial(ended, options), RoundSize(6, 6, 6), options
        )
    assert left_over() == []
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("bad.py:NUMBER", ["is int, not a function", "Name a function"]),
        ("bad.py:nowhere", ["has no 'nowhere'"]),
        ("bad.py:needs_two", ["missing a required argument: 'other'", "def work(item)"]),
        ("bad.py:raises_at_three", ["ValueError: three is not welcome", "bad.py, line", "item 3"]),
        ("bad.py:refuses", ["ValueError: not 0", "item 0"]),
        ("bad.py:exits_at_two", ["exit code 3 at item 2", "Return or raise"]),
        ("bad.py:leaves_at_two", ["SystemExit: leaving", "item 2", "sys.exit"]),
        ("bad.py:killed_at_two", ["killed by SIGKILL at item 2", "smaller items"]),
        ("bad.py:prints_much", ["prints 400,000 bytes for an item", "print less"]),
        ("bad.py:changes_folder", ["changes the current folder", "whole paths"]),
        ("bad.py:starts_threads", ["left 6 threads", "join them"]),
        ("bad.py:starts_processes", ["left 6 processes", "wait for them"]),
        ("raises_at_import.py:work", ["importing its file raised RuntimeError: ran at import"]),
    ],
)
def test_a_function_that_cannot_be_measured_is_refused(function: str, words: list[str]) -> None:
    """The sentence names what happened, where, and what to do; its processes are gone."""
    sentence = first_refusal(function)
    assert [word for word in words if word not in sentence] == []


def test_a_function_that_never_returns_is_given_up() -> None:
    """At its limit, naming the item and the option."""
    sentence = first_refusal("bad.py:hangs_at_two", limit=1.5)
    assert "not come back after 1.5 s at item 2" in sentence
    assert "--item-limit" in sentence


def test_items_that_raise_or_are_none_are_refused() -> None:
    """As what they are: no fault of the function's."""
    assert "--items bad.py:raising_items: raised RuntimeError" in first_refusal(
        "good.py:tiny", "bad.py:raising_items"
    )
    assert "no items" in first_refusal("good.py:tiny", "bad.py:EMPTY")


@pytest.mark.parametrize(
    ("function", "refused"),
    [
        ("bad.py:as_lambda", "function"),
        ("bad.py:closure", "function"),
        ("bad.py:gives_lock", "answer"),
        ("good.py:spin", ""),
    ],
)
def test_what_pickle_does_not_carry_is_known(function: str, refused: str) -> None:
    """Function, items and answers apart, each with pickle's own reason."""
    options = options_for(function)
    with request_for(options) as request:
        first = outcome_of_trial(try_out(request, options, FIRST), options)
    found = {what for what in ("function", "item", "answer") if first[f"{what}_refusal"]}
    assert found == ({refused} if refused else set())


def test_what_it_does_beside_answering_is_seen() -> None:
    """Temporary files are; a function that does nothing else is clean."""
    for function, effects in (
        ("bad.py:writes_file", ["writes temporary files"]),
        ("good.py:spin", []),
    ):
        options = options_for(function)
        with request_for(options) as request:
            assert (
                list(outcome_of_trial(try_out(request, options, FIRST), options)["effects"])
                == effects
            )


@pytest.mark.parametrize(
    ("function", "cause"),
    [
        ("bad.py:draws", "it is random"),
        ("bad.py:counts_calls", "depends on what was called before"),
        ("bad.py:tells_process", "depends on its process"),
    ],
)
def test_two_answers_to_one_item_are_seen(function: str, cause: str) -> None:
    """Random, depending on state, depending on the process: with both answers."""
    options = options_for(function)
    with request_for(options) as request:
        outcome_of_trial(try_out(request, options, FIRST), options)
        second = outcome_of_trial(try_out(request, options, SECOND), options)
    sentence = differing_text(second["repeated"], options)
    assert cause in sentence
    assert "--check" in sentence


def test_a_check_that_refuses_the_serial_answer_is_refused() -> None:
    """Else every round would fail with it."""
    options = options_for("good.py:spin", check="good.py:is_never")
    with request_for(options) as request:
        outcome_of_trial(try_out(request, options, FIRST), options)
        with pytest.raises(Refused, match="does not accept the serial loop's own answer"):
            outcome_of_trial(try_out(request, options, SECOND), options)


@pytest.mark.parametrize(
    ("function", "mode", "words"),
    [
        ("good.py:spin", "threads", ""),
        ("good.py:spin", "spawn", ""),
        ("bad.py:not_thread_safe", "threads", "other answers in two threads at once"),
        ("bad.py:not_thread_safe", "spawn", ""),
        ("bad.py:only_in_the_first_process", "threads", ""),
        ("bad.py:only_in_the_first_process", "spawn", "other answers in spawned workers"),
    ],
)
def test_two_at_once_are_tried(function: str, mode: str, words: str) -> None:
    """As threads and as processes: who gives other answers there is known before it is measured."""
    options = options_for(function)
    with request_for(options) as request:
        outcome_of_trial(try_out(request, options, FIRST), options)
        ended = try_out(request, options, mode)
    if words:
        with pytest.raises(Refused, match=words):
            outcome_of_trial(ended, options, COMPANY[mode])
    else:
        outcome_of_trial(ended, options, COMPANY[mode])


def test_a_trial_runs_no_user_code_in_this_process() -> None:
    """The module is not even imported here."""
    import sys

    before = set(sys.modules), Path.cwd()
    first_refusal("raises_at_import.py:work")
    assert (set(sys.modules), Path.cwd()) == before
