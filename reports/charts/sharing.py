"""The sharing ladder: seconds of an update, and beside it how many updates were lost."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._cost_rows import draw_cost_rows, told_cost
from reports.charts._marks import Mark, belongs, strategy
from reports.charts._panels import panels
from reports.charts._rows import ROW, Point, Row, add_key
from reports.charts._style import BLUE, FAINT, VERMILLION, Look, looks, shortened
from reports.cost_names import RUNGS, worded
from reports.cost_selection import by_default, where
from reports.costs import CostResult
from reports.sharing_verdict import contended, lost_of, spoilt_of, spoilt_words
from reports.wording import count, of_all, seconds

#: Processes and threads; what else may share gets a look of its own.
LOOKS = {"process": Look(BLUE, "s"), "threads": Look(VERMILLION, "o")}
ALONE = "1 worker alone"
#: Inches right of the axes where the columns of figures begin: seconds, seconds, what was lost.
COLUMNS = (0.1, 0.8, 1.5)


def _rungs(analysis: Analysis) -> dict[str, list[CostResult]]:
    """Rung -> its contended cases, from the lowest rung to the highest."""
    rungs: dict[str, list[CostResult]] = {}
    for one in contended(analysis) or _uncontended(analysis):
        rungs.setdefault(one.case.workload, []).append(one)
    return rungs


def _uncontended(analysis: Analysis) -> list[CostResult]:
    alone = where(analysis, "sharing", workers=1)
    rungs = sorted(
        dict.fromkeys(one.case.workload for one in alone),
        key=lambda rung: list(RUNGS).index(rung) if rung in RUNGS else len(RUNGS),
    )
    return [
        one
        for rung in rungs
        for one in by_default(analysis, (o for o in alone if o.case.workload == rung))
    ]


def lacks(analysis: Analysis) -> str:
    if _rungs(analysis):
        return ""
    return "No shared updates were measured (see --families sharing)."


def finding(analysis: Analysis) -> str:
    """What a lock and a Manager cost, and what is lost without a lock."""
    shown = [one for group in _rungs(analysis).values() for one in group]
    found = {(one.case.workload, one.case.strategy): one for one in shown}
    parts = [
        f"{words} takes {seconds(found[key].seconds.value)}"
        for key, words in (
            (("value_lock", "process"), "a locked update between processes"),
            (("manager_value", "process"), "one through a Manager"),
        )
        if key in found
    ]
    losing = [(one, lost) for one in shown if (lost := lost_of(one)) and lost[0]]
    # Processes each have a global of their own: nothing is shared that could be lost by chance.
    by_chance = [pair for pair in losing if pair[0].case.workload != "plain_global"] or losing
    if by_chance:
        one, (missing, made) = max(by_chance, key=lambda pair: pair[1][0] / pair[1][1])
        name = f"{worded(one.case.workload, RUNGS)}, {shortened(one.case.strategy)}"
        parts.append(f"without a lock {of_all(missing, made)} updates were lost ({name})")
    elif any(lost_of(one) for one in shown):
        parts.append("no update was lost in any way")
    words = "; ".join(parts) or f"{count(len(shown), 'way')} of sharing were measured"
    return f"{words[0].upper()}{words[1:]}."


def draw(analysis: Analysis) -> Figure:
    rungs = _rungs(analysis)
    alone = _uncontended(analysis) if contended(analysis) else []
    shown = [one for group in rungs.values() for one in group]
    look_of = {**looks(one.case for one in shown), **LOOKS}
    kinds = sorted({one.case.strategy for one in shown}, key=lambda name: name != "process")
    rows = [
        Row(worded(rung, RUNGS), tuple(_points_of(rung, group, alone, look_of)))
        for rung, group in rungs.items()
    ]
    figure, (axes,) = panels(
        1, finding(analysis), _footnote(shown[0].case.workers), columns=1,
        size=(4.2, 1.3 * ROW * len(rows)), left=1.9, right=5.0, above=0.55, below=0.35,
    )  # fmt: skip
    draw_cost_rows(axes, rows)
    for y, group in enumerate(rungs.values()):
        _figures(axes, y, group, kinds)
    for at, words in zip(
        COLUMNS,
        [*(shortened(kind, 10) for kind in kinds[:2]), "lost of all updates, or spoilt records"],
        strict=False,
    ):
        _write(axes, at, -1, words, FAINT)
    key = {shortened(name, 16): (*look_of[name], True) for name in kinds}
    add_key(axes, {**key, **({ALONE: (FAINT, "o", False)} if alone else {})})
    return figure


def _footnote(workers: int) -> str:
    return (
        f"Seconds of one update, all in all, with {count(workers, 'worker')} at it at once; "
        "logarithmic. Bars: intervals of the medians (95 %). Updates and records are "
        "counted over all rounds; a record is torn if a reader saw a part of it, missed if no "
        "reader saw it whole."
    )


def _points_of(
    rung: str, group: Sequence[CostResult], alone: Sequence[CostResult], look_of: dict[str, Look]
) -> list[Point]:
    """Filled with all workers at it, hollow with one alone."""
    hollow = [one for one in alone if one.case.workload == rung]
    shown = [*(one for one in hollow if one.case.strategy in look_of), *group]
    return [
        Point(one.seconds, *look_of[one.case.strategy], filled=one in group, told=_told(rung, one))
        for one in shown
    ]


def _told(rung: str, one: CostResult) -> Mark:
    read = told_cost(worded(rung, RUNGS), one.case.strategy, one.case.workers, one, one.seconds)
    return read._replace(note=_spoilt(one, named=False) or read.note)


def _figures(axes: Axes, y: int, group: Sequence[CostResult], kinds: Sequence[str]) -> None:
    """Seconds of processes and threads in two columns, and what was lost in a third."""
    for at, kind in zip(COLUMNS, kinds[:2], strict=False):
        for one in group:
            if one.case.strategy == kind:
                words = seconds(one.seconds.value)
                belongs(strategy(kind), _write(axes, at, y, words, FAINT))
    lost = [words for one in group if (words := _spoilt(one, named=len(group) > 1))]
    if lost:
        _write(axes, COLUMNS[2], y, "\n".join(lost), VERMILLION, "bold")
    elif any(lost_of(one) or spoilt_of(one) for one in group):
        words = "none lost" if any(lost_of(one) for one in group) else "none torn, none missed"
        _write(axes, COLUMNS[2], y, words, FAINT)


def _spoilt(result: CostResult, *, named: bool) -> str:
    """What was lost or spoilt, with whose it was where there are several; "" where nothing."""
    parts = []
    updates, records = lost_of(result), spoilt_of(result)
    if updates and updates[0]:
        parts.append(f"{of_all(*updates)} lost")
    if records:
        words = spoilt_words(records)
        parts += [f"{words} records"] if words else []
    who = f"{shortened(result.case.strategy, 16)}: " if named else ""
    return f"{who}{', '.join(parts)}" if parts else ""


def _write(
    axes: Axes, inches: float, y: float, words: str, colour: str, weight: str = "normal"
) -> Annotation:
    return axes.annotate(
        words, (1, y), (72 * inches, 0), xycoords=("axes fraction", "data"), size=7.5,
        textcoords="offset points", va="center", color=colour, weight=weight,
        annotation_clip=False,
    )  # fmt: skip


CHART = Chart(
    "Sharing: the ladder", 56, lacks, finding, draw,
    Columns("shared", value="seconds of an update", note="lost or spoilt"),
)  # fmt: skip
