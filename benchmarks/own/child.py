"""The main function of a child process that looks at the user's function.

It ends by ``os._exit``: threads that the function left running must not keep it alive.
"""

import json
import os
import pickle
import sys
from pathlib import Path

from benchmarks.own.board import DONE, Board
from benchmarks.own.faults import Fault
from benchmarks.own.request import BOARD, FIRST, OUTCOME, REQUEST, SECOND, Outcome, Request
from benchmarks.own.targets import Refused


def main(folder: str) -> None:
    """Do the look that the folder's request asks for, and write down what was seen."""
    with Path(folder, REQUEST).open("rb") as file:
        request: Request = pickle.load(file)  # noqa: S301 - written by our own parent
    board = Board(Path(folder, BOARD))
    # The file may read its arguments when it is imported; it is no main program here.
    sys.argv[:] = [request.function.file or request.function.module]
    try:
        outcome = _look(request, board)
    except Fault as fault:
        outcome = {"fault": fault.facts}
    except Refused as refused:
        outcome = {"refused": str(refused)}
    text = json.dumps(outcome)
    part = Path(folder, OUTCOME + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(Path(folder, OUTCOME))
    board.write(DONE)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _look(request: Request, board: Board) -> Outcome:
    """Import only what this look needs: what it has loaded is part of what it measures."""
    if request.look == FIRST:
        from benchmarks.own.first_look import first_look

        return first_look(request, board)
    if request.look == SECOND:
        from benchmarks.own.second_look import second_look

        return second_look(request, board)
    from benchmarks.own.parallel_look import parallel_look

    return parallel_look(request, board)
