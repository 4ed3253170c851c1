"""Escape counts of one row of the Mandelbrot set: pure-Python arithmetic on uneven rows.

In the suite because its rows differ: a row through the set costs over forty times as much as
one near its top. What shares the items out beforehand waits for the unlucky worker; what hands
them out as workers become free does not, and pays for each hand-out.

The picture is the upper half of the set, -2 <= x < 0.5 and 0 <= y < 1.125 (the lower half is its
mirror image and would hide the imbalance from two workers), 40 pixels wide. Every size shows the
same area: an item is a row number in the finest picture of 3072 rows, of which small takes each
32nd and medium each 8th. The rows come as they lie, the dearest first.

Per pixel c = x + iy the task iterates z → z² + c from z = c and counts the steps until |z| > 2,
255 at most. A result is a row: 40 bytes, one count each; their sum is the number of steps done.

The expected rows are found in integers: points of the main cardioid and of the disc of period 2
by their exact inequalities without any iteration (https://en.wikipedia.org/wiki/Mandelbrot_set,
"Main cardioid and period bulbs"), the others in fixed point, until they escape or come back to
where they were, which they then do for ever. All coordinates are multiples of 1/8192, exact in
both arithmetics; the two were compared on every pixel of the finest picture.
"""

import functools

from lightwork.workload import Size, Workload

WIDTH = 40
FINEST_ROWS = 3072
MOST_STEPS = 255
#: Coordinates are multiples of 1 / UNIT.
UNIT = 8192
#: Bits after the point. A |z| below 4 then fits into two 30-bit digits of a Python int.
FIXED_POINT_BITS = 56

SIZES = {"small": Size(96, 0.026), "medium": Size(384, 0.104), "large": Size(3072, 0.83)}


def _real_units(column: int) -> int:
    """Return x of a pixel column in units of 1 / UNIT: -2 to 0.5 in steps of 1/16."""
    return column * UNIT // 16 - 2 * UNIT


def _imaginary_units(row: int) -> int:
    """Return y of a row of the finest picture in units of 1 / UNIT: 0 to 1.125."""
    return 3 * row


def task(item: int) -> bytes:
    """Return the escape counts of row ``item``, one byte a pixel."""
    imaginary = _imaginary_units(item) / UNIT
    return bytes(_count_steps(_real_units(column) / UNIT, imaginary) for column in range(WIDTH))


def _count_steps(real: float, imaginary: float) -> int:
    # Not in complex numbers: a compiler may fuse the multiply-add inside of their product (it
    # does on ARM), so the last bit would depend on the machine. Float operations stay single.
    x, y = real, imaginary
    for steps in range(MOST_STEPS):
        x_squared, y_squared = x * x, y * y
        if x_squared + y_squared > 4.0:
            return steps
        y = 2.0 * x * y + imaginary
        x = x_squared - y_squared + real
    return MOST_STEPS


def items(size: str) -> list[int]:
    """Return the row numbers, evenly spaced over the whole area."""
    return list(range(0, FINEST_ROWS, FINEST_ROWS // SIZES[size].items))


def expected(size: str) -> list[bytes]:
    """Return the rows, found in integers and by the exact inequalities."""
    return [_expected_row(_imaginary_units(row)) for row in items(size)]


@functools.lru_cache(maxsize=FINEST_ROWS)
def _expected_row(imaginary: int) -> bytes:
    points = [(_real_units(column), imaginary) for column in range(WIDTH)]
    return bytes(
        MOST_STEPS if _never_escapes(*point) else _count_fixed_point_steps(*point)
        for point in points
    )


def _never_escapes(real: int, imaginary: int) -> bool:
    """Whether the point lies in the main cardioid or the disc of period 2, edges included."""
    if (real + UNIT) ** 2 + imaginary**2 <= (UNIT // 4) ** 2:
        return True
    from_cusp = real - UNIT // 4
    q = from_cusp**2 + imaginary**2
    return 4 * q * (q + from_cusp * UNIT) <= (imaginary * UNIT) ** 2


def _count_fixed_point_steps(real: int, imaginary: int) -> int:
    to_fixed_point = (1 << FIXED_POINT_BITS) // UNIT
    real, imaginary = real * to_fixed_point, imaginary * to_fixed_point
    four = 4 << 2 * FIXED_POINT_BITS
    x, y = real, imaginary
    remembered, remember_at = (x, y), 8
    for steps in range(MOST_STEPS):
        x_squared, y_squared = x * x, y * y
        if x_squared + y_squared > four:
            return steps
        y = (x * y >> (FIXED_POINT_BITS - 1)) + imaginary
        x = (x_squared - y_squared >> FIXED_POINT_BITS) + real
        if (x, y) == remembered:
            return MOST_STEPS
        if steps == remember_at:
            remembered, remember_at = (x, y), 2 * remember_at
    return MOST_STEPS


WORKLOAD = Workload(
    kind="cpu",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="Integer arithmetic: exact inequalities inside of the cardioid and the disc, "
    "fixed-point iteration with cycle detection elsewhere.",
)
