"""What the gate leaves on disk: a row per case, and a text for a pull request."""

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path

from lightwork.core.record import CASE_KEYS
from lightwork.reporting.gate import decide
from lightwork.reporting.gate import text as words
from lightwork.reporting.output.markdown import code_span, markdown

GATE_COLUMNS = (
    "family", *CASE_KEYS, "outcome", "quantity",
    "change", "low", "high",  # NEW / OLD, with 95 % for this case by itself
    "together_low", "together_high",  # 95 % for all cases at once
    "p_value", "corrected_p_value", "rounds", "runs_old", "runs_new",
    "sd_rounds", "sd_runs", "degrees_of_freedom",  # standard errors of the change's logarithm
    "smallest_detectable", "needed_rounds", "needed_runs", "why",
)  # fmt: skip
GATE_FILES = ("gate.md", "gate.csv")
#: Outcomes that have a table of their own in gate.md; and those folded away there.
SHOWN = (decide.CASE_SLOWER, decide.CASE_FASTER)
FOLDED = (decide.CASE_INCONCLUSIVE, decide.NO_CHANGE)


def save_gate(gate: decide.Gate, folder: Path) -> None:
    """Write all `GATE_FILES` into ``folder``. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = ("\n".join(_markdown(gate)) + "\n", _csv(gate))
    for name, text in zip(GATE_FILES, texts, strict=True):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _csv(gate: decide.Gate) -> str:
    """A row per case; what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(GATE_COLUMNS)
    for row in gate.rows:
        head = [row.family, *row.case, row.outcome]
        if isinstance(row, decide.Unmatched):
            writer.writerow([*head, *[""] * (len(GATE_COLUMNS) - len(head) - 1), row.why])
        else:
            writer.writerow(
                [*head, *map(_cell, _figures(row)), words.needed_text(row, gate) or row.why]
            )
    return text.getvalue()


def _figures(row: decide.Compared) -> Iterator[object]:
    change, need = row.change, row.required_sample
    yield from (row.quantity, *change.estimate[:3])
    yield from (change.together.low, change.together.high, change.p_value, change.corrected)
    yield from (change.estimate.rounds, *row.runs)
    yield from (math.sqrt(change.within), math.sqrt(change.between), change.freedom)
    yield row.detectable
    yield from ((need.rounds or "", need.runs or "") if need else ("", ""))


def _cell(value: object) -> object:
    return "" if isinstance(value, float) and math.isnan(value) else value


def _markdown(gate: decide.Gate) -> Iterator[str]:
    """The gate for a pull request: what fails first, what was left as it is folded away."""
    yield f"# {markdown(words.gate_title(gate))}\n"
    for why in gate.untrusted:
        yield f"**A/A check failed, so there is no verdict.** {markdown(why)}\n"
    yield f"{markdown(words.counts(gate))}. {markdown(words.correction_note(gate))}.\n"
    for note in words.gate_notes(gate):
        yield f"- {markdown(note)}"
    yield ""
    lost = [row for row in gate.failing if isinstance(row, decide.Unmatched)]
    others = [row for row in gate.unmatched if row not in lost]
    for outcome in SHOWN:
        yield from _table(outcome, gate, details=False)
    yield from _list("Lost", lost)
    for outcome in FOLDED:
        yield from _table(outcome, gate, details=True)
    yield from _list("Not judged", others)
    if command := words.remeasure_command(gate):
        yield f"{words.again(gate)}:\n"
        yield f"`{code_span(command)}`"


def _table(outcome: str, gate: decide.Gate, *, details: bool) -> Iterator[str]:
    rows = [row for row in gate.compared if row.outcome == outcome]
    if not rows:
        return
    heading = f"{outcome[0].upper()}{outcome[1:]}: {len(rows)}"
    yield f"<details><summary>{heading}</summary>\n" if details else f"## {heading}\n"
    yield "| family | case | change | for all at once | found from | |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        cells = (
            row.family, row.case.id, words.change_between(row.change.estimate),
            words.change_between(row.change.together), words.percent_change(row.detectable),
            words.needed_text(row, gate) if outcome == decide.CASE_INCONCLUSIVE else row.why,
        )  # fmt: skip
        yield f"| {' | '.join(map(markdown, cells))} |"
    yield "\n</details>\n" if details else ""


def _list(heading: str, rows: list[decide.Unmatched]) -> Iterator[str]:
    if rows:
        yield f"## {heading}: {len(rows)}\n"
        for row in rows:
            yield f"- {row.outcome}: {markdown(f'{words.case_name(row)}: {row.why}')}"
        yield ""
