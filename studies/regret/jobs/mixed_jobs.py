"""Waiting and computing in one function, in different parts."""

import hashlib
import json
import random
import time
import zlib

_CHANCE = random.Random(1)
REPORTS = [
    zlib.compress(json.dumps([_CHANCE.random() for _ in range(3000)]).encode()) for _ in range(24)
]


def download_and_read(report: bytes) -> tuple[float, float]:
    """8 ms of waiting, then half as much of reading."""
    time.sleep(0.008)
    values = json.loads(zlib.decompress(report))
    for _ in range(4):
        values = [round(value * 1.01, 9) for value in values]
    return min(values), max(values)


TICKETS = list(range(60))


def mostly_waits(ticket: int) -> int:
    """10 ms of waiting, then a little computing."""
    time.sleep(0.010)
    return sum(number * ticket % 7 for number in range(25_000))


JOBS = list(range(30))


def mostly_computes(job: int) -> int:
    """2 ms of waiting, then more of computing."""
    time.sleep(0.002)
    return sum(number * job % 7 for number in range(200_000))


UPLOADS = [(number, 4 if number < 26 else 40) for number in range(28)]


def pack_and_send(upload: tuple[int, int]) -> str:
    """Packed by C code, then sent; the two last are ten times as large."""
    number, size = upload
    packed = zlib.compress(random.Random(number).randbytes(4000) * size, 6)
    time.sleep(0.0005 * size)
    return hashlib.sha256(packed).hexdigest()
