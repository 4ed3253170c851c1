"""A user's function, measured as the job that it is: looked at, raced, and classed."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from lightwork.core.candidate import MECHANISMS
from lightwork.core.scripts import AWAITED, PATTERN, Source
from lightwork.measuring.host.cores import count_cores
from lightwork.measuring.host.noise import Disturbance
from lightwork.measuring.launcher import look
from lightwork.measuring.launcher.client import Launcher, LauncherLost, PrivateFolder
from lightwork.measuring.launcher.faults import Fault
from lightwork.measuring.launcher.requests import (
    JOBLIB_PACKAGE,
    LIMITS_PACKAGE,
    WRONG,
    ApartRequest,
    CallOutcome,
    LauncherJob,
    Loaded,
    Looked,
    LookRequest,
    Lost,
    SharesRequest,
)
from lightwork.measuring.launcher.side_effects import CONNECTS, OPENS_DATABASE
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.race.candidates import Host, first_candidates
from lightwork.measuring.race.course import MOST_LOAD_SECONDS, JobSample, LauncherCourse
from lightwork.measuring.race.race import LONGEST_CONTROL, Limits, LoopFailed, Race, RaceResult
from lightwork.measuring.user_function.gil_sampler import GilSampler
from lightwork.measuring.user_function.gil_shares import Classified, classify
from lightwork.measuring.user_function.messages import (
    fault_text,
    loop_failed_text,
    lost_text,
    random_text,
)
from lightwork.measuring.user_function.request import UserFunctionRequest
from lightwork.measuring.user_function.sample import Forecast, forecast, item_seconds, sample_of

#: All items are run, if the serial loop over them takes up to so many seconds.
WHOLE_SECONDS = 2.0
#: Blocks of the look at where the seconds go, and how long the function runs in each (seconds).
SHARE_BLOCKS, SHARE_SECONDS = 6, 0.1
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


class Timing(NamedTuple):
    """Seconds since the measurement began; None for what did not come."""

    first_estimate: float | None
    recommendation: float | None
    final: float


class MeasuredFunction(NamedTuple):
    """All that was found out about a function."""

    request: UserFunctionRequest
    loaded: Loaded
    looked: Looked
    host: Host
    sample: JobSample
    source: Source
    result: RaceResult
    classified: Classified
    disturbances: tuple[Disturbance, ...]  # what else the host did, by block
    fresh: str | None  # why each call had a fresh interpreter instead of a fork
    first_call: float  # seconds that the first call in a process takes longer, 0 if not clearly so
    repeats: bool  # forked processes draw the same random numbers
    timing: Timing

    @property
    def all_items(self) -> Forecast:
        """Seconds of the serial loop over all items; of a sample, if not all were run."""
        if self.sample.items == self.loaded.items:
            return Forecast(self.result.loop_seconds)
        run, items = self.sample.items, self.loaded.items
        return forecast(self.looked, self.result.loop_seconds, run, items, self.first_call)


#: What is called as a measurement goes on: the result so far, and whether it decides already.
Tell = Callable[[RaceResult, bool], None]


def measure_function(
    request: UserFunctionRequest,
    limits: Limits,
    tell: Tell = lambda _result, _decided: None,
    strategies: Sequence[str] | None = None,
    workers: int | None = None,
    start_methods: Sequence[str] | None = None,
) -> MeasuredFunction:
    """Measure it. Raises `Refused` where that cannot be done.

    ``strategies`` and ``start_methods``: only these; ``workers``: how many, instead of the usable
    cores.
    """
    began = time.monotonic()
    with _told_as_refused(request), PrivateFolder() as folder:
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
        repeats = (request.check is not None or bool(looked.changes)) and repeats_draws(job)
        if repeats and request.check is None:
            raise Refused(random_text(request, repeats))
        fresh = _why_fresh(loaded)
        cores = workers or count_cores().usable
        sample = sample_of(looked, loaded.items, cores, first_call)
        host = _host(loaded, looked, sample, cores, start_methods, first_call)
        _refuse_wishes(strategies, host)
        source = _source(request, loaded, looked.gives)
        stages = _Stages(began, tell)
        with LauncherCourse(job._replace(fork=fresh is None), source, sample, cores) as course:
            race = Race(host, course, _loop_seconds(looked, sample, first_call), strategies)
            try:
                result = race.run(_rest(limits, began), stages.note)
            except LoopFailed as failed:
                raise Refused(_why_loop_failed(failed.outcome, request, job)) from failed
        classified = _classify(job, sample)
    timing = Timing(stages.first, stages.decided, time.monotonic() - began)
    measured = (request, loaded, looked, host, sample, source, result, classified)
    disturbances = tuple(course.disturbances)
    return MeasuredFunction(*measured, disturbances, fresh, first_call, repeats, timing)


@contextmanager
def _told_as_refused(request: UserFunctionRequest) -> Iterator[None]:
    """What the user's code did wrong is a sentence with the remedy."""
    try:
        yield
    except Fault as fault:
        raise Refused(fault_text(fault.facts, request)) from fault


def _why_loop_failed(outcome: CallOutcome, request: UserFunctionRequest, job: LauncherJob) -> str:
    random = outcome.status == WRONG and request.check is None
    return loop_failed_text(outcome, request, random and repeats_draws(job))


class _Stages:
    """When there was a first estimate, and when a recommendation."""

    def __init__(self, began: float, tell: Tell) -> None:
        self._began = began
        self._tell = tell
        self.first: float | None = None
        self.decided: float | None = None

    def note(self, result: RaceResult) -> None:
        now = time.monotonic() - self._began
        self.first = self.first or now
        if result.decision.worth_it != "inconclusive":
            self.decided = self.decided or now
        self._tell(result, self.decided is not None)


def _rest(limits: Limits, began: float) -> Limits:
    """The limits from now on; they are counted from the beginning."""
    gone = time.monotonic() - began
    return Limits(*(limit - gone for limit in limits))


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


def _loop_seconds(looked: Looked, sample: JobSample, first_call: float) -> float:
    """About what the serial loop over the sample takes."""
    return first_call + sample.items * statistics.fmean(item_seconds(looked, first_call))


def _refuse_wishes(strategies: Sequence[str] | None, host: Host) -> None:
    """Raise `Refused` where none of the strategies that were asked for can run the function."""
    if strategies is None or host.items == 1:
        return
    got = f"--strategies: got {', '.join(strategies)};"
    if not set(strategies) & set(MECHANISMS):
        raise Refused(
            f"{got} a function is run by some of {', '.join(MECHANISMS)}: name at least one of "
            "these."
        )
    if not first_candidates(host, strategies):
        why = host.processes or "interpreters need Python 3.14, joblib_loky needs joblib"
        raise Refused(f"{got} none of these can run it here: {why}. Leave the option out.")


def _host(
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
    loop = _loop_seconds(looked, sample, first_call)
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


def _source(request: UserFunctionRequest, loaded: Loaded, gives: str) -> Source:
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


def _classify(job: LauncherJob, sample: JobSample) -> Classified:
    """Where the function's seconds go."""
    sampler = GilSampler()
    try:
        with Launcher(job, MOST_LOAD_SECONDS) as launcher:
            which = sample.which or tuple(range(sample.items))
            blocks = launcher.shares(
                SharesRequest(which, SHARE_BLOCKS, SHARE_SECONDS), sampler.watch
            )
    except LauncherLost as lost:
        return classify([], [], str(lost))
    finally:
        sampler.close()
    if isinstance(blocks, Lost):
        return classify([], [], "the function did not come back")
    return classify(sampler.samples, blocks, sampler.reason)
