"""What a person sees while the run goes on."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lightwork.core.record import Case
from lightwork.measuring.cases.rounds import Round
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.forecast import duration_text
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.plan.speedup import Plan
from lightwork.measuring.session.progress import Progress, plan_lines, result_text

CASE = Case("fib", "small", "threads", "none", 2, 12, "cold")


class MadeUpWriter:
    """Stands for pytest's terminal reporter."""

    def __init__(self, isatty: bool) -> None:
        self.isatty = isatty
        self.text = io.StringIO()

    def ensure_newline(self) -> None:
        """Lines are whole here."""

    def write(self, text: str) -> None:
        """Keep the text."""
        self.text.write(text)

    def write_line(self, text: str) -> None:
        """Keep the line."""
        self.text.write(text + "\n")

    def rewrite(self, text: str, erase: bool) -> None:
        """Keep the text; a terminal would erase the line before."""
        assert erase
        self.text.write("\r" + text)


def run_one_case(isatty: bool, void: str | None = None) -> str:
    writer = MadeUpWriter(isatty)
    progress = Progress(writer, {("speedup", CASE): 1.0, ("startup", CASE): 9.0})  # type: ignore[arg-type]
    progress.starting(("speedup", CASE))
    rounds = [Round("rlc", 2.0, 1.0, 1.0, 0.0, False)] * 6
    progress.measured(result_text("speedup", CASE, void, rounds, [1.0] * 6))
    progress.ended(("speedup", CASE))
    return writer.text.getvalue()


def test_a_terminal_shows_the_current_case_and_then_its_result() -> None:
    """The line of the running case is rewritten by its result, then by that of its workload."""
    shown = run_one_case(isatty=True).split("\r")[1:]
    assert shown[0].startswith(f"[1/2] {CASE.id} ...")
    assert "2 x serial" in shown[1]
    assert shown[2].startswith("[1/2] speedup fib: 1 case")
    assert [text.endswith("\n") for text in shown] == [False, False, True]


@pytest.mark.parametrize(
    ("isatty", "lines"), [(True, ["[1/1] speedup fib: block 2 of 7"]), (False, [])]
)
def test_a_terminal_shows_the_block_of_a_race(isatty: bool, lines: list[str]) -> None:
    """While pytest catches nothing: the line is rewritten; a log gets none of it."""
    writer, open_now = MadeUpWriter(isatty), []

    @contextmanager
    def shown() -> Iterator[None]:
        open_now.append(True)
        yield
        open_now.pop()

    progress = Progress(writer, {("speedup", CASE): 1.0}, shown)  # type: ignore[arg-type]
    progress.starting(("speedup", CASE))
    before = writer.text.tell()
    progress.block(2, 7)
    said = writer.text.getvalue()[before:].split("\r")[1:]
    assert [line.partition("  ")[0] for line in said] == lines
    assert open_now == []


def test_elsewhere_there_is_a_line_for_each_workload_of_a_family() -> None:
    """No carriage returns in a log file, and what is left."""
    text = run_one_case(isatty=False)
    assert "\r" not in text
    assert text.count("\n") == 1
    assert text.startswith("[1/2] speedup fib: 1 case ")
    assert text.rstrip().endswith("left")


def test_a_void_case_says_why() -> None:
    """It has a line of its own, and its workload's line counts it."""
    lines = run_one_case(False, void="another start method").splitlines()
    assert lines[0].startswith(f"[1/2] {CASE.id}")
    assert lines[0].endswith("void: another start method")
    assert "1 case, 1 without a number" in lines[1]


def test_a_cost_is_what_an_operation_takes_beyond_the_same_without_the_mechanism() -> None:
    """(case - reference) / operations, the median over rounds: (3 - 2) s / 1000."""
    rounds = [Round("rc", 2.0, None, 1.0, 0.0, False)] * 6
    text = result_text("startup", CASE, None, rounds, [3.0] * 6, 1000)
    assert text.split() == ["1e+03", "µs", "each"]


def test_the_plan_says_what_is_not_run_and_why() -> None:
    """Cases, rounds, minutes, and a line for each thing left out."""
    plan = WholePlan({"speedup": Plan((CASE,), (Skip("triad", "needs numpy."),), 6)})
    lines = plan_lines(plan, 125, "quick")
    assert lines[0] == "plan: 1 cases, effort quick, about 2:05 min"
    assert lines[1] == "  speedup, at least 6 rounds each: fib 1"
    assert lines[-1] == "  not run: triad: needs numpy."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (59.0, "59 s"), (60.0, "1:00 min"), (125.2, "2:06 min"), (4000.0, "1:06 h")],
)
def test_durations_read_well(seconds: float, words: str) -> None:
    """Seconds, then minutes, then hours; never less than what is left."""
    assert duration_text(seconds) == words
