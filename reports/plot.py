"""The command ``python reports/plot.py``: what ``lightwork report`` does, from a checkout."""

import sys
from pathlib import Path

# Run as a script: its own folder stands first on the path. The checkout belongs there.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from lightwork.commands.report import run_as_command  # noqa: E402 - needs the path above

if __name__ == "__main__":
    run_as_command(sys.argv[1:])
