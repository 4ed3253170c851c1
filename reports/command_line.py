"""What may be typed after ``python reports/plot.py``."""

import argparse
from pathlib import Path
from typing import NoReturn

from reports.gate_annotations import PLATFORMS
from reports.gate_command import gate_percent
from reports.locating import STORAGE
from reports.table_files import TABLES, missing

FORMATS = ("png", "svg")


class UsageError(Exception):
    """What was typed is wrong; the text says what and what to do."""


class Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that the caller writes one line where it belongs."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. See: python reports/plot.py --help")


def parser() -> Parser:
    made = Parser(
        prog="python reports/plot.py",
        description="Read saved runs; print the verdict; write page, charts, tables and summary.",
        epilog="Several runs get a folder each; those of one machine are pooled too.",
    )
    made.add_argument(
        "runs", nargs="*", metavar="RUN",
        help=f"a saved file, folder or glob; default: the newest run under {STORAGE}/",
    )  # fmt: skip
    made.add_argument(
        "--out", type=Path, metavar="DIR",
        help="where to write; default: reports/out/<run>/. With several runs: DIR/<run>/",
    )  # fmt: skip
    made.add_argument(
        "--format", default="png,svg", type=_formats, dest="formats", metavar="png,svg",
        help="files to write for each chart (default: png,svg); the page has its own pictures",
    )  # fmt: skip
    made.add_argument(
        "--tables", default="csv", type=_tables, metavar="csv,parquet",
        help="files to write for each table (default: csv); parquet needs pyarrow",
    )  # fmt: skip
    made.add_argument(
        "--gate", type=gate_percent, metavar="PERCENT",
        help="compare two RUNs, OLD and NEW (each a file, folder or glob), and exit 1 if a case of "
        "NEW is told to be slower by more than PERCENT, has vanished or become void",
    )  # fmt: skip
    made.add_argument(
        "--annotate", choices=PLATFORMS,
        help="with --gate: also print what fails, and what can't be told, as GitHub's workflow "
        "commands, which it shows at the pull request",
    )  # fmt: skip
    made.add_argument(
        "--strict", action="store_true",
        help="exit 2 if any of the files can't be read, even where others can",
    )  # fmt: skip
    return made


def _formats(text: str) -> tuple[str, ...]:
    return _any_of(FORMATS, text)


def _tables(text: str) -> tuple[str, ...]:
    names = _any_of(TABLES, text)
    if reason := missing(names):
        raise argparse.ArgumentTypeError(reason)
    return names


def _any_of(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    wrong = [name for name in names if name not in known]
    if wrong:
        raise argparse.ArgumentTypeError(f"got {wrong[0]!r}, expected any of {','.join(known)}")
    return names
