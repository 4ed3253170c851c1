"""Looks at the functions in tests/own_functions, as whole probes would do them, for the tests."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.own.asked import Asked
from benchmarks.own.child_process import Ended, look
from benchmarks.own.item_source import ItemSource
from benchmarks.own.request import Request
from benchmarks.own.targets import parse_target

FOLDER = Path(__file__).parent / "own_functions"
#: Seconds for one item: none of the functions needs more, but one that hangs.
LIMIT = 20.0


def asked_for(
    function: str, items: str = "6", check: str | None = None, limit: float = LIMIT
) -> Asked:
    """What would have been typed."""
    source = (
        ItemSource(items, int(items))
        if items.isdecimal()
        else ItemSource(items, target=parse_target("--items", items, FOLDER))
    )
    checking = parse_target("--check", check, FOLDER) if check else None
    return Asked(parse_target("--workload", function, FOLDER), source, checking, limit)


@contextmanager
def request_for(asked: Asked) -> Iterator[Request]:
    """A request without a look, whose folder is there for as long."""
    with tempfile.TemporaryDirectory() as folder:
        yield Request(
            "", folder, asked.function, asked.items, asked.check, distinct=6, block_seconds=0.02
        )


def look_at(request: Request, asked: Asked, name: str) -> Ended:
    """One look."""
    return look(request._replace(look=name), asked.item_limit)
