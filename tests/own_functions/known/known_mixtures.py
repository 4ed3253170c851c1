"""Functions of known shares: each part goes on until it has had its CPU seconds, or sleeps.

So the truth does not depend on how busy the host is.
"""

import hashlib
import time

ITEMS = list(range(8))
#: Seconds of a call on an idle host.
SECONDS = 0.04
_PIECE = bytes(100_000)


class Mixture:
    """Holds the GIL, computes without it, and waits, each for its percentage of `SECONDS`."""

    def __init__(self, gil: int, native: int, waits: int) -> None:
        self._seconds = [SECONDS * share / 100 for share in (gil, native, waits)]

    def __call__(self, item: int) -> int:
        """Do all three."""
        gil, native, waits = self._seconds
        end = time.thread_time() + gil
        while gil and time.thread_time() < end:
            for _ in range(200):
                pass
        end = time.thread_time() + native
        while native and time.thread_time() < end:
            hashlib.sha256(_PIECE).digest()
        if waits:
            time.sleep(waits)
        return item


m_100_0_0 = Mixture(100, 0, 0)
m_0_100_0 = Mixture(0, 100, 0)
m_0_0_100 = Mixture(0, 0, 100)
m_80_10_10 = Mixture(80, 10, 10)
m_10_80_10 = Mixture(10, 80, 10)
m_10_10_80 = Mixture(10, 10, 80)
m_50_50_0 = Mixture(50, 50, 0)
m_50_0_50 = Mixture(50, 0, 50)
m_0_50_50 = Mixture(0, 50, 50)
m_33_33_34 = Mixture(33, 33, 34)
