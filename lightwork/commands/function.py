"""``lightwork job.py:work --items job.py:ITEMS``: what to use for a function, in seconds."""

import argparse
import errno
import os
import signal
import sys
import tempfile
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

from lightwork.measuring.launcher.client import FULL
from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.race.race import Limits
from lightwork.measuring.user_function.measure import MeasuredFunction, measure_function
from lightwork.measuring.user_function.messages import race_shown
from lightwork.measuring.user_function.request import (
    FUNCTION_OPTIONS,
    UserFunctionRequest,
    make_request,
)
from lightwork.measuring.user_function.verdict import verdict_values, write_verdict
from lightwork.reporting.user_function.answer import answer_lines

ANSWERED, REFUSED = 0, 2
#: Seconds; more than a day is a typing error rather than a wish.
MOST_BUDGET = 86_400.0


class OneLineParser(argparse.ArgumentParser):
    """Refuses in one line, as everything else is refused."""

    def error(self, message: str) -> NoReturn:
        raise Refused(f"{message}. See: {self.prog} --help")


def function_parser() -> argparse.ArgumentParser:
    """The options, described as pytest's are."""
    parser = OneLineParser(
        prog="lightwork try",
        description="Measure all ways to run a function on its items, and recommend one.",
        allow_abbrev=False,
    )
    parser.add_argument("function", metavar="FILE.py:FUNCTION", help="A function of one item.")
    add_function_options(parser, FUNCTION_OPTIONS[1:])
    parser.add_argument("--json", metavar="FILE", help="Write the verdict to this file, as JSON.")
    parser.add_argument(
        "--html", metavar="FILE", help="Write a page with charts and all figures to this file."
    )
    parser.add_argument(
        "--time-budget",
        type=float,
        metavar="SECONDS",
        default=Limits().hard,
        help="Maximum seconds; it ends as soon as it is decided. Default: %(default)g.",
    )
    return parser


def add_function_options(
    parser: argparse.ArgumentParser,
    options: Sequence[tuple[str, str | None, str]],
    several: Collection[str] = ("--items",),
) -> None:
    """Options as `FUNCTION_OPTIONS` has them; those in ``several`` take several values."""
    for name, value, text in options:
        how: dict[str, Any] = {"action": "store_true"} if value is None else {"metavar": value}
        if name in several:
            how["nargs"] = "+"
        parser.add_argument(name, help=text.replace("%", "%%"), **how)


def main(arguments: Sequence[str], stdout: IO[str], stderr: IO[str]) -> int:
    """0: there is an answer; 2: it was asked wrongly, or the function cannot be measured."""

    def say(text: str = "") -> None:
        print(text, file=stdout, flush=True)

    try:
        options = function_parser().parse_args(arguments)
        refuse_useless_options(options, ("--json", "--html"))
        request = _request(options)
        limits = Limits().within(options.time_budget)
        say(f"{request.function.text}: measuring, each call in a fresh process ...")
        with race_shown(stdout) as tell:
            measured = measure_function(request, limits, tell)
        verdict = verdict_values(measured)
        say()
        say("\n".join(answer_lines(verdict)))
        say()
        say("The code that was timed:")
        say(textwrap.indent(verdict["code"].rstrip(), "    "))
        if options.json:
            with written_for("--json", options.json):
                write_verdict(verdict, options.json)
        if options.html:
            with written_for("--html", options.html):
                _write_page(measured, verdict, arguments, Path(options.html))
    except Refused as refused:
        print(f"error: {refused}", file=stderr)
        return REFUSED
    if files := [*filter(None, (options.json, options.html))]:
        say(f"\nwritten: {', '.join(files)}")
    return ANSWERED


def _request(options: argparse.Namespace) -> UserFunctionRequest:
    return make_request(
        options.function,
        options.items,
        options.check,
        options.item_limit,
        Path.cwd(),
        options.function,
        options.star,
        options.allow_effects,
        options.python,
    )


def _write_page(
    measured: MeasuredFunction, verdict: Mapping[str, Any], arguments: Sequence[str], page: Path
) -> None:
    """The page of what was measured by these ``arguments``. Raises OSError."""
    # Only now: what draws takes seconds to load, and memory that forks would share.
    from lightwork.measuring.user_function.cases import UserFunction
    from lightwork.reporting.read.run import checked_run
    from lightwork.reporting.report.one_run import write_page

    own = UserFunction(measured)
    run = checked_run(page, own.saved_form(["lightwork", *arguments]))
    write_page(run, page, own.decision(), verdict)


@contextmanager
def written_for(option: str, file: str) -> Iterator[None]:
    """Raise `Refused` where what is written inside to the file of an option can't be."""
    try:
        yield
    except OSError as error:
        remedy = "Free some space there, or name" if error.errno in FULL else "Name"
        raise Refused(
            f"{option}: {file} was not written: {error.strerror}. {remedy} another place."
        ) from error


def _refuse_unwritable(option: str, file: Path) -> None:
    """Raise `Refused` where no file can be written there; nothing is left, or lost, by asking."""
    try:
        if file.is_dir():
            raise Refused(f"{option}: {file} is a folder: name a file in it.")
        if not file.resolve().parent.is_dir():
            raise Refused(f"{option}: no folder {file.parent}: make it, or name another.")
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}."):
            pass
    except OSError as error:
        raise Refused(
            f"{option}: {file} cannot be written: {error.strerror}. Name another place."
        ) from error


def refuse_useless_options(options: argparse.Namespace, files: Sequence[str]) -> None:
    """Raise `Refused` for what would be wrong only after the measurement; ``files`` are options."""
    for option in files:
        if file := getattr(options, option.removeprefix("--")):
            _refuse_unwritable(option, Path(file))
    if not 0 < options.time_budget < MOST_BUDGET:
        raise Refused(
            f"--time-budget: got {options.time_budget:g}, expected seconds up to {MOST_BUDGET:g}."
        )


def run_as_command(arguments: Sequence[str]) -> NoReturn:
    """`main` on this process's streams."""
    on_streams(main, arguments)


def on_streams(
    command: Callable[[Sequence[str], IO[str], IO[str]], int], arguments: Sequence[str]
) -> NoReturn:
    """A command on this process's streams. SIGTERM ends it as Ctrl-C does: nothing is left."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")

    def end(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)
    try:
        status = command(arguments, sys.stdout, sys.stderr)
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, *FULL):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = ANSWERED  # who reads has enough, as `| head`
        if error.errno != errno.EPIPE:
            status, text = REFUSED, f"standard output was not written: {error.strerror}"
            print(f"error: {text}. Free some space there.", file=sys.stderr)
    raise SystemExit(status)
