"""What a child process is asked to look at, and the files by which it answers."""

from typing import Any, NamedTuple

from benchmarks.own.item_source import ItemSource
from benchmarks.own.targets import Target

#: Files in the folder that parent and child share.
REQUEST, BOARD, OUTCOME = "request.pickle", "board", "outcome.json"
#: Items and answers of the first look, for the looks that follow and for the timed process.
ITEMS_FILE, ANSWERS_FILE = "items.pickle", "answers.pickle"

#: The looks. The last four: two workers at once, started so.
FIRST, SECOND = "first", "second"
MODES = ("threads", "fork", "forkserver", "spawn")


class Request(NamedTuple):
    """One look. Seconds are wall seconds."""

    look: str
    folder: str
    function: Target
    items: ItemSource
    check: Target | None = None
    seconds: float = 1.5  # how long the first look goes on to further items
    fewest: int = 2  # how many items it tries however long they take
    distinct: int = 0  # how many items the later looks take: those of a round, without repeats
    block_seconds: float = 0.1
    blocks: int = 0


Outcome = dict[str, Any]
