"""Family transfer: what is planned, that payloads really travel, what happens where they can't."""

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases import round_parts
from lightwork.measuring.cases.cost_family import Probe, Scope
from lightwork.measuring.costs import _repeats
from lightwork.measuring.costs._transfer import channels
from lightwork.measuring.costs._transfer.channels import CHANNEL_OPENERS, THROUGH_A_SERVER
from lightwork.measuring.costs._transfer.exchanges import OTHERS
from lightwork.measuring.costs._transfer.plan import bytes_in, make_payload
from lightwork.measuring.costs.transfer import FAMILY
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip, Unavailable
from lightwork.strategies import WorkerDied
from lightwork.strategies.interpreters import STRATEGY
from lightwork.strategies.parts.processes import START_METHODS

CORES = Cores(2, 2, 2, None, 2)
EFFORTS = ("quick", "standard", "thorough")
IN_PROCESS = ("pickle", "pickle_out_of_band")
#: What this Python has no interpreters for; `test_interpreter_payloads` knows more.
LACKING = {"interpreter_call"} if STRATEGY.requires else set()


def planned(effort: str, *start_methods: str) -> list[Case | Skip]:
    return list(FAMILY.plan(Scope(effort, CORES, {}, start_methods or None)))


def case_of(channel: str, size: str = "1KiB", workload: str = "bytes", method: str = "") -> Case:
    method = "none" if channel in IN_PROCESS else method or START_METHODS[0]
    return Case(workload, size, channel, method, 1, 1, "warm")


@pytest.fixture(autouse=True)
def few_round_trips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rounds as short as they can be."""
    monkeypatch.setattr(_repeats, "ROUND_SECONDS", 1e-4)


@pytest.fixture(autouse=True, scope="module")
def arena() -> None:
    """What ``Array`` keeps for its next allocations is the interpreter's, not a leftover."""
    multiprocessing.Array("c", 3 << 20)


@pytest.mark.parametrize("effort", EFFORTS)
def test_every_channel_is_planned_once_per_payload(effort: str) -> None:
    """No case twice, each with a forecast, one partner, and at least six rounds."""
    cases = [case for case in planned(effort) if isinstance(case, Case)]
    assert len(set(cases)) == len(cases)
    assert {(case.workers, case.chunksize, case.state) for case in cases} == {(1, 1, "warm")}
    assert all(min(FAMILY.seconds(case)) > 0 for case in cases)
    assert FAMILY.rounds[effort] >= 6
    if effort != "quick":
        assert {case.strategy for case in cases} == {*CHANNEL_OPENERS, *OTHERS} - LACKING
        assert {"1B", "16MiB"} <= {case.size for case in cases}


def test_only_arrays_load_numpy() -> None:
    """So that they run last."""
    for case in (one for one in planned("thorough") if isinstance(one, Case)):
        assert FAMILY.imports(case) == (("numpy",) if case.workload == "array" else ())


def test_a_start_method_that_is_not_there_is_skipped_with_the_reason() -> None:
    """What needs no process runs on; the first one that fits is taken."""
    skip, *cases = planned("quick", "teleport")
    assert isinstance(skip, Skip)
    assert "teleport" in skip.reason
    assert {case.strategy for case in cases if isinstance(case, Case)} == set(IN_PROCESS)
    last = START_METHODS[-1]
    found = planned("quick", "teleport", last)
    assert {one.start_method for one in found if isinstance(one, Case)} == {last, "none"}


@pytest.mark.parametrize(("size", "count"), [("1B", 1), ("32KiB", 32768), ("64MiB", 67108864)])
def test_sizes_say_their_bytes(size: str, count: int) -> None:
    """Powers of two."""
    assert bytes_in(size) == count


@pytest.mark.parametrize("workload", ["bytes", "array", "dicts"])
def test_payloads_have_their_size_and_compare(workload: str) -> None:
    """Within 2 %; a pickled copy is the same, a damaged one is not, a restored image is."""
    payload = make_payload(workload, "1MiB")
    assert len(payload.image) == pytest.approx(1 << 20, rel=0.02)
    right = payload.plain(payload.value)
    again = pickle.loads(pickle.dumps(payload.value))  # noqa: S301 - our own
    assert payload.plain(again) == right
    assert payload.restored(payload.image) == right
    assert make_payload(workload, "1KiB").plain(make_payload(workload, "1KiB").value) != right


WAYS = [
    *(case_of(channel) for channel in (*CHANNEL_OPENERS, *OTHERS) if channel not in LACKING),
    *(case_of(name, method="spawn") for name in ("queue", "shared_memory", "manager_list")),
    *(case_of(name, workload="dicts") for name in ("pipe", "pipe_out_of_band", *IN_PROCESS)),
    *(
        case_of(name, workload="array")
        for name in ("pipe", "pipe_out_of_band", "queue", "shared_memory", *IN_PROCESS)
    ),
    case_of("pipe", size="1B"),
    case_of("shared_array", size="1B"),
]


