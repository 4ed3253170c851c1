"""A user's function, measured as the job that it is: looked at, raced, and classed."""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lightwork.core.candidate import MECHANISMS
from lightwork.core.scripts import Source
from lightwork.measuring.host.cores import count_cores
from lightwork.measuring.host.noise import Disturbance
from lightwork.measuring.launcher.client import Launcher, LauncherLost, PrivateFolder
from lightwork.measuring.launcher.requests import (
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
from lightwork.measuring.user_function.messages import loop_failed_text, lost_text
from lightwork.measuring.user_function.request import UserFunctionRequest

#: All items are run, if the serial loop over them takes up to so many seconds.
WHOLE_SECONDS = 2.0
#: Else a sample over the whole list that takes about so many, of at least so many items a worker.
SAMPLE_SECONDS, ITEMS_A_WORKER = 1.0, 4
#: A serial loop over the sample that takes longer than this is taken from a part of it.
LONGEST_LOOP = 4.0
#: Blocks of the look at where the seconds go, and how long the function runs in each (seconds).
SHARE_BLOCKS, SHARE_SECONDS = 6, 0.1
#: Times its wall seconds above which the CPU seconds of a call show that it has threads of its own.
SEVERAL_CORES = 1.2
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
    timing: Timing

    @property
    def all_items_seconds(self) -> float:
        """Of the serial loop over all items; from a sample, if not all were run."""
        return self.result.loop_seconds.value * self.loaded.items / self.sample.items


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
    """Measure it. Raises `Refused` or `Fault` where that cannot be done.

    ``strategies`` and ``start_methods``: only these; ``workers``: how many, instead of the usable
    cores.
    """
    began = time.monotonic()
    with PrivateFolder() as folder:
        job = LauncherJob(request.function, request.items, request.check, folder, watched=True)
        loaded, looked = _look(job, request)
        fresh = _why_fresh(loaded)
        job = job._replace(watched=False, fork=fresh is None)
        cores = workers or count_cores().usable
        sample = sample_of(looked, loaded.items, cores)
        host = _host(looked, sample, cores, start_methods)
        _refuse_wishes(strategies, host)
        source = _source(request, loaded)
        stages = _Stages(began, tell)
        with LauncherCourse(job, source, sample, cores) as course:
            race = Race(host, course, _loop_seconds(looked, sample), strategies)
            try:
                result = race.run(_rest(limits, began), stages.note)
            except LoopFailed as failed:
                raise Refused(loop_failed_text(failed.outcome, request)) from failed
        classified = _classify(job._replace(fork=True), sample)
    timing = Timing(stages.first, stages.decided, time.monotonic() - began)
    return MeasuredFunction(
        request,
        loaded,
        looked,
        host,
        sample,
        source,
        result,
        classified,
        tuple(course.disturbances),
        fresh,
        timing,
    )


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
            looked = launcher.look(LookRequest(WHOLE_SECONDS, 2, request.item_limit))
            if isinstance(looked, Lost):
                raise Refused(lost_text(looked, request))
            return launcher.loaded, looked
    except LauncherLost as lost:
        raise Refused(
            f"{request.function.text}: while its file was loaded, {lost}. Mend it, or put what the "
            'file does under `if __name__ == "__main__":`.'
        ) from lost


def _why_fresh(loaded: Loaded) -> str | None:
    """Why a fork of what is loaded would not be what a script is."""
    if loaded.threads:
        return "importing its file starts threads, which a fork does not have"
    if CONNECTS in loaded.effects or OPENS_DATABASE in loaded.effects:
        return "importing its file opens connections, which forks would share"
    if loaded.private_bytes > MOST_PRIVATE_BYTES:
        return f"{loaded.private_bytes / 1e9:.1f} GB would have to be copied for each call"
    return None


def sample_of(looked: Looked, items: int, cores: int) -> JobSample:
    """All items, if the loop over them is short; else every k-th, with both ends."""
    if len(looked.places) == items:
        return JobSample(items, None, ())
    mean = statistics.fmean(looked.seconds)
    wanted = max(round(SAMPLE_SECONDS / mean), ITEMS_A_WORKER * cores, 2)
    if wanted * mean > LONGEST_LOOP:  # slow items: one for each worker has to do
        wanted = max(round(LONGEST_LOOP / mean), cores, 2)
    count = min(wanted, items)
    which = None if count == items else tuple(_every(items, count))
    return JobSample(count, which, _parts(count, mean))


def _every(items: int, count: int) -> list[int]:
    """``count`` places of a list, evenly spread, with both ends."""
    return [round(number * (items - 1) / (count - 1)) for number in range(count)]


def _parts(count: int, mean: float) -> tuple[tuple[int, ...], ...]:
    """Parts that the serial loop runs in turn, where all take too long; they cover all."""
    if count * mean <= LONGEST_LOOP:
        return ()
    number = min(count // 2, -(-int(count * mean) // int(LONGEST_LOOP / 2)))
    return tuple(tuple(range(first, count, number)) for first in range(max(1, number)))


def _start_methods() -> list[str]:
    """All that there are; what `Pool()` does comes first."""
    methods = multiprocessing.get_all_start_methods()
    default = multiprocessing.get_start_method(allow_none=True) or methods[0]
    return sorted(methods, key=lambda method: method != default)


def _loop_seconds(looked: Looked, sample: JobSample) -> float:
    """About what the serial loop over the sample takes."""
    return sample.items * statistics.fmean(looked.seconds)


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


def _host(looked: Looked, sample: JobSample, cores: int, wished: Sequence[str] | None) -> Host:
    """``wished``: only these start methods."""
    methods = [one for one in _start_methods() if wished is None or one in wished]
    wall, computed = looked.wall_seconds, looked.cpu_seconds
    refused = next(
        (f"pickle does not carry the {what}: {why}" for what, why in looked.refusals.items()), None
    )
    return Host(
        cores,
        sample.items,
        tuple(methods),
        max(0.0, 1 - (computed + looked.queued_seconds) / wall),
        refused,
        blas=computed > SEVERAL_CORES * wall,
        slow=_loop_seconds(looked, sample) > LONGEST_CONTROL,
    )


def _source(request: UserFunctionRequest, loaded: Loaded) -> Source:
    items = request.items.target
    return Source(
        request.function.module,
        request.function.attribute,
        items.module if items else "",
        items.attribute if items else "",
        loaded.form,
        loaded.items,
        loaded.more,
        _start_methods()[0],
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
