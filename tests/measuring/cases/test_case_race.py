"""Races of the suite's cases, in real disposable processes."""

import sys
from collections.abc import Mapping
from typing import Any

import pytest

from lightwork.core.record import LIMIT, Case
from lightwork.measuring.cases.case_race import CaseRace, RacedCase, RaceOf
from lightwork.measuring.cases.rounds import RepeatBudget
from lightwork.measuring.cases.timeline import Tracing
from lightwork.measuring.plan.strategy_families import race_of
from lightwork.measuring.race.apart import CaseLost
from lightwork.measuring.session.catalog import load_strategies, load_workloads

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="calls are forked")

STRATEGIES, WORKLOADS = load_strategies(), load_workloads()
SERIAL = Case("word_count", "small", "serial", "none", 1, 1, "cold")
THREADS = SERIAL._replace(strategy="threads", workers=2)
POOL = SERIAL._replace(strategy="pool", start_method="fork", workers=2, state="warm")


def raced(*cases: Case, **about: Any) -> Mapping[Case, RacedCase | CaseLost]:
    return race_with(*cases, **about).run()


def race_with(
    *cases: Case, blocks: int = 6, grown: bool = False, limit: float = 30.0, over: bool = False
) -> CaseRace:
    race = RaceOf(
        cases,
        WORKLOADS[cases[0].workload],
        grown,
        blocks,
        100,
        {case: case.workers for case in cases if case.strategy != "serial"},
        {case: Tracing("small", False, 1) for case in cases if case.strategy == "threads"},
        dict.fromkeys(cases, limit),
    )
    return CaseRace(race, STRATEGIES, RepeatBudget(0), lambda: over)


@pytest.mark.extras
@pytest.mark.skipif(STRATEGIES["joblib_loky"].requires is not None, reason="needs joblib")
def test_an_engine_is_raced_beside_others_which_have_not_loaded_it() -> None:
    """Of one race, and all are right; an engine's launcher is of its own."""
    engine = POOL._replace(strategy="joblib_loky", start_method="none")
    assert race_of(engine) == race_of(POOL)
    race = race_with(POOL, engine)
    assert {case for case, one in race.run().items() if isinstance(one, RacedCase)} == {
        POOL,
        engine,
    }
    preloads = {name: one.job.preload for name, one in race.launchers.items()}
    assert "joblib" in preloads["joblib_loky"]
    assert "joblib" not in preloads[""]


def figures(found: RacedCase | CaseLost) -> RacedCase:
    assert isinstance(found, RacedCase), found
    return found


def test_every_case_has_its_rounds_beside_the_loop_and_its_ceiling() -> None:
    """Six or more of each, numbered by block; of one block all have the same serial loop."""
    found = {case: figures(one) for case, one in raced(SERIAL, THREADS, POOL).items()}
    assert list(found) == [SERIAL, THREADS, POOL]
    for case, one in found.items():
        assert len(one.rounds) == len(one.seconds) == len(one.blocks) >= 6
        assert min(one.blocks) >= 100
        assert len({"".join(sorted(each.order)) for each in one.rounds}) == 1
        assert (LIMIT in one.rounds[0].order) == (case != SERIAL)
        assert one.findings.void is None
    loops = [
        {block: one.reference_seconds for block, one in zip(case.blocks, case.rounds, strict=True)}
        for case in found.values()
    ]
    common = set.intersection(*map(set, loops))
    assert common
    assert all(len({loop[block] for loop in loops}) == 1 for block in common)
    assert (found[THREADS].timeline is None, found[POOL].timeline is None) == (False, True)
    assert found[POOL].findings.distinct_workers == 2


def test_sub_blocks_of_a_block_have_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases of two sub-blocks are still compared as pairs; each has a serial loop of its own."""
    monkeypatch.setattr("lightwork.measuring.cases.case_race.SUB_BLOCK_SECONDS", 0.0)
    found = raced(THREADS, POOL)
    threads, pool = figures(found[THREADS]), figures(found[POOL])
    assert threads.blocks == pool.blocks == list(range(100, 106))
    loops = [{one.reference_seconds for one in case.rounds} for case in (threads, pool)]
    assert not loops[0] & loops[1]


def test_grown_work_is_run_as_often_as_there_are_workers() -> None:
    """Beside one share; answers are those of all shares."""
    found = figures(raced(POOL._replace(state="cold"), grown=True)[POOL._replace(state="cold")])
    assert len(found.rounds) == 6
    assert all(one.ceiling_seconds is not None for one in found.rounds)


def test_without_blocks_each_case_is_seen_to_work() -> None:
    """That is what disabled benchmarks ask for."""
    found = raced(SERIAL, THREADS, blocks=0)
    assert [len(figures(one).rounds) for one in found.values()] == [0, 0]


def test_a_race_whose_time_is_over_has_intervals() -> None:
    """It ends with as many blocks as an interval needs."""
    (found,) = raced(SERIAL, blocks=20, over=True).values()
    assert len(figures(found).rounds) == 6


def test_a_case_that_goes_wrong_is_lost_and_no_other() -> None:
    """With what its process said; the others have their figures."""
    unknown = POOL._replace(start_method="no such")
    found = raced(THREADS, unknown)
    assert isinstance(found[unknown], CaseLost)
    assert "cannot find context for 'no such'" in str(found[unknown])
    assert len(figures(found[THREADS]).rounds) >= 6


def test_a_case_over_its_limit_is_ended() -> None:
    """Naps of half a second cannot be had in less."""
    naps = Case("sleep", "large", "threads", "none", 2, 1, "cold")
    (found,) = raced(naps, limit=0.2).values()
    assert isinstance(found, CaseLost)
    assert "not done within its limit of 0.2 s" in str(found)
