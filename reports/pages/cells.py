"""Cells of tables that can be sorted: a text, and what it is sorted by if that is not the text."""

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.intervals import Estimate

#: What the page's script can sort as it stands: a number, maybe with a unit that it knows.
PLAIN = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[×%]| ?%| (?:[nµm]?s|[kKMG]?i?B)(?:/s)?)?(?:$|[ ;\[])")


class Cell(NamedTuple):
    """A text, and the number that it is sorted by; "" if it can be sorted as it is."""

    text: str
    sort_key: str = ""


def cell(text: str, number: float = math.nan) -> Cell:
    """The cell of a text that says ``number`` (NaN: none), in base units."""
    return Cell(text, "" if math.isnan(number) or PLAIN.match(text) else f"{number:.4g}")


def cell_of(estimate: Estimate | None, words: Callable[[Estimate], str]) -> Cell:
    """The cell of an estimate in words; an empty one of none."""
    return cell(words(estimate), estimate.value) if estimate else Cell("")
