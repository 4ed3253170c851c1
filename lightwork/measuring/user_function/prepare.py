"""Before anything is raced: a user's function is loaded, called for the first time, and judged."""

import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from lightwork.core.scripts import AWAITED, PATTERN, Source
from lightwork.measuring.launcher import look
from lightwork.measuring.launcher.client import Launcher, LauncherLost
from lightwork.measuring.launcher.faults import Fault
from lightwork.measuring.launcher.requests import (
    JOBLIB_PACKAGE,
    LIMITS_PACKAGE,
    ApartRequest,
    LauncherJob,
    Loaded,
    Looked,
    LookRequest,
    Lost,
)
from lightwork.measuring.launcher.side_effects import CONNECTS, OPENS_DATABASE
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.race.candidates import Host
from lightwork.measuring.race.course import MOST_LOAD_SECONDS, JobSample
from lightwork.measuring.race.race import LONGEST_CONTROL
from lightwork.measuring.user_function.messages import fault_text, lost_text
from lightwork.measuring.user_function.request import UserFunctionRequest
from lightwork.measuring.user_function.sample import item_seconds

#: All items are run, if the serial loop over them takes up to so many seconds.
WHOLE_SECONDS = 2.0
#: Times its wall seconds above which the CPU seconds of a call show that it has threads of its own.
SEVERAL_CORES = 1.2
#: `InterpreterPoolExecutor` is in the standard library from here on.
FIRST_WITH_INTERPRETERS = (3, 14)
#: A first call is asked for apart where it takes so many times the others' seconds, and so many.
FIRST_CALL_TIMES, FIRST_CALL_SECONDS = 5.0, 0.02
#: Seconds that it, or two answers, may take.
FIRST_LIMIT, REPEATS_LIMIT = 5.0, 10.0
FIRST_AND_SECOND, ANSWERS_TO_FIRST = look.first_and_second.__name__, look.answers_to_first.__name__
#: A fork copies its launcher's private memory; beyond this a fresh interpreter is used instead.
MOST_PRIVATE_BYTES = 2**30


class Prepared(NamedTuple):
    """A function that can be measured."""

    request: UserFunctionRequest  # with files in the private folder for what is of a notebook
    job: LauncherJob
    loaded: Loaded
    looked: Looked
    first_call: float  # seconds that the first call in a process takes longer, 0 if not clearly so
    fresh: str | None  # why each call needs a fresh interpreter instead of a fork


def look_at(request: UserFunctionRequest, folder: str) -> Prepared:
    """Load the function and call it, watched. Raises `Refused` or `Fault`."""
    request = request.placed(folder)
    job = LauncherJob(
        request.function,
        request.items,
        request.check,
        folder,
        watched=True,
        star=request.star,
        python=request.python,
    )
    loaded, looked = _look(job, request)
    job = job._replace(watched=False, gives=looked.gives)
    first_call = _first_call(job, looked)
    return Prepared(request, job, loaded, looked, first_call, _why_fresh(loaded))


@contextmanager
def told_as_refused(request: UserFunctionRequest) -> Iterator[None]:
    """What the user's code did wrong is a sentence with the remedy."""
    try:
        yield
    except Fault as fault:
        raise Refused(fault_text(fault.facts, request)) from fault


def _look(job: LauncherJob, request: UserFunctionRequest) -> tuple[Loaded, Looked]:
    """Load the file and call the function for the first time. Raises `Refused` or `Fault`."""
    try:
        with Launcher(job, MOST_LOAD_SECONDS) as launcher:
            looked = launcher.look(
                LookRequest(WHOLE_SECONDS, 2, request.item_limit, request.allow_effects)
            )
            if isinstance(looked, Lost):
                raise Refused(lost_text(looked, request))
            return launcher.loaded, looked
    except LauncherLost as lost:
        raise Refused(
            f"{request.function.text}: while its file was loaded, {lost}. Mend it, or put what the "
            'file does under `if __name__ == "__main__":`.'
        ) from lost


