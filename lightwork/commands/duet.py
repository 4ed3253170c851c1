"""``lightwork duet OLD NEW --items …``: is NEW slower? Both are measured in the same blocks."""

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from lightwork.commands.function import (
    REFUSED,
    OneLineParser,
    add_function_options,
    on_streams,
    refuse_useless_options,
    written_for,
)
from lightwork.core.changes import Duet
from lightwork.measuring.duet.measure import USUAL_MECHANISMS, measure_duet
from lightwork.measuring.duet.versions import (
    Asked,
    Folders,
    Version,
    folders_of,
    suite_versions,
    versions_of,
)
from lightwork.measuring.launcher.client import PrivateFolder, told_of_room
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.user_function.request import FUNCTION_OPTIONS
from lightwork.measuring.user_function.verdict import write_verdict
from lightwork.reporting.gate.command import gate_percent
from lightwork.reporting.gate.duet import duet_annotations, duet_lines, duet_summary, duet_values
from lightwork.reporting.gate.github import PLATFORMS

PASSED, WORSE = 0, 1
BUDGET = 20.0
#: Of the workloads of a suite.
SIZE = "medium"
#: What differs from a user's own function: which function it is, and that there are two of it.
_OTHER_WORDS = {
    "--workload": "The function to measure, where OLD and NEW are folders or git revisions. This "
    "executes both versions.",
    "--python": "Measure with this interpreter: PATH for both versions, or OLD=PATH NEW=PATH; "
    "relative to the version's folder where it is there, as .venv/bin/python.",
}


def duet_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = OneLineParser(
        prog="lightwork duet",
        description="Compare two versions of a function, in the same blocks.",
        epilog="Exit status: 0, NEW passes; 1, NEW is shown to be worse, twice; 2, not compared.",
        allow_abbrev=False,
    )
    for side in ("OLD", "NEW"):
        parser.add_argument(
            side.lower(), metavar=side, help="FILE.py:FUNCTION, a folder, or a git revision."
        )
    known = [(name, value, _OTHER_WORDS.get(name, text)) for name, value, text in FUNCTION_OPTIONS]
    add_function_options(parser, known, ("--items", "--python"))
    parser.add_argument(
        "--setup", metavar="COMMAND",
        help="A shell command that is run in the folder of each version before it is measured. "
        "LIGHTWORK_VERSION is old or new.",
    )  # fmt: skip
    parser.add_argument(
        "--suite", action="store_true",
        help="Compare the tasks of the suite's workloads instead; OLD and NEW are folders or "
        "revisions of a checkout. Also: lightwork bench --duet OLD NEW.",
    )  # fmt: skip
    parser.add_argument(
        "--workloads", metavar="NAME,...", help="With --suite: only these. Default: all."
    )
    parser.add_argument(
        "--strategies", metavar="NAME,...", default=",".join(USUAL_MECHANISMS),
        help="The mechanisms that are measured beside the serial loop. Default: %(default)s.",
    )  # fmt: skip
    parser.add_argument(
        "--fail-over", type=gate_percent, metavar="PERCENT", default=0.0,
        help="NEW fails only if it is shown to take over PERCENT more. Default: any that is shown.",
    )  # fmt: skip
    parser.add_argument(
        "--time-budget", type=float, metavar="SECONDS", default=BUDGET,
        help="About how long it is measured. Default: %(default)g.",
    )  # fmt: skip
    parser.add_argument("--summary", metavar="FILE", help="Append the table to it, as Markdown.")
    parser.add_argument(
        "--json", metavar="FILE", help="Write all figures to it, as JSON; with --suite by workload."
    )
    parser.add_argument(
        "--annotate", choices=PLATFORMS, help="Print workflow commands, too: GitHub shows them."
    )
    return parser


def main(arguments: Sequence[str], stdout: IO[str], stderr: IO[str]) -> int:
    """Compare, and say what came out."""
    try:
        options = duet_parser().parse_args(arguments)
        refuse_useless_options(options, ("--json", "--summary"))
        asked, here = _asked(options), Path.cwd()
        found: dict[str, Any] = {}
        with PrivateFolder() as checkouts:
            with told_of_room(checkouts):
                folders = folders_of(asked, here, Path(checkouts))
            for name, versions in _pairs(options, asked, here, folders):
                duet = _measured(name, versions, options, stdout)
                old, new = (version.text for version in versions)
                found[name] = duet_values(duet) | {"versions": [old, new]}
                _tell(duet, old, new, f"### {name}\n\n" if name else "", options, stdout)
                if options.json:
                    with written_for("--json", options.json):
                        write_verdict(found.get("", {"workloads": found}), options.json)
    except Refused as refused:
        print(f"error: {refused}", file=stderr)
        return REFUSED
    return PASSED if all(one["passed"] for one in found.values()) else WORSE


def _pairs(
    options: argparse.Namespace, asked: Asked, here: Path, folders: Folders
) -> Iterator[tuple[str, tuple[Version, Version]]]:
    """What is compared: one function, or the workloads of a suite."""
    if options.suite:
        yield from suite_versions(asked._replace(workload=options.workloads), here, folders, SIZE)
    else:
        yield "", versions_of(asked, here, folders)


def _measured(
    name: str, versions: tuple[Version, Version], options: argparse.Namespace, stdout: IO[str]
) -> Duet:
    heading = f"{name}: " if name else ""
    print(f"{heading}measuring for about {options.time_budget:g} s ...", file=stdout, flush=True)
    strategies = [name for name in options.strategies.split(",") if name]
    return measure_duet(versions, options.fail_over / 100, options.time_budget, strategies)


def _asked(options: argparse.Namespace) -> Asked:
    return Asked(
        options.old,
        options.new,
        options.workload,
        options.items,
        options.check,
        options.item_limit,
        options.star,
        options.allow_effects,
        options.python or (),
        options.setup,
    )


def _tell(
    duet: Duet, old: str, new: str, heading: str, options: argparse.Namespace, stdout: IO[str]
) -> None:
    print("", *duet_lines(duet, old, new), sep="\n", file=stdout)
    if options.annotate:
        print(*duet_annotations(duet), sep="\n", file=stdout)
    stdout.flush()
    if options.summary:
        with written_for("--summary", options.summary):
            _append(Path(options.summary), heading + duet_summary(duet, old, new))


def _append(file: Path, text: str) -> None:
    """All of it, or nothing. Raises OSError."""
    before = file.stat().st_size if file.exists() else 0
    try:
        with file.open("a", encoding="utf-8") as summary:
            summary.write(text)
    except OSError:
        with suppress(OSError):
            os.truncate(file, before)
        raise


def run_as_command(arguments: Sequence[str]) -> NoReturn:
    """`main` on this process's streams."""
    on_streams(main, arguments)
