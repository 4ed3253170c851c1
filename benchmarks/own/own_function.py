"""An own function in the timed process: its facts, its workload, its plan."""

import contextlib
import io
import pickle
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from benchmarks.cores import Cores, count_cores
from benchmarks.options import Choice
from benchmarks.own.answers import Answer, Checked
from benchmarks.own.asked import Asked
from benchmarks.own.facts import Facts
from benchmarks.own.faults import FaultsAt
from benchmarks.own.item_source import take_items
from benchmarks.own.own_plan import SIZE, OwnPlanner
from benchmarks.own.probe import Probed, Wanted, probe
from benchmarks.own.said import lines
from benchmarks.own.shares import kind_of
from benchmarks.own.targets import load
from benchmarks.record import SPEEDUP
from benchmarks.whole_plan import WholePlan
from strategies import Strategy
from workloads import Size, Workload

#: Wall seconds of the serial loop over a round, by effort: 14 cases of 6 rounds fit into a minute.
ROUND_SECONDS = {"quick": 0.15, "standard": 0.5, "thorough": 1.0}
#: Wall seconds of the quick effort, looks included; the case that is running then ends later.
QUICK_SECONDS = 56.0
#: Where a minute is too short for so many cases, each of so many rounds (audit and trace are two),
#: the quick effort takes longer.
FEWEST_CASES, CASE_ROUNDS = 3, 8


class OwnFunction(NamedTuple):
    """What the suite needs of it."""

    facts: Facts
    workload: Workload

    @property
    def name(self) -> str:
        """What the workload is called: ``job.work``."""
        return self.facts.asked.function.name

    def plan(self, choice: Choice, strategies: Mapping[str, Strategy], cores: Cores) -> WholePlan:
        """The cases: of the speedup family alone."""
        planner = OwnPlanner(choice, self.facts, self.workload.kind, strategies, cores)
        return WholePlan({SPEEDUP: planner.plan()})

    def limited(self, choice: Choice) -> Choice:
        """The choice, within a minute where it is quick and no budget was given."""
        if choice.effort != "quick" or choice.time_budget is not None:
            return choice
        facts = self.facts
        workers = max(choice.workers or (count_cores().usable,))
        at_once = max(facts.round_seconds / workers, *facts.seconds[: facts.size.distinct])
        # Beside the loop the ceiling and the case, which may be half as fast as the ceiling.
        a_round = facts.loop_seconds + 3 * at_once
        left = max(QUICK_SECONDS - facts.probe_seconds, FEWEST_CASES * CASE_ROUNDS * a_round)
        return choice._replace(time_budget=float(round(left)))


def look_at_own(
    asked: Asked, choice: Choice, start_methods: tuple[str, ...], say: Callable[[str], None]
) -> OwnFunction:
    """Probe the function, then load it into this process. Raises `Refused` or `Fault`."""
    usable = count_cores().usable
    workers = max(choice.workers or (usable,))
    wanted = Wanted(ROUND_SECONDS[choice.effort], workers, choice.start_methods or start_methods)
    probed = probe(asked, wanted, say)
    for line in lines(probed.facts):
        say(line)
    workload = _workload(probed)
    return OwnFunction(probed.facts, workload)


def _workload(probed: Probed) -> Workload:
    """The function as a workload; this imports the user's file, once."""
    facts = probed.facts
    asked, size = facts.asked, facts.size
    # What its file prints was told; what it does otherwise in this process, it has not shown.
    with contextlib.redirect_stdout(io.StringIO()), FaultsAt("import"):
        function = load(asked.function)
        check = load(asked.check) if asked.check else None
        every = _unpickled(probed.items)
        every = every if every is not None else take_items(asked.items).values
        order = size.order()
        items = [every[number] for number in order]
    answers = _unpickled(probed.answers)
    if check is not None:
        expected: list[Any] = [Checked(check, item) for item in items]
    elif answers is not None:
        known = [Answer(one) for one in answers[: size.distinct]]
        expected = [known[number] for number in order]
    else:
        known = [Answer(function(item)) for item in every[: size.distinct]]
        expected = [known[number] for number in order]
    return Workload(
        kind=kind_of(facts.classified),
        sizes={SIZE: Size(size.items, facts.round_seconds, size.loop)},
        items=lambda _size: items,
        task=function,
        expected=lambda _size: expected,
        source="--check" if check is not None else "The serial loop in another process.",
    )


def _unpickled(text: bytes | None) -> list[Any] | None:
    if text is None:
        return None
    values: list[Any] = pickle.loads(text)  # noqa: S301 - written by our own child
    return values