def _first_call(job: LauncherJob, looked: Looked) -> float:
    """Seconds that the first call in a process takes longer than a second one of the same item.

    Asked only where the first of the look was much longer than the others.
    """
    first, *others = looked.seconds
    if (
        not others
        or first < FIRST_CALL_TIMES * statistics.median(others)
        or first < FIRST_CALL_SECONDS
    ):
        return 0.0
    limit = FIRST_LIMIT + 3 * first
    found = _asked(job, ApartRequest(look.__name__, FIRST_AND_SECOND, (looked.places[0],), limit))
    if found is None:
        return 0.0
    ((once, again),) = found
    return max(0.0, first - again) if once > FIRST_CALL_TIMES * again else 0.0


def repeats_draws(job: LauncherJob) -> bool:
    """Whether two forked processes answer alike where one answers differently each time."""
    once, twice = (
        ApartRequest(look.__name__, ANSWERS_TO_FIRST, (times,), REPEATS_LIMIT) for times in (1, 2)
    )
    found = _asked(job, once, once, twice)
    if found is None:
        return False
    (one,), (other,), (first, second) = found
    return bool(one == other != b"" and first != second)


def _asked(job: LauncherJob, *requests: ApartRequest) -> list[Any] | None:
    """What forks of one launcher give; None where one of them gave nothing."""
    try:
        with Launcher(job._replace(fork=True), MOST_LOAD_SECONDS) as launcher:
            found = [launcher.ask(request) for request in requests]
    except (LauncherLost, Fault):
        return None
    return None if any(isinstance(one, Lost) for one in found) else found


def _why_fresh(loaded: Loaded) -> str | None:
    """Why a fork of what is loaded would not be what a script is."""
    if loaded.threads:
        return "importing its file starts threads, which a fork does not have"
    if CONNECTS in loaded.effects or OPENS_DATABASE in loaded.effects:
        return "importing its file opens connections, which forks would share"
    if loaded.private_bytes > MOST_PRIVATE_BYTES:
        return f"{loaded.private_bytes / 1e9:.1f} GB would have to be copied for each call"
    return None


def _start_methods(loaded: Loaded) -> list[str]:
    """All that there are; what `Pool()` does where the user's file is loaded comes first."""
    default = loaded.start_method or loaded.start_methods[0]
    return sorted(loaded.start_methods, key=lambda method: method != default)


def expected_loop_seconds(looked: Looked, sample: JobSample, first_call: float) -> float:
    """About what the serial loop over the sample takes."""
    return first_call + sample.items * statistics.fmean(item_seconds(looked, first_call))


def host_of(
    loaded: Loaded,
    looked: Looked,
    sample: JobSample,
    cores: int,
    wished: Sequence[str] | None,
    first_call: float,
) -> Host:
    """``wished``: only these start methods."""
    methods = [one for one in _start_methods(loaded) if wished is None or one in wished]
    wall, computed = looked.wall_seconds, looked.cpu_seconds
    refused = next(
        (f"pickle does not carry the {what}: {why}" for what, why in looked.refusals.items()), None
    )
    if refused is None and looked.only_none and looked.changes:
        changed = " and ".join(looked.changes)
        refused = f"it works by changing {changed}, of which worker processes have copies"
    shared = {CONNECTS, OPENS_DATABASE} & looked.effects.keys()
    later = first_call > 0 and not looked.threads_left and not shared and "fork" in methods
    loop = expected_loop_seconds(looked, sample, first_call)
    return Host(
        cores,
        sample.items,
        tuple(methods),
        max(0.0, 1 - (computed + looked.queued_seconds) / wall),
        refused,
        blas=computed > SEVERAL_CORES * wall and LIMITS_PACKAGE in loaded.packages,
        slow=loop > LONGEST_CONTROL,
        awaits=looked.gives in AWAITED,
        later=later,
        first_call=first_call / loop,
        interpreters=loaded.python >= FIRST_WITH_INTERPRETERS,
        joblib=JOBLIB_PACKAGE in loaded.packages,
    )


def source_for(request: UserFunctionRequest, loaded: Loaded, gives: str) -> Source:
    items = request.items.target
    pattern = request.items.text if request.items.form == PATTERN else ""
    return Source(
        request.function.module,
        request.function.attribute,
        items.module if items else "",
        items.attribute if items else pattern,
        loaded.form,
        loaded.items,
        loaded.more,
        _start_methods(loaded)[0],
        request.star,
        gives,
    )
