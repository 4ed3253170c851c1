"""Times the script that imports this, imports of its mechanism included; copied beside it.

It imports nothing of the study or of lightwork, and next to nothing of the standard library: with
``json`` and ``typing`` loaded, importing ``ThreadPoolExecutor`` takes half of what it takes a
script.
"""

from importlib import import_module
from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any


def begin(module: str, items_name: str) -> "tuple[list[Any], float]":
    """The items, which are the name ``items_name`` of ``module``, and when the clock started.

    The name is called if it is a function. What the mechanism imports comes after this, as a script
    pays for it.
    """
    found = getattr(import_module(module), items_name)
    items = list(found() if callable(found) else found)
    return items, perf_counter()


def report(main: "Callable[[Sequence[Any]], Any]", given: "tuple[list[Any], float]") -> None:
    """Print as a line of JSON the seconds since `begin`, and a digest of the answers."""
    items, start = given
    answers = main(items)
    seconds = perf_counter() - start
    import json  # after the clock has stopped

    print(json.dumps({"seconds": seconds, "digest": digest_of(list(answers))}))


def digest_of(answers: object) -> str:
    """Equal for equal answers, whichever process they came from.

    A pickle alone would not do: it differs where two answers share an object.
    """
    import hashlib  # after the clock has stopped

    digest = hashlib.sha256()
    for piece in _pieces(answers):
        digest.update(piece + b"\0")
    return digest.hexdigest()


def _pieces(value: "Any") -> "Iterator[bytes]":
    if isinstance(value, list | tuple):
        yield f"{type(value).__name__} {len(value)}".encode()
        for one in value:
            yield from _pieces(one)
    elif isinstance(value, dict):
        yield f"dict {len(value)}".encode()
        for key, one in value.items():
            yield from _pieces(key)
            yield from _pieces(one)
    elif hasattr(value, "tobytes") and hasattr(value, "dtype"):
        yield f"array {value.dtype.str} {value.shape}".encode()
        yield value.tobytes()
    elif isinstance(value, bytes):
        yield value
    else:
        yield repr(value).encode()
