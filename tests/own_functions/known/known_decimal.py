"""decimal: libmpdec in C, whose module never lets go of the GIL (_decimal.c)."""

import decimal

ITEMS = list(range(2, 18))


def work(item: int) -> str:
    """Newton's steps for a square root with 2,000 digits."""
    with decimal.localcontext() as context:
        context.prec = 2_000
        root = decimal.Decimal(item)
        for _ in range(60):
            root = (root + item / root) / 2
        return str(root)
