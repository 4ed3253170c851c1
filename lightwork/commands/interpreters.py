"""``lightwork interpreters``: measure under each Python, then draw one page."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NoReturn

from lightwork.commands.front import INTERRUPTED
from lightwork.core.places import IS_CHECKOUT, SUITE
from lightwork.measuring.pythons.detect import Build, Unusable, ask, modes_of, run_apart
from lightwork.measuring.pythons.environments import (
    Turn,
    environment_folder_name,
    environment_of,
    in_turns,
    run_suite,
)

ROOT = SUITE
ENVIRONMENTS = ROOT / ".venvs"
PYTHONS_STORAGE = Path(".benchmarks/pythons")
NOT_TOLD_APART = (
    "a saved run would not tell it (version, build, flags) from, so runs would mix with,"
)
ALL_MEASURED, RUN_FAILED, NOTHING_MEASURED = 0, 1, 2


def pythons_parser() -> argparse.ArgumentParser:
    """Pythons are named; all else goes to pytest."""
    parser = argparse.ArgumentParser(
        prog="lightwork interpreters",
        description="Run the same plan under several Pythons, one after the other, and compare.",
        epilog="Other options go to pytest, for example: --effort quick --families speedup",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--pythons", required=True, metavar="'PYTHON ...'",
        help="commands or paths, all in one pair of quotes; the first is the baseline",
    )  # fmt: skip
    parser.add_argument(
        "--turns", type=_count, default=1, metavar="N",
        help="how often each is measured, in turn: more turns give narrower intervals (default: 1)",
    )  # fmt: skip
    return parser


def main(argv: Sequence[str], stdout: IO[str]) -> int:
    """0: all was measured that can be; 1: a run failed, or the report; 2: nothing was measured."""
    options, for_pytest = pythons_parser().parse_known_args(argv)
    remarks = Remarks(stdout)
    turns = in_turns(_prepare(options.pythons.split(), remarks), options.turns)
    storage = PYTHONS_STORAGE / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    files, failed = _measure(turns, for_pytest, storage, remarks)
    if not files:
        remarks.say("nothing was measured")
        return NOTHING_MEASURED
    report = [sys.executable, "reports/plot.py", *map(str, files)]
    remarks.say(f"== {' '.join(['python', *report[1:]])}")
    code = run_apart(report, {}, cwd=ROOT).returncode
    remarks.repeat()
    return RUN_FAILED if code or failed else ALL_MEASURED


class Remarks:
    """Lines for the user. What went otherwise than wished is said again at the end."""

    def __init__(self, stdout: IO[str]) -> None:
        self._stdout = stdout
        self._to_repeat: list[str] = []

    def say(self, line: str) -> None:
        """Print it now."""
        print(line, file=self._stdout, flush=True)

    def warn(self, line: str) -> None:
        """Print it now and at the end."""
        self._to_repeat.append(line)
        self.say(line)

    def repeat(self) -> None:
        """Print all warnings again."""
        for line in self._to_repeat:
            self.say(line)


def _prepare(pythons: Sequence[str], remarks: Remarks) -> list[Turn]:
    """A turn for each mode of each Python that can be measured; of the others is said why not."""
    turns: list[Turn] = []
    seen: dict[tuple[object, ...], tuple[str, Build]] = {}
    for python in dict.fromkeys(pythons):
        try:
            build = ask(python).build
            other, as_other = seen.setdefault(build.looks, (python, build))
            if other != python:
                why = "the same as" if build == as_other else NOT_TOLD_APART
                raise Unusable(f"{python}: {why} {other}")
            remarks.say(f"{python}: {build.text}")
            folder = ENVIRONMENTS / environment_folder_name(python)
            own, lacking = environment_of(python, build, folder, ROOT)
        except Unusable as error:
            remarks.warn(f"left out: {error}")
            continue
        if lacking is not None:
            remarks.warn(lacking)
        turns += [Turn(python, own, mode) for mode in modes_of(build)]
    return turns


def _measure(
    turns: Sequence[Turn], for_pytest: Sequence[str], storage: Path, remarks: Remarks
) -> tuple[list[Path], bool]:
    """The saved files, and whether a run failed."""
    files: list[Path] = []
    failed = False
    for number, turn in enumerate(turns, 1):
        remarks.say(f"== {number} of {len(turns)}: {turn.text}")
        try:
            found, code = run_suite(turn, for_pytest, storage, ROOT)
        except Unusable as error:
            remarks.warn(f"left out: {error}")
            continue
        files += found
        if code:
            failed = True
            remarks.warn(f"{turn.text}: pytest ended with {code}, {len(found)} run saved")
    return files, failed


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a whole number of at least 1")
    return int(text)


def run_as_command(arguments: Sequence[str]) -> NoReturn:
    """`main` on this process's output. Ctrl-C ends it with one line, after what runs has saved."""
    if not IS_CHECKOUT:
        raise SystemExit(
            "error: lightwork interpreters needs a checkout: each Python runs the suite of it"
        )
    try:
        raise SystemExit(main(arguments, sys.stdout))
    except KeyboardInterrupt:
        print("interrupted: finished runs are saved under", PYTHONS_STORAGE, file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
