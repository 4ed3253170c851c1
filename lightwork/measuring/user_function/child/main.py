"""The main function of a child process that looks at the user's function.

It ends by ``os._exit``: threads that the function left running must not keep it alive.
"""

import json
import os
import pickle
import sys
from pathlib import Path

from lightwork.measuring.user_function.child.faults import Fault
from lightwork.measuring.user_function.child.request import (
    ALL_DONE,
    FIRST,
    OUTCOME,
    PROGRESS_FILE,
    REQUEST,
    SECOND,
    ChildProgress,
    Request,
    TrialOutcome,
)
from lightwork.measuring.user_function.targets import Refused


def main(folder: str) -> None:
    """Do the look that the folder's request asks for, and write down what was seen."""
    with Path(folder, REQUEST).open("rb") as file:
        request: Request = pickle.load(file)  # noqa: S301 - written by our own parent
    board = ChildProgress(Path(folder, PROGRESS_FILE))
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
    board.write(ALL_DONE)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _look(request: Request, board: ChildProgress) -> TrialOutcome:
    """Import only what this look needs: what it has loaded is part of what it measures."""
    if request.trial == FIRST:
        from lightwork.measuring.user_function.child.first_trial import first_trial

        return first_trial(request, board)
    if request.trial == SECOND:
        from lightwork.measuring.user_function.child.second_trial import second_trial

        return second_trial(request, board)
    from lightwork.measuring.user_function.child.parallel_trial import parallel_trial

    return parallel_trial(request, board)
