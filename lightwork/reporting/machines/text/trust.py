"""How far a comparison can be trusted, in words."""

from collections.abc import Iterator, Sequence

from lightwork.reporting.machines.comparison import Comparison, MachineSeries
from lightwork.reporting.machines.hosts.speed import ASSUMED_SPEED_DRIFT, smallest_significant_ratio
from lightwork.reporting.machines.text.model import LabelledWords
from lightwork.reporting.text.figures import count, listed, percent, share, times

#: Share of disturbed rounds above which a series is doubtful, and most machines that are named.
MOST_DISTURBED_RUN_SHARE, MOST_RUNS_NAMED = 0.5, 3
NOTES = (
    "Speedups, efficiencies and shares of the ceiling are ratios within rounds: they compare "
    "across machines. Seconds were never measured in the same moments on two machines; the "
    "intervals of their ratios know how much a host's speed wanders.",
    "Seconds per core: the plain loop in one process. With all that it has: the shortest cold case "
    "that may be recommended there. Below 1 is faster than the baseline.",
)
BEST_MACHINE = (
    "A machine is called fastest only if its interval against every other excludes 1: for each "
    "kind of work at 95 % for all of these, per core and whole, together."
)
BEST_MODEL = (
    "With so many environments machines are told by model: one is called fastest only if the 95 % "
    "interval of its median over its machines (at least 6) overlaps that of no other model. "
    "{table} has the shortest case of each work, and what things cost is not compared."
)


def comparison_notes(comparison: Comparison, table: str) -> tuple[str, ...]:
    """How to read the figures; ``table`` is the file that has all of them."""
    return (*NOTES, BEST_MODEL.format(table=table) if comparison.is_fleet else BEST_MACHINE)


def alarms(comparison: Comparison) -> tuple[str, ...]:
    """What a reader must know before the verdict."""
    return tuple(_alarms(comparison.series))


def _alarms(series: Sequence[MachineSeries]) -> Iterator[str]:
    failed = [one.label for one in series if any(run.failed_nulls for run in one.runs)]
    if failed:
        yield (
            f"The null control failed in a run of {listed(failed, MOST_RUNS_NAMED)}: serial against itself "
            "is not 1 there. Trust its figures less, and measure again."
        )
    loud = [one.label for one in series if _disturbed(one) > MOST_DISTURBED_RUN_SHARE]
    if loud:
        yield (
            f"More than half of the rounds were disturbed on {listed(loud, MOST_RUNS_NAMED)}: intervals are "
            "wide or wrong. Measure again when it is quiet."
        )
    cut = [one.label for one in series if any(not run.finished for run in one.runs)]
    if cut:
        yield f"A run did not finish on {listed(cut, MOST_RUNS_NAMED)}: what is missing is not judged."


def _disturbed(series: MachineSeries) -> float:
    rounds = sum(run.rounds for run in series.runs)
    return sum(run.disturbed for run in series.runs) / rounds if rounds else 0.0


def trust_lines(comparison: Comparison) -> tuple[LabelledWords, ...]:
    """Repeats, what runs differ by, disturbed rounds, and what is assumed of seconds."""
    series = comparison.series
    runs = sum(len(one.runs) for one in series)
    rounds = sum(run.rounds for one in series for run in one.runs)
    disturbed = sum(run.disturbed for one in series for run in one.runs)
    told = [LabelledWords("Repeats", _repeats(series, runs))]
    told.append(LabelledWords("Rounds", f"{rounds:,} in all, {share(disturbed, rounds)} disturbed"))
    if len(series) > 1:
        told.append(LabelledWords("Seconds", _seconds(comparison)))
    efforts = list(dict.fromkeys(run.effort for one in series for run in one.runs))
    if len(efforts) > 1:
        told.append(
            LabelledWords("Effort", f"differs between runs: {listed(efforts, MOST_RUNS_NAMED)}")
        )
    return tuple(told)


def _seconds(comparison: Comparison) -> str:
    """What is assumed of seconds where there are no repeats, and what can't be told therefore."""
    alone = sum(len(one.runs) == 1 for one in comparison.series)
    if not alone:
        return "every environment has repeats"
    words = (
        f"{count(alone, 'environment')} with one run: seconds of computing are assumed to wander "
        f"by {percent(ASSUMED_SPEED_DRIFT)} from run to run"
    )
    if alone > 1 and not comparison.is_fleet:
        least = times(smallest_significant_ratio(len(comparison.series)))
        words += f", so that none of them is told to be faster than another one under {least}"
    return f"{words}. Several runs, on other days, tell more."


def _repeats(series: Sequence[MachineSeries], runs: int) -> str:
    """How many runs there are, and by how much speedups differ between those of one series."""
    words = f"{count(runs, 'run')} of {count(len(series), 'environment')}"
    between = [one.between for one in series if one.between is not None]
    if not between:
        return f"{words}: none has a repeat, so what differs from run to run is not in speedups"
    ordered = sorted(one.spread for one in between)
    spreads = [f"{100 * spread:.1f} %" for spread in (ordered[0], ordered[-1])]
    reach = spreads[0] if spreads[0] == spreads[-1] else f"{spreads[0]} to {spreads[-1]}"
    source = f" ({between[0].source})" if len(between) == 1 else ""
    return f"{words}; from run to run speedups differ by {reach} beyond what rounds show{source}"
