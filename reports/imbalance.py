"""Items of uneven cost: which chunk size loses how much under which profile."""

from reports.analysis import Analysis
from reports.chunk_sizes import Chunked, chunk_groups
from reports.costs import CostResult
from reports.wording import percent_between, times_between

FAMILY = "imbalance"
#: Profiles in words, as they are told; others by their names.
PROFILES = {
    "uniform": "all alike",
    "long_first": "one long item first",
    "long_last": "one long item last",
    "heavy_tail": "a few long items anywhere",
}


def profiles(analysis: Analysis) -> list[Chunked]:
    """Each profile and mechanism by chunk size, in the order in which they are told."""
    order = list(PROFILES)
    found = [one for one in chunk_groups(analysis.costs_of(FAMILY)) if len(one.cases) > 1]

    def place(one: Chunked) -> tuple[int, str, str]:
        name = one.best.case.workload
        return (order.index(name) if name in order else len(order), name, one.best.case.strategy)

    return sorted(found, key=place)


def profile_name(one: Chunked) -> str:
    """``one long item last``."""
    name = one.best.case.workload
    return PROFILES.get(name, name.replace("_", " "))


def heading(one: Chunked, found: list[Chunked]) -> str:
    """The profile, with the mechanism where there are several."""
    several = len({other.best.case.strategy for other in found}) > 1
    return profile_name(one) + (f" ({one.best.case.strategy})" if several else "")


def chunk_name(one: Chunked, case: CostResult) -> str:
    """``one by one``, ``chunks of 4 (default)``, ``one chunk a worker``."""
    size = case.case.chunksize
    if case is one.default:
        return f"chunks of {size} (default)"
    if size == 1:
        return "one by one"
    whole = size * case.case.workers == one.tasks
    return "one chunk a worker" if whole else f"chunks of {size}"


def profile_words(one: Chunked) -> str:
    """Which is best, and what the others lose against it, where that is told."""
    losing = [case for case in one.cases if one.told_worse(case)]
    best = f"{chunk_name(one, one.best)} {times_between(one.best.estimates['speedup'])}"
    if not losing:
        return f"no chunk size is told from another (best {best})"
    told = [f"{chunk_name(one, case)} loses {percent_between(one.loss(case))}" for case in losing]
    alike = [case for case in one.cases if case is not one.best and case not in losing]
    told += [f"{chunk_name(one, case)} can't be told from it" for case in alike]
    return f"best {best}; {'; '.join(told)}"


def dearest(found: list[Chunked]) -> tuple[Chunked, CostResult] | None:
    """What loses most of all that is told to lose; None where nothing is."""
    losing = [(one, case) for one in found for case in one.cases if one.told_worse(case)]
    return max(losing, key=lambda pair: pair[0].loss(pair[1]).value, default=None)
