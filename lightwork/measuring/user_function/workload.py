"""An own function in the timed process: its facts, its workload, its plan."""

import contextlib
import io
import pickle
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lightwork.core.record import SPEEDUP
from lightwork.measuring.host.cores import Cores, count_cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.user_function.answers import CheckedAnswer, ExpectedAnswer
from lightwork.measuring.user_function.child.faults import FaultsAt
from lightwork.measuring.user_function.facts import Facts
from lightwork.measuring.user_function.gil_shares import kind_of
from lightwork.measuring.user_function.messages import facts_lines
from lightwork.measuring.user_function.options import UserFunctionRequest, take_items
from lightwork.measuring.user_function.plan import USER_SIZE, UserFunctionPlanner
from lightwork.measuring.user_function.probe import ProbedFunction, WantedRound, probe
from lightwork.measuring.user_function.targets import load
from lightwork.strategies import Strategy
from lightwork.workload import Size, Workload

#: Wall seconds of the serial loop over a round, by effort: 14 cases of 6 rounds fit into a minute.
USER_ROUND_SECONDS = {"quick": 0.15, "standard": 0.5, "thorough": 1.0}
#: Wall seconds of the quick effort, looks included; the case that is running then ends later.
QUICK_SECONDS = 56.0
#: Where a minute is too short for so many cases, each of so many rounds (audit and trace are two),
#: the quick effort takes longer.
FEWEST_USER_CASES, CASE_ROUNDS = 3, 8


class UserFunction(NamedTuple):
    """What the suite needs of it."""

    facts: Facts
    workload: Workload

    @property
    def name(self) -> str:
        """What the workload is called: ``job.work``."""
        return self.facts.asked.function.name

    def plan(self, choice: Choice, strategies: Mapping[str, Strategy], cores: Cores) -> WholePlan:
        """The cases: of the speedup family alone."""
        planner = UserFunctionPlanner(choice, self.facts, self.workload.kind, strategies, cores)
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
        left = max(QUICK_SECONDS - facts.probe_seconds, FEWEST_USER_CASES * CASE_ROUNDS * a_round)
        return choice._replace(time_budget=float(round(left)))


def probe_user_function(
    asked: UserFunctionRequest,
    choice: Choice,
    start_methods: tuple[str, ...],
    say: Callable[[str], None],
) -> UserFunction:
    """Probe the function, then load it into this process. Raises `Refused` or `Fault`."""
    usable = count_cores().usable
    workers = max(choice.workers or (usable,))
    wanted = WantedRound(
        USER_ROUND_SECONDS[choice.effort], workers, choice.start_methods or start_methods
    )
    probed = probe(asked, wanted, say)
    for line in facts_lines(probed.facts):
        say(line)
    workload = _workload(probed)
    return UserFunction(probed.facts, workload)


def _workload(probed: ProbedFunction) -> Workload:
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
        expected: list[Any] = [CheckedAnswer(check, item) for item in items]
    elif answers is not None:
        known = [ExpectedAnswer(one) for one in answers[: size.distinct]]
        expected = [known[number] for number in order]
    else:
        known = [ExpectedAnswer(function(item)) for item in every[: size.distinct]]
        expected = [known[number] for number in order]
    return Workload(
        kind=kind_of(facts.classified),
        sizes={USER_SIZE: Size(size.items, facts.round_seconds, size.loop)},
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
