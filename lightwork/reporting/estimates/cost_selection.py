"""Which cost cases answer a question, and what can be told of several of them."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lightwork.core.intervals import Estimate, overlap
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.names import simplicity

_SIZE = re.compile(r"(\d+)(B|KiB|MiB|GiB)")
_BYTES = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
#: Start methods, the lightest first.
METHODS = ("none", "fork", "forkserver", "spawn")
#: Channels that carry nothing to another process: pickling alone, and a call to an interpreter.
NO_CHANNEL = ("pickle", "pickle_out_of_band", "interpreter_call")


def payload_bytes(size: str) -> int | None:
    """The bytes of a size such as ``1MiB``; None where the text is no such size."""
    found = _SIZE.fullmatch(size)
    return int(found[1]) * _BYTES[found[2]] if found else None


def strategy_text(analysis: Analysis, result: CaseResult) -> str:
    """The strategy, with its start method where that is not the interpreter's default."""
    return analysis.label(result.case)


def where(analysis: Analysis, family: str, **about: object) -> list[CaseResult]:
    """The cases of a family that are numbers and whose named keys have these values.

    Strategies from the simplest on, start methods from the lightest on.
    """
    found = [
        one
        for one in analysis.costs_of(family)
        if all(getattr(one.case, key) == value for key, value in about.items())
    ]
    return sorted(found, key=simplest_first)


def simplest_first(result: CaseResult) -> tuple[object, ...]:
    """A key that sorts by strategy, then the lightest start method and the fewest workers first."""
    method = result.case.start_method
    place = METHODS.index(method) if method in METHODS else len(METHODS)
    return (*simplicity(result.case.strategy), place, method, result.case.workers)


def by_default(analysis: Analysis, results: Iterable[CaseResult]) -> list[CaseResult]:
    """One for each strategy: by the default start method, else by the lightest there is."""
    default = analysis.run.python.default_start_method
    chosen: dict[str, CaseResult] = {}
    for result in results:
        first = chosen.setdefault(result.case.strategy, result)
        if result.case.start_method == default != first.case.start_method:
            chosen[result.case.strategy] = result
    return list(chosen.values())


def by_payload(results: Iterable[CaseResult]) -> dict[int, CaseResult]:
    """Payload in bytes -> its case, ascending; sizes that are none are left out."""
    sized = {size: one for one in results if (size := payload_bytes(one.case.size)) is not None}
    return dict(sorted(sized.items()))


def channel(analysis: Analysis, payload: str, strategy: str) -> dict[int, CaseResult]:
    """A channel by the size of what it carries."""
    return by_payload(
        sorted(
            where(analysis, "transfer", workload=payload, strategy=strategy),
            key=lambda one: one.case.start_method == analysis.run.python.default_start_method,
        )
    )


def channels(analysis: Analysis, payload: str) -> list[str]:
    """What carries this class of payload, pickling alone too."""
    cases = [one.case for one in where(analysis, "transfer", workload=payload)]
    return list(dict.fromkeys(case.strategy for case in cases))


class Cheapest(NamedTuple):
    """The cheapest of several, and those that is not measurably different from it."""

    best: CaseResult
    alike: tuple[CaseResult, ...]


def cheapest(
    results: Sequence[CaseResult], figure: Callable[[CaseResult], Estimate]
) -> Cheapest | None:
    """By ``figure``, the smaller the better; None of none."""
    if not results:
        return None
    best = min(results, key=lambda one: figure(one).value)
    alike = [one for one in results if one is not best and overlap(figure(one), figure(best))]
    return Cheapest(best, tuple(alike))
