"""An own function in the timed process: its facts, its workload, its plan."""

import contextlib
import io
import pickle
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lightwork.core.record import SPEEDUP
from lightwork.measuring.host.cores import Cores, count_cores
from lightwork.measuring.launcher.answers import expected_answers
from lightwork.measuring.launcher.faults import FaultsAt
from lightwork.measuring.launcher.targets import load
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.user_function.facts import Facts
from lightwork.measuring.user_function.gil_shares import kind_of
from lightwork.measuring.user_function.messages import facts_lines
from lightwork.measuring.user_function.options import UserFunctionRequest, take_items
from lightwork.measuring.user_function.plan import USER_SIZE, UserFunctionPlanner
from lightwork.measuring.user_function.probe import ProbedFunction, WantedRound, probe
from lightwork.strategy import Strategy
from lightwork.workload import Size, Workload

#: Wall seconds of the serial loop over a round, by effort: 14 cases of 6 rounds fit into a minute.
USER_ROUND_SECONDS = {"quick": 0.15, "standard": 0.5, "thorough": 1.0}
#: Wall seconds of the quick effort, trials included; the case that is running then ends later.
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
        return self.facts.options.function.name

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
        at_once = max(facts.round_seconds / workers, facts.longest_seconds)
        # Beside the loop the ceiling and the case, which may be half as fast as the ceiling.
        a_round = facts.loop_seconds + 3 * at_once
        left = max(QUICK_SECONDS - facts.probe_seconds, FEWEST_USER_CASES * CASE_ROUNDS * a_round)
        return choice._replace(time_budget=float(round(left)))


def probe_user_function(
    options: UserFunctionRequest,
    choice: Choice,
    start_methods: tuple[str, ...],
    say: Callable[[str], None],
) -> UserFunction:
    """Probe the function, then load it into this process. Raises `Refused` or `Fault`."""
    workers = max(choice.workers or (count_cores().usable,))
    wanted = WantedRound(
        USER_ROUND_SECONDS[choice.effort], workers, choice.start_methods or start_methods
    )
    probed = probe(options, wanted, say)
    for line in facts_lines(probed.facts):
        say(line)
    return UserFunction(probed.facts, _workload(probed))


def _workload(probed: ProbedFunction) -> Workload:
    """The function as a workload; this imports the user's file, once."""
    options, size = probed.facts.options, probed.facts.size
    # What its file prints when it is imported was reported by the trials, once.
    with contextlib.redirect_stdout(io.StringIO()), FaultsAt("import"):
        function = load(options.function)
        check = load(options.check) if options.check else None
        some = _unpickled(probed.items) or take_items(options.items).values
    some = some[: size.distinct]
    answers = _unpickled(probed.answers)
    if check is None and answers is None:
        answers = [function(item) for item in some]
    right = expected_answers(check, some, answers or [])
    order = size.order()
    items, expected = ([values[number] for number in order] for values in (some, right))
    return Workload(
        kind=kind_of(probed.facts.classified),
        sizes={USER_SIZE: Size(size.items, probed.facts.round_seconds, size.loop)},
        items=lambda _size: items,
        task=function,
        expected=lambda _size: expected,
        source="--check" if check is not None else "The serial loop in another process.",
    )


def _unpickled(text: bytes | None) -> list[Any] | None:
    return None if text is None else pickle.loads(text)  # noqa: S301 - written by our own child
