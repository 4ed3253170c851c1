"""How a race stands is shown: a table that is rewritten on a terminal, a line a stage elsewhere."""

import io
import os
import re
import shutil

import pytest

from lightwork.measuring.race.race import RaceResult
from lightwork.measuring.user_function.messages import LEAST_COLUMNS, race_shown
from tests.measuring.race.test_race import raced


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def told() -> list[RaceResult]:
    """A race as it stands after each of its blocks."""
    return raced()[2]


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A usual terminal, whatever runs the tests."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    size(monkeypatch, 80)


def size(monkeypatch: pytest.MonkeyPatch, columns: int, rows: int = 24) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *_: os.terminal_size((columns, rows)))


def on_screen(written: str) -> list[str]:
    """What a terminal shows after it: a return, `CSI n A` goes up, `CSI J` clears what is below."""
    first, *rest = re.split(r"\r\x1b\[(\d+)A\x1b\[J", written)
    lines = first.splitlines()
    for up, text in zip(rest[::2], rest[1::2], strict=True):
        del lines[-int(up) :]
        lines += text.splitlines()
    return lines


@pytest.mark.usefixtures("columns")
def test_on_a_terminal_the_table_is_rewritten_and_gone_in_the_end(told: list[RaceResult]) -> None:
    """A row for each candidate, with its speedup and state; what was there before stays."""
    stream = Terminal("before\n")
    stream.seek(0, io.SEEK_END)
    with race_shown(stream) as tell:
        for number, result in enumerate(told):
            tell(result, number == len(told) - 1)
            shown = on_screen(stream.getvalue())
            assert shown[0] == "before"
            assert len(shown) == 2 + len(result.decision.standings)
            assert max(map(len, shown)) < 80
    assert "recommendation" in shown[1]
    assert re.match(
        r"  fastest +1\.\d\d× \[1\.\d\d, 1\.\d\d\] +Pool\.map, 2 workers, fork", shown[2]
    )
    assert on_screen(stream.getvalue()) == ["before"]


@pytest.mark.usefixtures("columns")
def test_it_is_gone_after_ctrl_c(told: list[RaceResult]) -> None:
    """Whatever ends the measurement."""
    stream = Terminal()

    def interrupted() -> None:
        with race_shown(stream) as tell:
            tell(told[0], False)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert on_screen(stream.getvalue()) == []


@pytest.mark.usefixtures("columns")
def test_it_is_never_higher_than_the_terminal(
    told: list[RaceResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has left the screen above could not be rewritten."""
    size(monkeypatch, LEAST_COLUMNS, rows=4)
    stream = Terminal()
    with race_shown(stream) as tell:
        for result in told:
            tell(result, False)
            assert len(on_screen(stream.getvalue())) == 2
    assert on_screen(stream.getvalue()) == []


@pytest.mark.usefixtures("columns")
@pytest.mark.parametrize("why", ["dumb", "colourless", "narrow", "a file"])
def test_elsewhere_each_stage_has_a_line(
    why: str, told: list[RaceResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, without a control character."""
    stream = io.StringIO() if why == "a file" else Terminal()
    if why == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    elif why == "colourless":
        monkeypatch.setenv("NO_COLOR", "1")
    elif why == "narrow":
        size(monkeypatch, LEAST_COLUMNS - 1)
    with race_shown(stream) as tell:
        for number, result in enumerate(told):
            tell(result, number >= len(told) - 2)
    first, second = stream.getvalue().splitlines()
    assert first.startswith("first estimate (1 round): ")
    assert second.startswith("recommendation (")
    assert stream.getvalue().replace("\n", "").isprintable()