@pytest.mark.parametrize("case", WAYS, ids=[case.id for case in WAYS])
def test_what_comes_back_is_the_payload(case: Case) -> None:
    """Case and reference give it in every round, by as many operations; nothing is left."""
    with FAMILY.open(case, {}) as probe:
        assert set(probe.parts) == {REFERENCE, CASE}
        assert probe.operations >= (1 if case.strategy in OTHERS else 2)
        (note,) = probe.audit()
        assert (note.process == os.getpid()) == (probe.worker in ("none", "interpreter"))
        for _ in range(2):
            for part in probe.parts.values():
                part.load()
                part.go()
                round_parts.verify(part.collect(), probe.expected)


def drop_what_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the partner tell that it wrote without having written."""

    def put(self: Any, way: int) -> Callable[[Any], object]:
        write, tell = self._places[way].write, self._written[way].release
        return lambda payload: (write(payload) if way == 0 else None, tell())

    monkeypatch.setattr(channels.PlaceChannel, "_put", put)


@pytest.mark.skipif("fork" not in START_METHODS, reason="a patched partner must be forked")
@pytest.mark.parametrize("channel", ["shared_memory", "shared_array", "manager_dict"])
def test_a_partner_that_sends_nothing_back_is_found_out(
    channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What we wrote ourselves is not taken for what came back."""
    drop_what_goes_back(monkeypatch)
    with FAMILY.open(case_of(channel, method="fork"), {}) as probe:
        part = probe.parts[CASE]
        part.load()
        part.go()
        with pytest.raises(round_parts.WrongAnswer):
            round_parts.verify(part.collect(), probe.expected)


def go_on(probe: Probe) -> None:
    """Go again and again: the first may still find an answer that was on its way."""
    while True:
        probe.parts[CASE].go()


@pytest.mark.skipif(sys.platform != "linux", reason="kills by SIGKILL")
@pytest.mark.parametrize("size", ["1B", "1MiB"])
@pytest.mark.parametrize("channel", [*CHANNEL_OPENERS, "pool_argument", "pool_result"])
def test_a_killed_partner_is_an_error(channel: str, size: str) -> None:
    """Within seconds, whatever was on its way; and nothing is left."""
    told = pytest.raises(WorkerDied, match="SIGKILL")
    with told, FAMILY.open(case_of(channel, size), {}) as probe:
        os.kill(probe.audit()[0].process, signal.SIGKILL)
        go_on(probe)


@pytest.mark.skipif(sys.platform != "linux", reason="kills by SIGKILL")
@pytest.mark.parametrize("channel", THROUGH_A_SERVER)
def test_a_killed_server_is_told_as_such(channel: str) -> None:
    """Not as the death of the partner, which ends with it."""
    told = pytest.raises(WorkerDied, match=r"manager: server .* was killed by SIGKILL")
    with told, FAMILY.open(case_of(channel), {}) as probe:
        partner = probe.audit()[0].process
        (server,) = (one for one in multiprocessing.active_children() if one.pid != partner)
        server.kill()
        go_on(probe)


@pytest.mark.parametrize("channel", ["pipe", "queue", "shared_memory"])
def test_leaving_early_leaves_nothing(channel: str) -> None:
    """An error of somebody else ends the partner too, with a payload on its way."""
    with pytest.raises(KeyboardInterrupt), FAMILY.open(case_of(channel, "1MiB"), {}):
        raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/shm")
@pytest.mark.parametrize("channel", ["shared_memory", "shared_array"])
def test_too_little_shared_memory_is_told_beforehand(
    channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways need room; writing to what does not fit would be a SIGBUS."""
    real = os.statvfs("/dev/shm")  # noqa: S108 - where the kernel keeps shared memory
    little = os.statvfs_result((4096, 4096, *real[2:4], (2 << 20) // 4096 - 1, *real[5:]))
    monkeypatch.setattr(os, "statvfs", lambda _path: little)
    with (
        pytest.raises(Unavailable, match=r"2097152 bytes in /dev/shm, and 2093056 are free"),
        FAMILY.open(case_of(channel, "1MiB"), {}),
    ):
        pass


@pytest.mark.parametrize("channel", ["pipe", "pool_result", "pickle"])
def test_a_payload_larger_than_memory_is_told_beforehand(
    channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not found out by being killed."""
    some = psutil.virtual_memory()._replace(available=5 << 20)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: some)
    with (
        pytest.raises(Unavailable, match=r"memory, and 5242880 are available"),
        FAMILY.open(case_of(channel, "1MiB"), {}),
    ):
        pass


def test_operations_fill_a_round_but_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a made-up clock: as many as fit, at least one, at most some thousands."""
    now = [0.0]
    monkeypatch.setattr(_repeats.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(_repeats, "ROUND_SECONDS", 0.016)

    def taking(seconds: float) -> Callable[[], None]:
        return lambda: now.__setitem__(0, now[0] + seconds)

    assert _repeats.times_per_round(taking(1e-4)) == 160
    assert _repeats.times_per_round(taking(0.5)) == 1
    assert _repeats.times_per_round(taking(1e-9)) == _repeats.MOST_REPEATS
