"""The gate as workflow commands, which GitHub shows at the run and at the pull request.

What a line of output means to GitHub: docs.github.com, "Workflow commands for GitHub Actions";
escapes as in its own toolkit (actions/toolkit, packages/core/src/command.ts, escapeData and
escapeProperty).
"""

import secrets
from collections.abc import Iterator, Sequence

from lightwork.reporting.gate import text as words
from lightwork.reporting.gate.decide import NOT_COMPARABLE, Compared, Gate, Unmatched
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.text.figures import count

GITHUB = "github"
PLATFORMS = (GITHUB,)
#: GitHub drops, without a word, what a step says beyond ten errors, ten warnings, ten notices.
MOST_OF_A_SORT = 10
LONGEST_TITLE, LONGEST_ANNOTATION = 255, 2000


#: What stands in bold, and the text below it.
Note = tuple[str, str]


def annotated(gate: Gate, lines: Sequence[str]) -> Iterator[str]:
    """The lines for a terminal, in which GitHub looks for no commands; then the annotations.

    A name of somebody's may stand at the beginning of a folded line, and ``::add-mask::`` be its
    first word: commands are off (``::stop-commands::``) until a token comes that nobody can guess.
    """
    token = secrets.token_hex(16)
    yield f"::stop-commands::{token}"
    yield from lines
    yield f"::{token}::"
    yield from annotations(gate)


def annotations(gate: Gate) -> Iterator[str]:
    """Errors: what fails the gate. Warnings: what may be slower, or is void. Notice: the sum."""
    yield from _some("error", [_failing(row, gate) for row in gate.failing])
    yield from _some("warning", list(_doubts(gate)))
    yield workflow_command("notice", words.gate_title(gate), words.counts(gate))


def workflow_command(name: str, heading: str, text: str) -> str:
    """One workflow command; the heading and text may be anybody's."""
    safe = _escaped(single_line(heading, LONGEST_TITLE)).replace(":", "%3A").replace(",", "%2C")
    return f"::{name} title={safe}::{_escaped(single_line(text, LONGEST_ANNOTATION))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _some(name: str, notes: list[Note]) -> Iterator[str]:
    """As many as GitHub shows; the last of them counts the others."""
    shown = notes if len(notes) <= MOST_OF_A_SORT else notes[: MOST_OF_A_SORT - 1]
    yield from (workflow_command(name, *note) for note in shown)
    if len(shown) < len(notes):
        more = f"and {count(len(notes) - len(shown), 'more case')}, in gate.md"
        yield workflow_command(name, more, "GitHub shows ten annotations of a sort for each step")


def _failing(row: Compared | Unmatched, gate: Gate) -> Note:
    if isinstance(row, Unmatched):
        return _heading(row), row.why
    change = words.change_between(row.change.together)
    return _heading(row), f"{change} where {100 * gate.threshold:g} % is allowed"


def _doubts(gate: Gate) -> Iterator[Note]:
    for why in gate.untrusted:
        yield "A/A check failed, so there is no verdict", why
    for row in words.inconclusive_cases(gate):
        if row.change.estimate.value > 1 + gate.threshold:
            change = words.change_between(row.change.estimate)
            yield _heading(row), f"{change} slower, inconclusive: {words.needed_text(row, gate)}"
    for lost in gate.unmatched:
        if lost.outcome == NOT_COMPARABLE:
            yield _heading(lost), lost.why


def _heading(row: Compared | Unmatched) -> str:
    return f"{row.outcome}: {words.case_name(row)}"
