"""The page of several machines: the sentence, first charts, what for which work; the rest folded.

Its tables hold no more rows than a browser opens quickly.
"""

import os
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from lightwork.core.places import REPORT
from lightwork.core.record import SPEEDUP
from lightwork.reporting.drawing.colours import IN_PICTURES
from lightwork.reporting.drawing.draw import DrawnChart
from lightwork.reporting.machines.charts._style import machine_styles
from lightwork.reporting.machines.comparison import Comparison, MachineSeries
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.machines.series.labels import in_full
from lightwork.reporting.machines.text.model import ComparisonText
from lightwork.reporting.output.assemble import assemble_page, controls, page_parts
from lightwork.reporting.text import figures

COMPARISON_PAGE_TEMPLATE = Path(__file__).parent / "page.html.j2"
#: Tens of the order of charts -> what they are folded under: id and heading; see `page_parts`.
COMPARISON_PAGE_PARTS = {
    2: ("work", "Efficiency and seconds"),
    3: ("costs", "What things cost"),
    4: ("machines", "Machines and runs"),
    5: ("numbers", "Not compared, how to reproduce, all numbers"),
}
#: Cases that are shown on a page; a page with more is slow to open.
MOST_PAGE_CASES = 1500
#: Models, histories and what is refused that are shown by name.
MOST_PAGE_LINES = 40
#: Files that are named in a command; of more their folder is.
MOST_FILES = 12


def comparison_page(
    comparison: Comparison, text: ComparisonText, charts: Sequence[DrawnChart]
) -> str:
    """The whole page. All foreign text is escaped; charts are SVG of our own making."""
    machines, colours, names = [], {}, {}
    if not comparison.is_fleet:
        styles = machine_styles(comparison)
        names = {label: style.name for label, style in styles.items()}
        shown = [*names.values()]
        machines = controls(charts, "machine", lambda number: shown[int(number)])
        # The colour of each machine by its token, as the page's themes have it.
        colours = {style.token: IN_PICTURES[style.colour.lower()]
                   for style in styles.values()}  # fmt: skip
    opened, parts = page_parts(charts, COMPARISON_PAGE_PARTS)
    cases, more_cases = case_rows(comparison)
    return assemble_page(
        COMPARISON_PAGE_TEMPLATE,
        comparison=comparison,
        text=text,
        charts=charts,
        opened=opened,
        parts=parts,
        names=names,
        machines=machines,
        colours=colours,
        cases=cases,
        more_cases=more_cases,
        most=MOST_PAGE_LINES,
        command=page_command(comparison),
        commands=measured_by(comparison.series),
        figures=figures,
        in_full=in_full,
    )


def case_rows(comparison: Comparison) -> tuple[list[tuple[MachineSeries, CaseDigest]], int]:
    """Cases of the speedup family, and how many don't fit; in a fleet none is shown."""
    if comparison.is_fleet:
        return [], sum(len(series.cases) for series in comparison.series)
    keys = dict.fromkeys(
        key for series in comparison.series for key in series.cases if key[0] == SPEEDUP
    )
    found = [
        (series, case)
        for key in keys
        for series in comparison.series
        if (case := series.cases.get(key)) is not None
    ]
    return found[:MOST_PAGE_CASES], max(0, len(found) - MOST_PAGE_CASES)


def page_command(comparison: Comparison) -> str:
    """What makes this page again; files without the folders above them, which name people."""
    files = [run.file for series in comparison.series for run in series.runs]
    top = Path(os.path.commonpath([file.parent for file in files]))
    few = len(files) <= MOST_FILES
    named = [f"FOLDER/{file.relative_to(top)}" for file in files] if few else ["FOLDER"]
    return shlex.join([*REPORT.split(), *named, "--baseline", comparison.baseline.label])


def measured_by(series: Sequence[MachineSeries]) -> list[tuple[str, int]]:
    """The commands that measured, each with how many runs it was used for; the most used first."""
    uses = Counter(shlex.join(run.command) for one in series for run in one.runs)
    return uses.most_common(MOST_FILES)
