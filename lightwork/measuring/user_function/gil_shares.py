"""Where a function's seconds go: holding the GIL, computing without it, or waiting.

Of a block of wall seconds W with T seconds of CPU time, samples say in which share h of W the GIL
was held, in which share n the thread ran without it, and in which share s neither was so. On a busy
host computing is stretched and waiting is not, so the block would have taken ``T + s W`` seconds
alone, and of these

    waits     s W / (T + s W)
    GIL       T / (T + s W)  ·  h / (h + n)
    native    T / (T + s W)  ·  n / (h + n)

A block has hundreds of samples; the interval is over blocks (`lightwork.core.intervals`), since the
samples of one block are no independent ones. The loop and the sleep between the blocks are treated
alike: where they do not come out as what they are, the class stays unknown.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from lightwork.core.intervals import Estimate, median_interval
from lightwork.measuring.user_function.gil_sampler import Sample

#: Shares, and the names of the classes of functions that mostly do it.
GIL_SHARE, NATIVE_SHARE, WAITING_SHARE = "gil", "native", "waits"
MIXED = "mixed"
#: A share that makes a class: with two thirds under the GIL, threads reach 1.5 times at the most.
DOMINANT = 0.67
#: A control that should be 1 and is below this says that the samples are no good.
FITTING = 0.9
#: Fewer samples than this make no block.
FEWEST_SAMPLES = 20


class Shares(NamedTuple):
    """Shares of one block's seconds; they add up to 1."""

    gil: float
    native: float
    waits: float


class Classified(NamedTuple):
    """What kind of function it is. Without an estimate, ``reason`` says why."""

    name: str  # GIL, NATIVE, WAITS, MIXED, or "" where it is unknown
    sure: bool  # no other class is within the intervals
    shares: Mapping[str, Estimate]
    reason: str | None
    controls: tuple[float, float]  # median share of the loop computing, of the sleep waiting
    own_workers: float  # CPU seconds of others than the calling thread per wall second


def block_shares(samples: Sequence[Sample], part: Mapping[str, float]) -> Shares | None:
    """The shares of one part (``begin``, ``end``, ``thread_cpu``); None with too few samples."""
    begin, end, cpu = part["begin"], part["end"], part["thread_cpu"]
    seen = [one for one in samples if begin <= one.at <= end]
    if len(seen) < FEWEST_SAMPLES:
        return None
    weighted = list(zip(seen, _seconds_of(seen, begin, end), strict=True))
    held = sum(seconds for one, seconds in weighted if one.held)
    native = sum(seconds for one, seconds in weighted if one.running and not one.held)
    waiting = end - begin - held - native
    alone = cpu + waiting
    if alone <= 0:
        return None
    computing = cpu / alone
    under = held / (held + native) if held + native else 1.0
    return Shares(computing * under, computing * (1 - under), waiting / alone)


def _seconds_of(samples: Sequence[Sample], begin: float, end: float) -> list[float]:
    """How long each sample stands for: half way to its neighbours.

    Plain counts favoured waiting by up to 6 points at a load of 10: the sampler, too, is kept from
    running, and most of all while the function runs.
    """
    middles = [(one.at + other.at) / 2 for one, other in pairwise(samples)]
    borders = [begin, *middles, end]
    return [later - earlier for earlier, later in pairwise(borders)]


def classify(
    samples: Sequence[Sample],
    blocks: Sequence[Mapping[str, Any]],
    reason: str | None = None,
    gil: bool = True,
) -> Classified:
    """Shares and class from all blocks. ``reason``: why there are no samples, if that is known.

    Without a GIL all that computes is native, the loop among the controls, too.
    """
    found = {
        name: [one for block in blocks if (one := block_shares(samples, block[name])) is not None]
        for name in ("spin", "own", "sleep")
    }
    unknown = Classified(
        "", False, {}, reason or "too few samples", (0.0, 0.0), _own_workers(blocks)
    )
    if not all(found.values()):
        return unknown
    computes = GIL_SHARE if gil else NATIVE_SHARE
    controls = (
        median(getattr(s, computes) for s in found["spin"]),
        median(s.waits for s in found["sleep"]),
    )
    if min(controls) < FITTING:
        reason = (
            f"the controls came out as {controls[0]:.2f} {'under the GIL' if gil else 'computing'} "
            f"and {controls[1]:.2f} waiting, not as 1: the samples cannot be trusted here"
        )
        return unknown._replace(reason=reason, controls=controls)
    shares = {
        name: median_interval([getattr(one, name) for one in found["own"]])
        for name in Shares._fields
    }
    name, sure = class_of(shares)
    return unknown._replace(name=name, sure=sure, shares=shares, reason=None, controls=controls)


def class_of(shares: Mapping[str, Estimate]) -> tuple[str, bool]:
    """The class, and whether no interval reaches into another one."""
    top = max(shares, key=lambda name: shares[name].value)
    estimate = shares[top]
    name = top if estimate.value >= DOMINANT else MIXED
    if not estimate.bounded:
        return name, False
    inside = estimate.low >= DOMINANT or all(one.high < DOMINANT for one in shares.values())
    return name, inside


def kind_of(classified: Classified) -> str:
    """The kind of workload (`workloads.KINDS`) that is treated alike by the plan."""
    if classified.name == MIXED:
        shares = classified.shares
        if shares[WAITING_SHARE].value >= 1 - DOMINANT:
            return "mixed"
        return "native" if shares[NATIVE_SHARE].value >= shares[GIL_SHARE].value else "cpu"
    return {GIL_SHARE: "cpu", NATIVE_SHARE: "native", WAITING_SHARE: "sleep"}.get(
        classified.name, "mixed"
    )


def _own_workers(blocks: Sequence[Mapping[str, Any]]) -> float:
    """CPU seconds per wall second of threads that the function has beside the calling one."""
    parts = [block["own"] for block in blocks]
    helped: list[float] = [
        (part["process_cpu"] - part["thread_cpu"]) / (part["end"] - part["begin"]) for part in parts
    ]
    return median(helped or [0.0])
