"""What is said of two versions: the same in a terminal, a pull request, annotations and a file."""

import json
import math

from lightwork.core.changes import Duet, VersionChange, version_change
from lightwork.core.decision import FAILED
from lightwork.core.rank_intervals import Shift
from lightwork.reporting.gate.duet import (
    duet_annotations,
    duet_lines,
    duet_sentence,
    duet_summary,
    duet_values,
)


def change(name: str, times: float, scatter: float = 0.004, **more: bool) -> VersionChange:
    """Of twelve blocks around a ratio."""
    old = dict.fromkeys(range(12), 0.02)
    new = {block: 0.02 * times * (1 + scatter * (block % 3 - 1)) for block in old}
    return version_change(name, old, new, 0.99, **more)


def duet(*changes: VersionChange, again: dict[str, VersionChange] | None = None) -> Duet:
    return Duet(changes, again or {}, (12, 8 if again else 0), (40, 1000), 0.0, 19.6)


SAME = change("Pool.map (2 workers)", 1.0)
SLOW = change("serial loop", 1.05)
NOTHING = Shift(math.nan, math.nan, math.nan, 0)
BROKEN = VersionChange("Pool.map (2 workers)", 0.02, math.nan, NOTHING, FAILED, "no pickle of Row")
FAILING = duet(SLOW, SAME, again={"serial loop": change("serial loop", 1.06)})


def test_a_regression_comes_first_with_both_measurements() -> None:
    """What, by how much, with intervals; the table marks it; nothing is wider than 80 columns."""
    lines = [*duet_lines(FAILING, "HEAD~1", "HEAD")]
    text = " ".join(lines)
    assert lines[0].startswith(
        "NEW is slower: serial loop +5.0 % [+4.6, +5.4], measured again +6.0"
    )
    assert "OLD: HEAD~1" in lines
    assert "40 of 1,000 items, 12 times, then 8 for what was worse" in text
    rows = {line.split("  ")[0].strip(): line for line in lines}
    assert rows["serial loop"].endswith("slower")
    assert rows["Pool.map (2)"].endswith("equivalent")
    assert max(map(len, lines)) <= 80


def test_what_is_not_worse_twice_passes() -> None:
    """And says what was in doubt."""
    once = duet(SLOW, again={"serial loop": change("serial loop", 1.0)})
    assert duet_sentence(once) == (
        "NEW passes: serial loop came out worse, but not when measured again."
    )
    assert duet_sentence(duet(SAME)).startswith("NEW passes: it is equivalent to OLD")
    mixed = duet(SAME, change("serial loop", 1.0, 0.2), change("import of the file", 0.9))
    assert duet_sentence(mixed) == (
        "NEW passes: nothing is shown to be worse. Better: import of the file. "
        "Inconclusive: serial loop."
    )


def test_a_mechanism_that_fails_says_why() -> None:
    """There are no figures of it to be compared."""
    lines = [*duet_lines(duet(BROKEN), "a", "b")]
    assert lines[0] == "NEW is worse: Pool.map (2 workers) fails (no pickle of Row)."
    assert any(line.split()[-2:] == ["fails", "failed"] for line in lines)


def test_memory_is_more_or_less() -> None:
    """Slower and faster are no words for bytes."""
    more = duet(change("peak memory", 1.3, in_bytes=True))
    assert any(line.endswith("more") for line in duet_lines(more, "a", "b"))


def test_summary_annotations_and_file_agree() -> None:
    """One sentence, one verdict."""
    sentence = duet_sentence(FAILING)
    assert sentence in duet_summary(FAILING, "a", "b").replace("\\", "")
    error, notice = duet_annotations(FAILING)
    assert error.startswith("::error title=slower%3A serial loop::serial loop +5.0 %25")
    assert notice.startswith("::notice title=lightwork duet::NEW is slower")
    values = json.loads(json.dumps(duet_values(FAILING), allow_nan=False))
    assert values["passed"] is False
    assert [one["name"] for one in values["changes"] if one["fails"]] == ["serial loop"]
    assert json.loads(json.dumps(duet_values(duet(BROKEN)), allow_nan=False))["passed"] is False
