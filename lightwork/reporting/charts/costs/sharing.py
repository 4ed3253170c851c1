"""The sharing ladder: seconds of an update, and beside it how many updates were lost."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.text import Annotation

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.cost_words import cost_finding
from lightwork.reporting.charts.parts.dot_rows import PlotRow, add_key
from lightwork.reporting.charts.parts.row_chart import cost_axis, row_chart
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import BLUE, FAINT, VERMILLION, shortened
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, seconds_text
from lightwork.reporting.text.names import RUNGS, label_of, place_in
from lightwork.reporting.verdict.sharing import by_rung, contended, lost_updates_text, spoilt_text

#: Processes and threads; what else may share looks as everywhere.
SHARING_LOOKS = {
    name: Series.of(name, *look)
    for name, look in {"process": (BLUE, "s"), "threads": (VERMILLION, "o")}.items()
}
#: Inches right of the axes where the columns of figures begin: seconds, seconds, what was lost.
COLUMN_PLACES = (0.1, 0.75, 1.4)

#: Rung -> its contended cases, from the lowest rung to the highest.
Rungs = dict[str, list[CaseResult]]


def _rungs(analysis: Analysis) -> Rungs:
    rungs: Rungs = {}
    for one in contended(analysis) or _alone(analysis):
        rungs.setdefault(one.case.workload, []).append(one)
    return rungs


def _all(rungs: Rungs) -> list[CaseResult]:
    return [one for group in rungs.values() for one in group]


def _alone(analysis: Analysis) -> list[CaseResult]:
    """The cases of one worker, in the order of the rungs."""
    found = by_rung(where(analysis, "sharing", workers=1), analysis)
    return sorted(found, key=lambda one: place_in([*RUNGS], one.case.workload)[0])


def _series(rungs: Rungs) -> dict[str, Series]:
    return {**series_of(one.case for one in _all(rungs)), **SHARING_LOOKS}


def _rows(analysis: Analysis, rungs: Rungs) -> list[PlotRow]:
    """Filled with all workers at it, hollow with one alone."""
    series = _series(rungs)
    alone = _alone(analysis) if contended(analysis) else []
    rows = []
    for rung, group in rungs.items():
        name = label_of(rung, RUNGS)
        hollow = [one for one in alone
                  if one.case.workload == rung and one.case.strategy in series]  # fmt: skip
        points = tuple(
            series[one.case.strategy].point(
                name, one.case.workers, one.seconds, note=_lost(one, named=False),
                filled=one in group,
            )
            for one in (*hollow, *group)
        )  # fmt: skip
        rows.append(PlotRow(name, points))
    return rows


def _more(axes: Axes, analysis: Analysis, rungs: Rungs) -> None:
    """Seconds of processes and threads in two columns, what was lost in a third; and the key."""
    series = _series(rungs)
    names = {one.case.strategy for one in _all(rungs)}
    kinds = sorted(names, key=lambda name: (name != "process", name))
    for y, group in enumerate(rungs.values()):
        _figures(axes, y, group, [series[kind] for kind in kinds[:2]])
    kinds_named = (shortened(api_name(kind), 10) for kind in kinds[:2])
    heads = [*kinds_named, "lost of all updates, or corrupted records"]
    for at, head in zip(COLUMN_PLACES, heads, strict=False):
        _write(axes, at, -1, head, FAINT)
    key = {shortened(api_name(name), 16): (*series[name][1:3], True) for name in kinds}
    if contended(analysis) and _alone(analysis):
        key["1 worker alone"] = (FAINT, "o", False)
    add_key(axes, key)


def _footnote(_analysis: Analysis, rungs: Rungs) -> str:
    return (
        f"Seconds of one update, total time, with {count(_all(rungs)[0].case.workers, 'worker')} "
        "at it at once; logarithmic. Bars: intervals of the medians (95 %). Updates and records "
        "are counted over all rounds; a record is corrupted if a reader saw a part of "
        "it, missing if no reader saw it whole."
    )


def _figures(axes: Axes, y: int, group: Sequence[CaseResult], kinds: Sequence[Series]) -> None:
    for at, kind in zip(COLUMN_PLACES, kinds, strict=False):
        for one in group:
            if api_name(one.case.strategy) == kind.name:
                kind.tag(_write(axes, at, y, seconds_text(one.seconds.value), FAINT))
    if lost := [text for one in group if (text := _lost(one, named=len(group) > 1))]:
        _write(axes, COLUMN_PLACES[2], y, "\n".join(lost), VERMILLION, "bold")
    elif any(lost_updates_text(one) is not None for one in group):
        _write(axes, COLUMN_PLACES[2], y, "none lost", FAINT)
    elif any(spoilt_text(one) is not None for one in group):
        _write(axes, COLUMN_PLACES[2], y, "none corrupted, none missing", FAINT)


def _lost(result: CaseResult, *, named: bool) -> str:
    """What was lost or spoilt, with whose it was where there are several; "" where nothing."""
    lost, spoilt = lost_updates_text(result), spoilt_text(result)
    parts = [f"{lost} lost"] * bool(lost) + [f"{spoilt} records"] * bool(spoilt)
    who = f"{shortened(api_name(result.case.strategy), 16)}: " if named else ""
    return f"{who}{', '.join(parts)}" if parts else ""


def _write(
    axes: Axes, inches: float, y: float, text: str, colour: str, weight: str = "normal"
) -> Annotation:
    return axes.annotate(
        text, (1, y), (72 * inches, 0), xycoords=("axes fraction", "data"), size=7.5,
        textcoords="offset points", va="center", color=colour, weight=weight,
        annotation_clip=False,
    )  # fmt: skip


CHART = row_chart(
    "Sharing: the ladder", 44,
    Columns("shared", value="seconds of an update", note="lost or corrupted"),
    found=_rungs, finding=cost_finding("A shared update", "Lost updates", "Records of a file"),
    rows=_rows, x=cost_axis, footnote=_footnote, more=_more,
    lacks="No shared updates were measured (see --families sharing).",
    width=4.2, stretch=1.3, left=1.9, right=4.7, above=0.55, below=0.35,
)  # fmt: skip
