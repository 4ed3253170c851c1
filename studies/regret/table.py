"""The table of the study, its summary, and whether the promise is kept."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from studies.regret.arithmetic import percentile
from studies.regret.records import (
    LIGHTWORK,
    PROTOTYPE,
    TIMES,
    Judged,
    best_alternative,
    judged,
    loop_seconds,
)

#: The promise: regret in the median and in 95 % of the runs, and seconds over the serial loop.
MOST_MEDIAN, MOST_REGRET, SHARE, MOST_OVER_LOOP = 0.01, 0.08, 0.95, 1.05
#: Letters of a recommendation.
WIDTH = 17
_ROW = "{:<17} {:>7} {:<11} {:>7} {:<17} {:>13} {:>4} {:>5} {:>11}"
_HEAD = (
    "job", "loop ms", "best", "ms", "recommended", "regret %", "over", "proto", "seconds",
)  # fmt: skip


def lines_of(records: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The whole table, and what follows from it."""
    yield _ROW.format(*_HEAD).rstrip()
    every = []
    for record in records:
        found = list(judged(record))
        every += found
        yield from _rows(record, found)
    yield ""
    yield "regret: one figure for each run; over: most seconds over those of the serial loop;"
    yield "proto: the prototype's regret; seconds: first estimate, recommendation, end (medians)."
    for who in (LIGHTWORK, PROTOTYPE):
        own = [one for one in every if one.by == who]
        if own:
            yield ""
            yield from _summary(who, own)


def _rows(record: dict[str, Any], found: Sequence[Judged]) -> Iterator[str]:
    """A job's row; recommendations that differ from run to run take a line each."""
    own = [one for one in found if one.by == LIGHTWORK]
    others = [one.regret for one in found if one.by == PROTOTYPE]
    name, seconds = best_alternative(record)
    labels = [
        (label if number == len(own) else f"{number} x {label}")[:WIDTH]
        for label, number in Counter(one.label for one in own).most_common()
    ]
    times = [median(all_of) for key in TIMES if (all_of := _times(own, key))]
    over_loop = max((one.over_loop for one in own), default=math.nan)
    yield _ROW.format(
        record["job"], _digits(1e3 * loop_seconds(record)), name, _digits(1e3 * seconds),
        labels[0] if labels else "–", " ".join(_digits(100 * one.regret) for one in own),
        "–" if math.isnan(over_loop) else _digits(over_loop, 2),
        " ".join(_digits(100 * one) for one in others), " ".join(map(_digits, times)),
    ).rstrip()  # fmt: skip
    for label in labels[1:]:
        yield _ROW.format("", "", "", "", label, "", "", "", "").rstrip()


def _digits(value: float, after_point: int = 1) -> str:
    """Few digits: those after the point only below 10."""
    return f"{value:.{after_point if abs(value) < 10 else 0}f}"


def _times(own: Sequence[Judged], key: str) -> list[float]:
    return [one.seconds[key] for one in own if key in one.seconds]


def _summary(who: str, own: Sequence[Judged]) -> Iterator[str]:
    """Regret, seconds over the loop, times, failures; then the promise, part by part."""
    regrets = [one.regret for one in own]
    within = sum(one <= MOST_REGRET for one in regrets) / len(regrets)
    worst = max(own, key=lambda one: one.regret)
    slowest = max(own, key=lambda one: one.over_loop)
    yield f"{who}: {len(own)} runs of {len({one.job for one in own})} jobs"
    yield (
        f"  regret: median {100 * median(regrets):.1f} %, 95th percentile "
        f"{100 * percentile(regrets, SHARE):.1f} %, worst {100 * worst.regret:.1f} % ({worst.job})"
    )
    yield f"  at most {100 * MOST_REGRET:.0f} % in {100 * within:.1f} % of the runs"
    yield f"  over the serial loop: worst {slowest.over_loop:.3f} ({slowest.job})"
    for key in TIMES:
        if times := _times(own, key):
            words = key.replace("_", " ")
            yield f"  {words}: median {median(times):.1f} s, worst {max(times):.1f} s"
    for one in own:
        if one.fault:
            yield f"  failed: {one.job}: {one.fault[:80]}"
    for promise, kept in promises(own).items():
        yield f"  {'kept' if kept else 'BROKEN'}: {promise}"


def promises(own: Sequence[Judged]) -> dict[str, bool]:
    """Each part of the promise, and whether these runs keep it. A failed run keeps none."""
    regrets = [one.regret for one in own]
    within = sum(one <= MOST_REGRET for one in regrets)
    return {
        f"regret in the median at most {100 * MOST_MEDIAN:.0f} %": median(regrets) <= MOST_MEDIAN,
        f"regret in {100 * SHARE:.0f} % of the runs at most {100 * MOST_REGRET:.0f} %": (
            within >= SHARE * len(regrets)
        ),
        f"no run more than {100 * (MOST_OVER_LOOP - 1):.0f} % slower than the serial loop": (
            all(one.over_loop <= MOST_OVER_LOOP for one in own)
        ),
    }


def is_kept(records: Sequence[dict[str, Any]]) -> bool:
    """Whether lightwork's runs keep every part of the promise."""
    own = [one for record in records for one in judged(record) if one.by == LIGHTWORK]
    return bool(own) and all(promises(own).values())
