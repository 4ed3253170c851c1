"""What a Ctrl-C cut off from its ``with`` is closed by the garbage collector, as Python ends."""

import subprocess
import sys
from pathlib import Path

from tests.fixtures.places import ROOT
from tests.fixtures.strategy_leftovers import MODULES, ways

#: Opens a strategy and keeps it in a cycle, so that only the last collection finds it.
LEAVES_OPEN = """
import importlib, sys
sys.path.insert(0, sys.argv[1])

class Cycle:
    pass

if __name__ == "__main__":
    strategy = importlib.import_module(sys.argv[2]).STRATEGY
    cycle = Cycle()
    cycle.own = cycle
    cycle.opened = strategy.open(2, sys.argv[3])
    print(cycle.opened.__enter__()(abs, [-1, -2, -3], 1))
"""


@ways("process")
def test_python_ends_though_workers_were_left_open(
    name: str, start_method: str, tmp_path: Path
) -> None:
    """It neither waits for ever nor says anything."""
    script = tmp_path / "leaves.py"
    script.write_text(LEAVES_OPEN)
    done = subprocess.run(
        [sys.executable, str(script), str(ROOT), MODULES[name], start_method],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("[1, 2, 3]\n", 0), done.stderr
    assert done.stderr == ""
