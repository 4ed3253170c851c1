"""What a Python without numpy measures, and what it says of the rest."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import WholePlan, plan_families
from lightwork.measuring.session.catalog import load_costs, load_strategies, load_workloads
from lightwork.strategies.parts import installed
from lightwork.strategies.parts.installed import why_not_installed
from tests.fixtures.checkout import ROOT

TWO_CORES = Cores(2, 2, 2, None, 2)


@pytest.fixture
def no_numpy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Python in which numpy is not installed."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    installed._is_there.cache_clear()
    yield
    installed._is_there.cache_clear()


def whole(effort: str) -> WholePlan:
    return plan_families(
        Choice(effort), load_workloads(), load_strategies(), load_costs(), TWO_CORES
    )


def needing_numpy(plan: WholePlan) -> set[str]:
    words = {"matmul", "triad", "array", "numpy", "numpy_preload"}
    return {name for case in plan.cases for name in case[:2] if name in words}


@pytest.mark.parametrize("effort", ["quick", "standard", "thorough"])
def test_without_numpy_all_else_is_planned(effort: str, request: pytest.FixtureRequest) -> None:
    """Exactly the cases that need it are missing, each with the reason and what to do."""
    usual = whole(effort)
    request.getfixturevalue("no_numpy")
    plan = whole(effort)
    assert needing_numpy(usual)
    assert not needing_numpy(plan)
    lost = set(usual.cases) - set(plan.cases)
    assert all({"matmul", "triad", "array", "numpy", "numpy_preload"} & {*one[:2]} for one in lost)
    reasons = [skip for skip in plan.skipped if "needs numpy" in skip.reason]
    assert {word for skip in reasons for word in skip.what.split(" with ")} >= needing_numpy(usual)
    assert all("python -m pip install numpy" in skip.reason for skip in reasons)


def test_what_is_there_lacks_nothing() -> None:
    """A module of the standard library is there; a made-up one is told by name."""
    assert why_not_installed("json") is None
    assert why_not_installed("json", "no_such_module") == (
        "needs no_such_module, not installed for this Python: python -m pip install no_such_module"
    )


def test_measuring_loads_none_of_the_heavy_libraries() -> None:
    """The whole catalog and plan, without numpy, pandas, matplotlib, scipy, orjson: all blocked."""
    script = (
        "import sys\n"
        "for name in ('numpy', 'pandas', 'matplotlib', 'scipy', 'orjson', 'jinja2'):\n"
        "    sys.modules[name] = None\n"
        "import pytest\n"
        "sys.exit(pytest.main(['benchmarks/', '--collect-only', '-qq', '-p', 'no:cacheprovider']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "prime_count" in done.stdout or "test_speedup" in done.stdout
