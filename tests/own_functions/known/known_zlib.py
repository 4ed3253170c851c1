"""zlib.compress of 200 kB of text: C code that lets go of the GIL (zlibmodule.c, 5 kB and more)."""

import random
import zlib


def _text(number: int) -> bytes:
    return bytes(random.Random(number).choices(b"abcdefgh \n", k=200_000))


ITEMS = [_text(number) for number in range(8)]


def work(item: bytes) -> bytes:
    """Compress it."""
    return zlib.compress(item, 6)
