"""The tests in two halves side by side, as ``make test`` runs them: ``python -m tests.halves``.

What reads files and draws runs beside what measures and starts workers: half the time, and neither
sees the other's processes. Arguments are pytest's, and go to both.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
#: The half that reads and draws, as folders of this one; the other half is all that is left.
READS = ("browser", "commands", "reporting")


def main(arguments: list[str]) -> int:
    """Run both; 0 if both pass. One is shown as it runs, the other when it has ended."""
    reads = [str(FOLDER / name) for name in READS]
    pytest = [sys.executable, "-m", "pytest"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        hidden = subprocess.Popen(
            [*pytest, "-p", "no:cacheprovider", *reads, *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            ignored = [f"--ignore={path}" for path in reads]
            shown = subprocess.run([*pytest, str(FOLDER), *ignored, *arguments], check=False)
            hidden.wait()
        finally:
            hidden.terminate()  # where we are interrupted
        output.seek(0)
        text = output.read()
    sys.stdout.write(text)
    codes = {shown.returncode, hidden.returncode}
    # 5: no test was selected, which the other half may have
    return next((code for code in codes if code not in (0, 5)), min(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
