"""Values in shared memory: one slot each, for ``int``, ``float`` and short ``bytes``.

``multiprocessing.shared_memory.ShareableList`` would do the same in the standard library, but it
cuts zero bytes off the end of ``bytes`` (cpython issue 106939), so that one digest in 256 is wrong.
The memory's name tells which run made it, so that whoever finds it knows whose it is.
"""

import os
from array import array
from collections.abc import Sequence
from multiprocessing.shared_memory import SharedMemory
from typing import Any, NamedTuple

from lightwork.strategies import RUN_VARIABLE

#: So much of a run's id is in the names of what it makes; macOS takes names of 30 bytes.
SHORT_ID = 8
#: Tags of a slot; from `BYTES_SLOT` on it holds bytes of length tag - BYTES.
EMPTY_SLOT, INT, FLOAT, BYTES_SLOT = 0, 1, 2, 3
#: How many bytes a result of type ``bytes`` may have: a SHA-512 digest.
RESULT_BYTES = 64
WORD = 8


def new_segment(size: int) -> SharedMemory:
    """Make a segment of ``size`` bytes: as the library does, but with the run's id in its name."""
    run = os.environ.get(RUN_VARIABLE, "")[:SHORT_ID]
    name = f"mh-{run}-{os.urandom(4).hex()}" if run else None
    return SharedMemory(name, create=True, size=size)


def refusal(value: Any, longest: int) -> str | None:
    """Say why a slot cannot hold ``value``; None if it can."""
    if type(value) is int:
        return None if -(2**63) <= value < 2**63 else "an int of more than 64 bits"
    if type(value) is float:
        return None
    if type(value) is bytes:
        return None if len(value) <= longest else f"{len(value)} bytes (at most {longest})"
    return f"a value of type {type(value).__name__}"


class SlotLayout(NamedTuple):
    """How many slots there are, and how many bytes each can hold (a multiple of `WORD`)."""

    slots: int
    width: int

    @property
    def size(self) -> int:
        """Bytes in all: tags, then one word per slot, then the bytes of each slot."""
        return self.slots * (WORD + WORD + self.width)


def layout_for(values: Sequence[Any]) -> SlotLayout:
    """Give the smallest layout that holds ``values``."""
    longest = max((len(value) for value in values if type(value) is bytes), default=0)
    return SlotLayout(len(values), -(-longest // WORD) * WORD)


class Slots:
    """A view of memory as slots, from its byte ``offset`` on (a multiple of `WORD`).

    To be released before the memory is closed.
    """

    def __init__(self, memory: memoryview, layout: SlotLayout, offset: int = 0) -> None:
        count, self._width = layout
        whole = memory[offset : offset + layout.size]
        # Three regions of whole words each, so that every word is aligned.
        self._tags = whole[: count * WORD].cast("q")
        words = whole[count * WORD : 2 * count * WORD]
        self._ints = words.cast("q")
        self._floats = words.cast("d")
        self._bytes = whole[2 * count * WORD :]
        self._views: list[memoryview[int] | memoryview[float]] = [whole, words]
        self._views += [self._tags, self._ints, self._floats, self._bytes]

    def write(self, place: int, value: Any) -> None:
        """Put a value in a slot; raise ``TypeError`` if it does not fit."""
        if type(value) is int and -(2**63) <= value < 2**63:
            self._ints[place] = value
            self._tags[place] = INT
        elif type(value) is float:
            self._floats[place] = value
            self._tags[place] = FLOAT
        elif type(value) is bytes and len(value) <= self._width:
            start = place * self._width
            self._bytes[start : start + len(value)] = value
            self._tags[place] = BYTES_SLOT + len(value)
        else:
            why = refusal(value, self._width)
            raise TypeError(f"shared_memory cannot carry {why} (at place {place})")

    def fill(self, values: Sequence[Any]) -> None:
        """Put all values in, first to last."""
        if values and set(map(type, values)) == {int}:
            self._ints[:] = array("q", values)
            self._tags[:] = array("q", [INT]) * len(values)
            return
        for place, value in enumerate(values):
            self.write(place, value)

    def read(self, places: slice) -> list[Any]:
        """Take the values out of the slots of a slice; raise if one is empty."""
        tags = self._tags[places].tolist()
        if tags.count(INT) == len(tags):
            return self._ints[places].tolist()
        return [
            self._read(place, tag)
            for place, tag in zip(range(*places.indices(len(self._tags))), tags, strict=True)
        ]

    def _read(self, place: int, tag: int) -> Any:
        if tag == INT:
            return self._ints[place]
        if tag == FLOAT:
            return self._floats[place]
        if tag == EMPTY_SLOT:
            raise RuntimeError(f"shared_memory: no worker wrote the result at place {place}")
        start = place * self._width
        return bytes(self._bytes[start : start + tag - BYTES_SLOT])

    def release(self) -> None:
        """Let the memory be closed: it refuses while views of it exist."""
        for view in reversed(self._views):
            view.release()
