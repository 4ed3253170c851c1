"""The main function of a child process that tries the user's function.

It ends by ``os._exit``: threads that the function left running must not keep it alive.
"""

import json
import os
import pickle
import sys
from pathlib import Path

from lightwork.measuring.launcher.faults import Fault
from lightwork.measuring.launcher.targets import Refused
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


def main(folder: str) -> None:
    """Do the trial that the folder's request asks for, and write down what was seen."""
    with Path(folder, REQUEST).open("rb") as file:
        request: Request = pickle.load(file)  # noqa: S301 - written by our own parent
    progress = ChildProgress(Path(folder, PROGRESS_FILE))
    # The file may read its arguments when it is imported; it is no main program here.
    sys.argv[:] = [request.function.file or request.function.module]
    try:
        outcome = _try(request, progress)
    except Fault as fault:
        outcome = {"fault": fault.facts}
    except Refused as refused:
        outcome = {"refused": str(refused)}
    part = Path(folder, OUTCOME + ".part")
    part.write_text(json.dumps(outcome), encoding="utf-8")
    part.replace(Path(folder, OUTCOME))
    progress.write(ALL_DONE)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _try(request: Request, progress: ChildProgress) -> TrialOutcome:
    """Import only what this trial needs: what it has loaded is part of what it measures."""
    if request.trial == FIRST:
        from lightwork.measuring.user_function.child.first_trial import first_trial as trial
    elif request.trial == SECOND:
        from lightwork.measuring.user_function.child.second_trial import second_trial as trial
    else:
        from lightwork.measuring.user_function.child.parallel_trial import parallel_trial as trial
    return trial(request, progress)
