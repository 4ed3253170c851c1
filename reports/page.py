"""The self-contained HTML page: verdict first, then trust, charts and all numbers."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.analysis import Analysis
from reports.drawing import Drawn
from reports.estimates import CaseResult
from reports.printed import NOTHING, Verdict
from reports.wording import percent, seconds_between, times_between

TEMPLATE = "page.html.j2"


class Row(NamedTuple):
    """One case in the table of all numbers, as text."""

    case: str
    seconds: str
    speedup: str
    efficiency: str
    share: str
    rounds: str
    notes: str


def page(analysis: Analysis, verdict: Verdict, charts: Sequence[Drawn]) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(TEMPLATE).render(
        run=analysis.run,
        verdict=verdict,
        nothing=NOTHING,
        charts=charts,
        command=shlex.join(analysis.run.command),
        numbers=[_row(result) for result in analysis.results],
    )


def _row(result: CaseResult) -> Row:
    def text(quantity: str) -> str:
        estimate = result.estimates.get(quantity)
        return times_between(estimate) if estimate else ""

    seconds = result.estimates.get("seconds")
    share = result.share
    rounds = f"{result.rounds}" + (f", {result.disturbed} disturbed" if result.disturbed else "")
    return Row(
        case=result.case.id,
        seconds=seconds_between(seconds) if seconds else "",
        speedup=text("speedup") or text("null_control"),
        efficiency=text("efficiency").replace("×", ""),
        share=percent(share.value) if share else "",
        rounds=rounds,
        notes="; ".join([f"void: {result.void}"] * bool(result.void) + list(result.warnings)),
    )
