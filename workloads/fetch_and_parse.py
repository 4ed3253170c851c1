"""Wait for a page, then parse it in pure Python: half waiting, half computing.

In the suite because most real programs that fetch are of this kind, and neither rule of thumb
fits: threads overlap the waits but not the parsing (on a build with a GIL), so their speedup
ends near 2 however many there are; processes overlap both.

An item is a page number. Fetching waits for 2 ms, as a network near by would, and gives the
page: 800 rows of a table as CSV, 31 KB, row numbers from the page's own on. Parsing goes through
it letter by letter (names are quoted, and contain commas and doubled quotes), takes 1–2 ms, and
gives the value of all rows whose name ends in "large": the sum of price times quantity, in cents.

The expected values are from the numbers that the rows are written from, never from text: one
running total over the whole table, of which a page is the difference of two.
"""

import functools
import itertools
import time
from collections.abc import Iterator

from lightwork.workload import Size, Workload

WAIT_SECONDS = 0.002
ROWS_PER_PAGE = 800
MODELS = ("small", "medium", "large")

SIZES = {"small": Size(24, 0.087), "medium": Size(48, 0.175), "large": Size(384, 1.45)}


def task(item: int) -> int:
    """Return the value in cents of the large goods on page ``item``."""
    return sum(
        int(quantity) * int(price.replace(".", ""))
        for _, name, price, quantity in _parse(_fetch(item))
        if name.endswith("large")
    )


def _fetch(page: int) -> str:
    """Wait as for a network; return the page as CSV text."""
    time.sleep(WAIT_SECONDS)
    return "".join(_written_rows()[page : page + ROWS_PER_PAGE])


def _parse(text: str) -> Iterator[list[str]]:
    """Give the fields of each row; quoting as in RFC 4180, each row ends with a line feed."""
    fields: list[str] = []
    letters: list[str] = []
    quoted = previous_closed = False
    for letter in text:
        if letter == '"':
            # A quote that opens right after one that closed was a doubled quote.
            if not quoted and previous_closed:
                letters.append(letter)
            previous_closed = quoted
            quoted = not quoted
        elif quoted:
            letters.append(letter)
        elif letter in ",\n":
            fields.append("".join(letters))
            letters, previous_closed = [], False
            if letter == "\n":
                yield fields
                fields = []
        else:
            letters.append(letter)


def _price_cents(row: int) -> int:
    return 100 + row * 7919 % 9000


def _quantity(row: int) -> int:
    return 1 + row * 31 % 97


@functools.lru_cache(maxsize=1)
def _written_rows() -> list[str]:
    """Return all rows of the table as CSV lines."""
    return [
        f'{row},"Lamp ""No. {row}"", {MODELS[row % 3]}",'
        f"{_price_cents(row) // 100}.{_price_cents(row) % 100:02},{_quantity(row)}\n"
        for row in range(SIZES["large"].items + ROWS_PER_PAGE)
    ]


def items(size: str) -> list[int]:
    """Return the page numbers 0, 1, 2, …"""
    return list(range(SIZES[size].items))


def expected(size: str) -> list[int]:
    """Return the values as differences of the running total."""
    rows = range(SIZES[size].items + ROWS_PER_PAGE)
    is_large = MODELS.index("large")
    values = (_price_cents(row) * _quantity(row) * (row % 3 == is_large) for row in rows)
    running = list(itertools.accumulate(values, initial=0))
    return [running[page + ROWS_PER_PAGE] - running[page] for page in items(size)]


WORKLOAD = Workload(
    kind="mixed",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="Running totals of the numbers that the pages are written from.",
)
