"""What may be asked of a run: the options, their amounts, and what was chosen."""

import math
from typing import NamedTuple

import pytest


class Option(NamedTuple):
    """An option of the suite, as the command line shows it."""

    name: str
    value: str  # what stands for its value
    help: str

    @property
    def attribute(self) -> str:
        """Where pytest puts what was typed."""
        return self.name.removeprefix("--").replace("-", "_")


#: The options that a run's plan follows from: one that is continued takes them over.
SUITE_OPTIONS = (
    Option(
        "--effort",
        "EFFORT",
        "How much is measured: quick, standard (default) or thorough, about 1, 6 and 60 minutes on "
        "2 cores.",
    ),
    Option(
        "--families",
        "NAMES",
        "Only these families, for example startup,transfer. Default: all; speedup alone where "
        "workloads, strategies or sizes are named.",
    ),
    Option("--workloads", "NAMES", "Only these workloads, for example fib,sleep."),
    Option(
        "--strategies",
        "NAMES",
        "Only these strategies, for example threads,pool. Where all are engines, pool runs, too.",
    ),
    Option(
        "--start-methods",
        "NAMES",
        "Only these start methods of processes: fork, forkserver, spawn.",
    ),
    Option(
        "--workers",
        "COUNTS",
        "Only these numbers of workers, for example 1,2,4. Default: 1, 2, 4, ... up to the usable "
        "cores, the usable and physical cores, and twice the usable cores for waiting.",
    ),
    Option(
        "--sizes",
        "NAMES",
        "Only these sizes of workloads: small, medium, large. Default: by the effort.",
    ),
    Option(
        "--machine-label",
        "LABEL",
        "What this machine is called in the report. Default: its processor and cores.",
    ),
    Option(
        "--time-budget",
        "SECONDS",
        "Maximum wall seconds of the whole run. Cases that do not fit are skipped and listed. "
        "Default: none.",
    ),
)
#: Those beside.
MORE_OPTIONS = (
    Option(
        "--cluster",
        "ADDRESS",
        "Use an existing Dask or Ray cluster with all its workers, for example dask://HOST:8786 or "
        "ray://HOST:10001; mpi: the MPI job of which this process is rank 0. See docs/engines.md.",
    ),
    Option(
        "--case-limit",
        "SECONDS",
        "Maximum wall seconds of one call of a case. A case over it is ended as failed, and the "
        "others go on. Default: 20 times its forecast, at least 60.",
    ),
)
#: What ``--resume`` alone means: the journal of the storage that was written last.
NEWEST = "newest"


class Choice(NamedTuple):
    """What the user asked for; None where the effort's own plan decides."""

    effort: str
    workloads: tuple[str, ...] | None = None
    strategies: tuple[str, ...] | None = None
    start_methods: tuple[str, ...] | None = None
    workers: tuple[int, ...] | None = None
    sizes: tuple[str, ...] | None = None
    label: str | None = None
    families: tuple[str, ...] | None = None
    time_budget: float | None = None  # wall seconds of the whole run
    case_limit: float | None = None  # wall seconds of each case


#: Seconds; more than a week is a typing error rather than a wish.
TIME_BUDGETS = (1.0, 604_800.0)
#: Seconds; less than the audit of a case takes ends every case.
CASE_LIMITS = (1.0, 604_800.0)


def parse_seconds(option: str, text: str, bounds: tuple[float, float]) -> float:
    """The number that was typed. Raises `pytest.UsageError` for all that is not within bounds."""
    least, most = bounds
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise pytest.UsageError(
            f"{option}: got {text!r}, expected a number of seconds from {least:g} to {most:g}, "
            f"for example {option} 60, or leave the option out."
        )
    return number
