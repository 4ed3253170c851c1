"""The command ``lightwork``: finds what was asked for and hands over.

Nothing of a command is loaded before it is known: ``--help`` and ``--version`` come at once.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

from lightwork import __version__

#: Each command and what it does; its module has ``run_as_command``.
COMMANDS = {
    "try": "recommend how to run your own function: lightwork job.py:work --items job.py:ITEMS",
    "duet": "compare two versions: lightwork duet a.py:work b.py:work --items a.py:ITEMS",
    "bench": "measure this host; takes pytest's options and ours: lightwork bench --effort quick",
    "report": "report the newest saved run, or RUN ...: verdict, charts, page, tables",
    "interpreters": "the same plan under several Pythons, then one page (from a checkout)",
}
#: Modules that are not called like their command.
MODULES = {"try": "function"}
USAGE_ERROR = 2
#: As a shell has it for a process that SIGINT ended.
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command of ``arguments`` (default: ``sys.argv``); end with its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and not words[0].startswith("-") and any(letter in words[0] for letter in ":./"):
        words.insert(0, "try")
    if words and words[0] in COMMANDS:
        module = MODULES.get(words[0], words[0])
        try:
            importlib.import_module(f"lightwork.commands.{module}").run_as_command(words[1:])
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            raise SystemExit(INTERRUPTED) from None
    if words in (["--version"], ["-V"]):
        print(f"lightwork {__version__}")
        raise SystemExit(0)
    if not words or words[0] in ("--help", "-h"):
        print(_help())
        raise SystemExit(0)
    import difflib  # only here: it takes as long to load as all else

    close = difflib.get_close_matches(words[0], COMMANDS, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    print(
        f"error: got {words[0]!r}. {hint}Commands: {', '.join(COMMANDS)}. See: lightwork --help",
        file=sys.stderr,
    )
    raise SystemExit(USAGE_ERROR)


def _help() -> str:
    rows = "\n".join(f"  {name:<14}{what}" for name, what in COMMANDS.items())
    return (
        "usage: lightwork [--version] COMMAND ...\n\n"
        "Recommends how to run Python work in parallel on this host: threads, processes,\n"
        "pools, or not at all.\n\n"
        f"{rows}\n\nlightwork COMMAND --help shows the options of one."
    )
