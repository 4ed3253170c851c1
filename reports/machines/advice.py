"""What the one-run report of each series' newest run recommends, by kind of work."""

from reports.kinds import HEADINGS
from reports.machines.comparison import Advice, Comparison, Series
from reports.problem import Unreadable
from reports.reading import read_run
from reports.wording import CANT_TELL


def with_advice(comparison: Comparison) -> Comparison:
    """The same with advice for each series; a fleet is given none, as nobody would read it.

    Reads the file of each newest run again. One that is gone by now gives no advice.
    """
    if comparison.is_fleet:
        return comparison
    series = tuple(one._replace(advice=_advice(one)) for one in comparison.series)
    first = next(one for one in series if one.label == comparison.baseline.label)
    return comparison._replace(series=series, baseline=first)


def _advice(series: Series) -> tuple[Advice, ...]:
    # Only now: pandas takes a second to import, and digests do without.
    from reports.analysis import analyse
    from reports.verdict import judge

    try:
        verdict = judge(analyse(read_run(series.runs[-1].file)))
    except Unreadable:
        return ()
    kinds = {words: kind for kind, words in HEADINGS.items()}
    return tuple(
        # In one line with how sure it is, that nothing is told would be said twice.
        Advice(
            kinds.get(told.heading, told.heading),
            it.name.removeprefix(f"{CANT_TELL}: "),
            it.gain,
            it.sure,
        )
        for told in verdict.kinds
        if (it := told.answer) is not None
    )
