"""How small a task may be, as the lines that every output prints."""

from collections.abc import Iterator

from reports.analysis import Analysis
from reports.chunk_sizes import chunk_lines
from reports.granularity_series import KERNELS, Series, all_series, metg_words
from reports.trust import Line
from reports.wording import times


def granularity_lines(analysis: Analysis) -> tuple[Line, ...]:
    """METG of every series by kind of work and state; then what the chunk size does."""
    return (*_metg_lines(analysis), *chunk_lines(analysis))


def _metg_lines(analysis: Analysis) -> Iterator[Line]:
    for workload, kind in KERNELS.items():
        found = all_series(analysis, workload)
        for warm, state in ((True, "workers kept"), (False, "started each time")):
            told = [series_words(one) for one in found if one.warm == warm]
            if told:
                yield Line(f"{kind}, {state}", "; ".join(told))


def series_words(one: Series) -> str:
    """``pool 310 µs [250 µs, 400 µs] (90 %: 2.9 ms)``, or that it never pays."""
    name = one.name.removesuffix(", cold")
    if not one.gains:
        return f"{name} {one.nothing} (at most {times(one.at_most)} the plain loop)"
    half = metg_words(one.half)
    if one.half.never:
        return f"{name} {half}"
    return f"{name} {half} (90 %: {metg_words(one.most).split(' [')[0]})"
