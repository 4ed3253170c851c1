"""What may be typed after ``python reports/plot.py``."""

import argparse
from pathlib import Path
from typing import NoReturn

from lightwork.core.places import REPORT
from lightwork.reporting.gate.command import gate_percent
from lightwork.reporting.gate.github import PLATFORMS
from lightwork.reporting.output.table_files import TABLES, why_no_tables
from lightwork.reporting.read.locate import DEFAULT_STORAGE
from lightwork.reporting.read.pack import SUFFIX

FORMATS = ("png", "svg")
#: Made where nothing else is asked for.
FORMATS_MADE, TABLES_MADE = ("svg",), ("csv",)
#: What a gate, and a pack, have no use for: nothing that was typed is dropped without a word.
NO_USE = {"gate": ("baseline", "each"), "export": ("baseline", "each", "annotate")}


class UsageError(Exception):
    """What was typed is wrong; the text says what and what to do."""


class Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that the caller writes one line where it belongs."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. See: {REPORT} --help")


def parser() -> Parser:
    """All options, in groups."""
    made = Parser(
        prog=REPORT,
        description="Read saved runs; print the verdict; write page, charts, tables and summary.",
        epilog="Several runs are compared: machines and Pythons side by side, those of one pooled.",
    )
    made.add_argument(
        "runs", nargs="*", metavar="RUN",
        help="a saved file or pack, a folder of them or a glob; default: the newest run under "
        f"{DEFAULT_STORAGE}/",
    )  # fmt: skip
    made.add_argument(
        "--full",
        action="store_true",
        help="print what supports the answers as well: each workload, all costs, how sure",
    )
    made.add_argument(
        "--strict", action="store_true",
        help="exit 2 if any of the files can't be read, even where others can",
    )  # fmt: skip
    _add_what_to_write(made)
    _add_comparing(made.add_argument_group("several runs"))
    _add_other_uses(made.add_argument_group("instead of a report"))
    return made


def _add_what_to_write(made: Parser) -> None:
    made.add_argument(
        "--out", type=Path, metavar="DIR",
        help="where to write; default: reports/out/<run>/, or reports/out/comparison/",
    )  # fmt: skip
    made.add_argument(
        "--format", default=FORMATS_MADE, type=_formats, dest="formats", metavar="png,svg",
        help="files to write for each chart (default: svg); the page has its own pictures",
    )  # fmt: skip
    made.add_argument(
        "--tables", default=TABLES_MADE, type=_tables, metavar="csv,parquet",
        help="files to write for each table (default: csv); parquet needs pyarrow",
    )  # fmt: skip


def _add_comparing(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--baseline", metavar="MACHINE",
        help="the machine that others are compared with: a label, id or machine:0; default: that "
        "of most runs",
    )  # fmt: skip
    group.add_argument(
        "--each", action="store_true",
        help="a report of each run as well, in DIR/<run>/",
    )  # fmt: skip


def _add_other_uses(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--gate", type=gate_percent, metavar="PERCENT",
        help="compare two RUNs, OLD and NEW (each a file, folder or glob), and exit 1 if a case of "
        "NEW is shown to be slower by more than PERCENT, is missing or became void",
    )  # fmt: skip
    group.add_argument(
        "--annotate", choices=PLATFORMS,
        help="with --gate: also print failed and inconclusive cases as GitHub's workflow "
        "commands, which it shows at the pull request",
    )  # fmt: skip
    group.add_argument(
        "--export", type=Path, metavar="FILE_OR_DIR",
        help=f"pack one RUN with its checksums as one file (*{SUFFIX}) that another host's report "
        "takes like a saved file",
    )  # fmt: skip


def _formats(text: str) -> tuple[str, ...]:
    return _any_of(FORMATS, text)


def _tables(text: str) -> tuple[str, ...]:
    names = _any_of(TABLES, text)
    if reason := why_no_tables(names):
        raise argparse.ArgumentTypeError(reason)
    return names


def _any_of(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    wrong = [name for name in names if name not in known]
    if wrong:
        raise argparse.ArgumentTypeError(f"got {wrong[0]!r}, expected any of {','.join(known)}")
    return names


def refuse_useless(options: argparse.Namespace, command: str) -> None:
    """Raise `UsageError` if an option was given that ``--gate`` or ``--export`` has no use for."""
    typed = {name: bool(getattr(options, name)) for name in NO_USE[command]}
    # Not by value: what was typed may be the same as what is made without it.
    typed["format"] = options.formats is not FORMATS_MADE
    typed["tables"] = options.tables is not TABLES_MADE
    if given := [name for name, is_given in typed.items() if is_given]:
        remedy = f"Leave it out, or report the runs without --{command}"
        raise UsageError(f"--{command}: got --{given[0]}, too, which it has no use for. {remedy}")
