"""The page of all options, made from the parsers of the commands, so that it says what they say.

    python -m studies.options_page > docs/options.md

A test holds the page against what this prints.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from typing import Any, Self, cast

import pytest

from lightwork.commands.duet import duet_parser
from lightwork.commands.front import COMMANDS
from lightwork.commands.function import function_parser
from lightwork.commands.interpreters import pythons_parser
from lightwork.core.places import BENCH, REPORT
from lightwork.measuring.session.options import add_options
from lightwork.reporting.report.arguments import parser as report_parser

HEAD = """# Options

Made from the parsers by `python -m studies.options_page`; `COMMAND --help` shows the same.
"""
BENCH_TEXT = (
    "Measure this host with the suite. pytest's own options work, too. With --workload go the "
    "options of your own function"
)
Row = tuple[str, str]


class _Collected(argparse.ArgumentParser):
    """Takes options as pytest's parser and its groups do."""

    def getgroup(self, _name: str) -> Self:
        return self

    def addoption(self, name: str, **how: Any) -> None:
        self.add_argument(name, **how)


def suite_parser() -> argparse.ArgumentParser:
    """The options that the suite adds to pytest's."""
    made = _Collected(prog=BENCH, description=BENCH_TEXT)
    add_options(cast(pytest.Parser, made))
    return made


def options_page() -> str:
    """The whole page, in Markdown."""
    commands = (
        ("Your own function", "`lightwork FILE.py:FUNCTION`", function_parser()),
        ("Two versions", "`lightwork duet OLD NEW`", duet_parser()),
        ("The suite", f"`lightwork bench`, or `{BENCH}`", suite_parser()),
        ("The report", f"`lightwork report`, or `{REPORT}`", report_parser()),
        ("Several Pythons", "`lightwork interpreters`, or `make interpreters`", pythons_parser()),
    )
    every = [(f"`lightwork {name}`", _sentence(what)) for name, what in COMMANDS.items()]
    parts = [HEAD, *_table("command", every)]
    said: set[str] = set()
    for title, typed, parser in commands:
        text = " ".join(filter(None, (parser.description, parser.epilog)))
        parts += ["", f"## {title}", "", f"{typed}. {_sentence(text)}"]
        for subtitle, rows in _groups(parser):
            new = [row for row in rows if row[1] not in said]
            said |= {does for _, does in new}
            parts += [*([""] if subtitle else []), *subtitle, "", *_table("option", new)]
    return "\n".join(parts) + "\n"


def _groups(parser: argparse.ArgumentParser) -> Iterator[tuple[list[str], list[Row]]]:
    """The options without a title of their own, then each titled group of them."""
    untitled = (parser._positionals, parser._optionals)
    yield [], [_row(one) for group in untitled for one in _shown(group._group_actions)]
    for group in parser._action_groups:
        if group not in untitled:
            title = f"**{str(group.title).capitalize()}**"
            yield [title], [_row(one) for one in _shown(group._group_actions)]


def _shown(actions: Iterable[argparse.Action]) -> Iterator[argparse.Action]:
    return (one for one in actions if not isinstance(one, argparse._HelpAction))


def _row(action: argparse.Action) -> Row:
    """How an option is typed, and what it does."""
    value = action.metavar or ",".join(action.choices or ())
    assert isinstance(value, str)
    name = action.option_strings[0] if action.option_strings else ""
    more = " ..." if action.nargs in ("*", "+") else ""
    typed = f"{name}[={value}]" if action.nargs == "?" else f"{name} {value}{more}"
    return f"`{typed.strip()}`", _sentence((action.help or "") % {"default": action.default})


def _sentence(text: str) -> str:
    """With a capital and an end; what Markdown would take for its own is escaped."""
    escaped = re.sub(r"([*<|])", r"\\\1", text.rstrip("."))
    return f"{escaped[:1].upper()}{escaped[1:]}."


def _table(of_what: str, rows: Iterable[Row]) -> Iterator[str]:
    yield from (f"| {of_what} | what it does |", "| --- | --- |")
    yield from (f"| {typed} | {does} |" for typed, does in rows)


if __name__ == "__main__":
    print(options_page(), end="")
