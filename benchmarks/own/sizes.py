"""How large something is that has to travel between processes, and how large this process is."""

import pickle
import sys
from typing import Any, NamedTuple

from benchmarks.own.faults import short

#: Items and answers of a round together, bytes pickled: every worker and the parent hold some of
#: them at once, and of each round.
MOST_ROUND_BYTES = 256 * 2**20


class Carried(NamedTuple):
    """What pickling something gave: its size, or why it can't be pickled."""

    bytes: int
    refusal: str


def carried(value: Any) -> Carried:
    """Pickle and unpickle, by the protocol that multiprocessing uses (the default one)."""
    try:
        text = pickle.dumps(value)
        pickle.loads(text)  # noqa: S301 - made here, one line before
    except Exception as error:  # noqa: BLE001 - a foreign __reduce__ may raise anything
        return Carried(0, short(f"{type(error).__name__}: {error}"))
    return Carried(len(text), "")


def resident_bytes() -> int:
    """Resident memory of this process now; where only its peak is known (macOS), that."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no pathlib here
            pages = int(file.read().split()[1])
    except OSError:
        return _peak_bytes()
    import resource

    return pages * resource.getpagesize()


def _peak_bytes() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
