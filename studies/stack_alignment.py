"""Time at the same place of the interpreter's stack, whoever calls from how deep.

CPython keeps the frames of pure-Python calls in chunks of 16 KiB (``push_chunk`` in
Python/pystate.c, since 3.11). Where a loop's calls cross the end of a chunk, every call gets a
chunk from the system and gives it back: ``fib`` took 3,505 ms instead of 86 at a depth of 104
calls (Python 3.11), ``prime_count`` 10 % more at 0 to 8. pytest's own calls put a loop in the main
thread at just any depth, while the loop in a thread or a spawned process starts at the bottom.
"""

from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")

#: Local variables of the function that makes room. Its frame of 8 x 8,500 bytes fits no chunk, so
#: it gets one of its own of 128 KiB (the size doubles until the frame and 1,000 words more fit),
#: and all that it calls finds the other 63,000 bytes of it free.
_LOCALS = 8_500


def _make_roomy() -> Callable[[Callable[[], Any]], Any]:
    names = " = ".join(f"v{number}" for number in range(_LOCALS))
    source = f"def roomy(call):\n    if call is None:\n        {names} = None\n    return call()\n"
    scope: dict[str, Any] = {}
    exec(source, scope)  # noqa: S102 - our own text; nobody types 8,500 names
    roomy: Callable[[Callable[[], Any]], Any] = scope["roomy"]
    return roomy


_roomy = _make_roomy()


def with_stack_room(call: Callable[[], _T]) -> _T:
    """Give ``call()``, with its frames at the start of a chunk that they will not leave."""
    result: _T = _roomy(call)
    return result
