"""What settings do, as the lines that every output prints."""

from collections.abc import Iterator

from reports.analysis import Analysis
from reports.imbalance import heading, profile_words, profiles
from reports.oversubscription import map_words, thread_map
from reports.trust import Line


def sweep_lines(analysis: Analysis) -> tuple[Line, ...]:
    """Inner threads, then chunks of uneven items; nothing where neither was measured."""
    return (*_thread_lines(analysis), *_profile_lines(analysis))


def _thread_lines(analysis: Analysis) -> Iterator[Line]:
    found = thread_map(analysis)
    if found is not None:
        yield Line("Workers with BLAS threads", map_words(found))


def _profile_lines(analysis: Analysis) -> Iterator[Line]:
    found = profiles(analysis)
    for one in found:
        yield Line(f"Chunks, items {heading(one, found)}", profile_words(one))
