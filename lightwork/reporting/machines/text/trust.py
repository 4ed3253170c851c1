"""How far a comparison can be trusted, in words."""

from collections.abc import Callable, Iterator

from lightwork.reporting.machines.comparison import Comparison, MachineSeries
from lightwork.reporting.machines.hosts.speed import ASSUMED_SPEED_DRIFT, smallest_significant_ratio
from lightwork.reporting.text.figures import count, listed, percent, share, times
from lightwork.reporting.text.verdict_model import LabelledText

#: Share of disturbed rounds above which a series is doubtful, and most machines that are named.
MOST_DISTURBED_RUN_SHARE, MOST_RUNS_NAMED = 0.5, 3
#: What a reader must know before the verdict, and of which machines it is true.
ALARMS: tuple[tuple[str, Callable[[MachineSeries], bool]], ...] = (
    (
        "The A/A check failed in a run of {}: the serial loop against itself is not 1 there. Trust "
        "its figures less, and measure again.",
        lambda series: any(run.failed_nulls for run in series.runs),
    ),
    (
        "More than half of the rounds were disturbed on {}: intervals are wide or wrong. Measure "
        "again when it is quiet.",
        lambda series: (
            sum(run.disturbed for run in series.runs)
            > MOST_DISTURBED_RUN_SHARE * sum(run.rounds for run in series.runs)
        ),
    ),
    (
        "A run did not finish on {}: what is missing is not judged.",
        lambda series: not all(run.finished for run in series.runs),
    ),
)
NOTES = (
    "Speedups, efficiencies and shares of the ceiling are ratios within rounds: they compare "
    "across machines. Seconds were never measured in the same moments on two machines; the "
    "intervals of their ratios know how much a host's speed wanders.",
    "Seconds per core: the serial loop in one process. With all that it has: the shortest cold "
    "case that may be recommended there. Below 1 is faster than the baseline.",
)
BEST_MACHINE = (
    "A machine is called fastest only if its interval against every other excludes 1: for each "
    "kind of work at 95 % for all of these, per core and whole, together."
)
BEST_MODEL = (
    "With this many environments machines are grouped by model: one is called fastest only if the "
    "95 % interval of its median over its machines (at least 6) overlaps that of no other model. "
    "{table} has the shortest case of each work, and what things cost is not compared."
)


def comparison_notes(comparison: Comparison, table: str) -> tuple[str, ...]:
    """How to read the figures; ``table`` is the file that has all of them."""
    return (*NOTES, BEST_MODEL.format(table=table) if comparison.is_fleet else BEST_MACHINE)


def alarms(comparison: Comparison) -> Iterator[str]:
    """What a reader must know before the verdict."""
    for text, is_doubtful in ALARMS:
        labels = [series.label for series in comparison.series if is_doubtful(series)]
        if labels:
            yield text.format(listed(labels, MOST_RUNS_NAMED))


def trust_lines(comparison: Comparison) -> Iterator[LabelledText]:
    """Repeats, what runs differ by, disturbed rounds, and what is assumed of seconds."""
    runs = [run for series in comparison.series for run in series.runs]
    rounds, disturbed = sum(run.rounds for run in runs), sum(run.disturbed for run in runs)
    yield LabelledText("Repeats", _repeats(comparison, len(runs)))
    yield LabelledText("Rounds", f"{rounds:,} in all, {share(disturbed, rounds)} disturbed")
    if len(comparison.series) > 1:
        yield LabelledText("Seconds", _seconds(comparison))
    efforts = list(dict.fromkeys(run.effort for run in runs))
    if len(efforts) > 1:
        yield LabelledText("Effort", f"differs between runs: {listed(efforts, MOST_RUNS_NAMED)}")


def _seconds(comparison: Comparison) -> str:
    """What is assumed of seconds where there are no repeats, and what is inconclusive therefore."""
    alone = sum(len(one.runs) == 1 for one in comparison.series)
    if not alone:
        return "every environment has repeats"
    text = (
        f"{count(alone, 'environment')} with one run: seconds of computing are assumed to wander "
        f"by {percent(ASSUMED_SPEED_DRIFT)} from run to run"
    )
    if alone > 1 and not comparison.is_fleet:
        least = times(smallest_significant_ratio(len(comparison.series)))
        text += f", so that none of them is shown to be faster than another one under {least}"
    return f"{text}. Several runs, on other days, tell more."


def _repeats(comparison: Comparison, runs: int) -> str:
    """How many runs there are, and by how much speedups differ between those of one series."""
    text = f"{count(runs, 'run')} of {count(len(comparison.series), 'environment')}"
    between = [one.cases.between for one in comparison.series if one.cases.between is not None]
    if not between:
        return f"{text}: none has a repeat, so what differs from run to run is not in speedups"
    spreads = [one.spread for one in between]
    ends = dict.fromkeys(f"{100 * spread:.1f} %" for spread in (min(spreads), max(spreads)))
    source = f" ({between[0].source})" if len(between) == 1 else ""
    reach = " to ".join(ends)
    return f"{text}; from run to run speedups differ by {reach} beyond what rounds show{source}"
