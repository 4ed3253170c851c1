"""A user's function, measured as the job that it is: looked at, raced, and classed."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lightwork.core.candidate import MECHANISMS
from lightwork.core.scripts import Source
from lightwork.measuring.host.cores import count_cores
from lightwork.measuring.host.noise import Disturbance
from lightwork.measuring.launcher.client import Launcher, LauncherLost, PrivateFolder, told_of_room
from lightwork.measuring.launcher.requests import (
    WRONG,
    CallOutcome,
    LauncherJob,
    Loaded,
    Looked,
    Lost,
    SharesRequest,
)
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.race.candidates import Host, first_candidates
from lightwork.measuring.race.course import MOST_LOAD_SECONDS, JobSample, LauncherCourse
from lightwork.measuring.race.race import Limits, LoopFailed, Race, RaceResult
from lightwork.measuring.user_function.gil_sampler import GilSampler
from lightwork.measuring.user_function.gil_shares import Classified, classify
from lightwork.measuring.user_function.messages import loop_failed_text, random_text
from lightwork.measuring.user_function.prepare import (
    expected_loop_seconds,
    host_of,
    look_at,
    repeats_draws,
    source_for,
    told_as_refused,
)
from lightwork.measuring.user_function.request import UserFunctionRequest
from lightwork.measuring.user_function.sample import Forecast, forecast, sample_of

#: Blocks of the look at where the seconds go, and how long the function runs in each (seconds).
SHARE_BLOCKS, SHARE_SECONDS = 6, 0.1


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
    with PrivateFolder() as folder, told_of_room(folder), told_as_refused(request):
        request, job, loaded, looked, first_call, fresh = look_at(request, folder)
        repeats = (request.check is not None or bool(looked.changes)) and repeats_draws(job)
        if repeats and request.check is None:
            raise Refused(random_text(request, repeats))
        cores = workers or count_cores().usable
        sample = sample_of(looked, loaded.items, cores, first_call)
        host = host_of(loaded, looked, sample, cores, start_methods, first_call)
        _refuse_wishes(strategies, host)
        source = source_for(request, loaded, looked.gives)
        stages = _Stages(began, tell)
        with LauncherCourse(job._replace(fork=fresh is None), source, sample, cores) as course:
            race = Race(host, course, expected_loop_seconds(looked, sample, first_call), strategies)
            try:
                result = race.run(_rest(limits, began), stages.note)
            except LoopFailed as failed:
                raise Refused(_why_loop_failed(failed.outcome, request, job)) from failed
        classified = _classify(job, sample, looked.gil)
    timing = Timing(stages.first, stages.decided, time.monotonic() - began)
    measured = (request, loaded, looked, host, sample, source, result, classified)
    disturbances = tuple(course.disturbances)
    return MeasuredFunction(*measured, disturbances, fresh, first_call, repeats, timing)


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


def _classify(job: LauncherJob, sample: JobSample, gil: bool) -> Classified:
    """Where the function's seconds go."""
    sampler = GilSampler()
    try:
        with Launcher(job, MOST_LOAD_SECONDS) as launcher:
            which = sample.which or tuple(range(sample.items))
            request = SharesRequest(which, SHARE_BLOCKS, SHARE_SECONDS, gil)
            blocks = launcher.shares(request, sampler.watch)
    except LauncherLost as lost:
        return classify([], [], str(lost))
    finally:
        sampler.close()
    if isinstance(blocks, Lost):
        return classify([], [], "the function did not come back")
    return classify(sampler.samples, blocks, sampler.reason, gil)


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
