"""What OLD and NEW are: two functions, two folders or two git revisions; each checked out and set
up."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lightwork.measuring.launcher import janitor
from lightwork.measuring.launcher.targets import NOTEBOOK, Refused
from lightwork.measuring.user_function.request import UserFunctionRequest, make_request
from lightwork.strategies.parts.worker_deaths import how_it_ended

OLD_SIDE, NEW_SIDE = "OLD", "NEW"
#: Files that are no workload, or one whose loop of microseconds is entering the clock.
NOT_OF_A_SUITE = {"empty"}
#: Names the version to the command of ``--setup``.
SIDE_VARIABLE = "LIGHTWORK_VERSION"


class Version(NamedTuple):
    """One of the two. ``text`` is what was typed."""

    side: str  # OLD or NEW
    text: str
    request: UserFunctionRequest


class Asked(NamedTuple):
    """What was typed for both."""

    old: str
    new: str
    workload: str | None  # of folders and revisions: the function
    items: str | Sequence[str] | None
    check: str | None = None
    item_limit: str | None = None
    star: bool = False
    allow_effects: bool = False
    pythons: Sequence[str] = ()  # PATH for both, or OLD=PATH, NEW=PATH
    setup: str | None = None


Folders = Mapping[str, Path]


def folders_of(asked: Asked, here: Path, checkouts: Path) -> Folders:
    """Where each version is, set up; revisions are checked out in ``checkouts``.

    Raises `Refused`.
    """
    sides = ((OLD_SIDE, asked.old), (NEW_SIDE, asked.new))
    functions = [is_function(text) for _, text in sides]
    if any(functions):
        _refuse_mixed(asked, all(functions))
        return dict.fromkeys((OLD_SIDE, NEW_SIDE), here)
    found = {side: _folder_of(side, text, here, checkouts) for side, text in sides}
    for side, text in sides if asked.setup else ():
        _set_up(side, text, asked.setup or "", found[side], checkouts)
    return found


def versions_of(asked: Asked, here: Path, folders: Folders) -> tuple[Version, Version]:
    """Both, ready to be measured. Raises `Refused`."""
    pythons = _pythons(asked.pythons)
    old, new = (
        _version(side, text, asked, pythons.get(side), here, folders[side])
        for side, text in ((OLD_SIDE, asked.old), (NEW_SIDE, asked.new))
    )
    if asked.items == "-" or asked.items == ["-"]:  # standard input can be read once
        new = new._replace(request=new.request._replace(items=old.request.items))
    return old, new


def suite_versions(
    asked: Asked, here: Path, folders: Folders, size: str
) -> Iterator[tuple[str, tuple[Version, Version]]]:
    """Each workload of the suite that both have, or that was asked for, by name."""
    both = [{path.stem for path in Path(folder, "workloads").glob("[a-z]*.py")}
            for folder in folders.values()]  # fmt: skip
    known = sorted(set.intersection(*both) - NOT_OF_A_SUITE)
    names = asked.workload.split(",") if asked.workload else known
    for name in names:
        if name not in known:
            raise Refused(f"--workloads: got {name!r}, expected some of {', '.join(known) or '-'}.")
        file = f"workloads/{name}.py"
        one = asked._replace(workload=f"{file}:task", items=f"{file}:items")
        found = versions_of(one, here, folders)
        yield name, tuple(_of_size(version, size) for version in found)  # type: ignore[misc]


def _of_size(version: Version, size: str) -> Version:
    items = version.request.items._replace(arguments=(size,))
    return version._replace(request=version.request._replace(items=items))


def is_function(text: str) -> bool:
    """Whether this is ``FILE.py:FUNCTION`` or ``MODULE:FUNCTION``."""
    place, colon, name = text.replace("::", ":").rpartition(":")
    return bool(colon) and place != "" and name.replace(".", "").isidentifier()


def _refuse_mixed(asked: Asked, both: bool) -> None:
    if not both:
        raise Refused(
            f"OLD NEW: got {asked.old} and {asked.new}, expected two functions (FILE.py:FUNCTION), "
            "two folders, or two git revisions."
        )
    for option, value in (("--workload", asked.workload), ("--setup", asked.setup)):
        if value:
            raise Refused(
                f"{option}: OLD and NEW are functions already: leave it out, or name two folders "
                "or git revisions."
            )


def _version(
    side: str, text: str, asked: Asked, python: str | None, here: Path, folder: Path
) -> Version:
    workload, items, check = asked.workload or text, asked.items, asked.check
    if not is_function(text):
        if not asked.workload:
            raise Refused(
                "--workload FILE.py:FUNCTION: which function of these versions shall be measured?"
            )
        items, check = (_found(value, folder, here) for value in (items, check))
    try:
        request = make_request(
            workload,
            items,
            check,
            asked.item_limit,
            folder,
            side,
            asked.star,
            asked.allow_effects,
            None if python is None else _in_folder(python, folder),
        )
    except Refused as refused:
        raise Refused(f"{side} ({text}): {refused}") from refused
    return Version(side, text, request)


def _pythons(typed: Sequence[str]) -> Mapping[str, str]:
    """The interpreter of each side."""
    found: dict[str, str] = {}
    for one in typed:
        side, equals, path = one.partition("=")
        if equals and side in (OLD_SIDE, NEW_SIDE):
            found[side] = path
        else:
            found |= dict.fromkeys((OLD_SIDE, NEW_SIDE), one)
    return found


def _in_folder(python: str, folder: Path) -> str:
    """An interpreter that a version has itself, such as ``.venv/bin/python``; else as typed."""
    own = folder / python
    return os.path.abspath(own) if own.exists() else python  # noqa: PTH100 - a link stays one


def _found(value: str | Sequence[str] | None, folder: Path, here: Path) -> str | None:
    """``FILE.py:NAME`` from the version's folder; where it has no such file, from ``here``."""
    if value is not None and not isinstance(value, str):
        if len(value) > 1:
            raise Refused("--items: put a pattern of files in quotes, as each version has its own.")
        value = value[0]
    place = (value or "").replace("::", ":").rpartition(":")[0]
    outside = place.endswith((".py", NOTEBOOK)) and not (folder / place).exists()
    if value and outside and (here / place).exists():
        return str(here / value)
    return value


def _folder_of(side: str, text: str, here: Path, checkouts: Path) -> Path:
    """The folder of a version; a revision is checked out first."""
    folder = here / text
    if folder.is_dir():
        return folder.resolve()
    if shutil.which("git") is None:
        raise Refused(f"{side}: no folder {text!r} in {here}, and no git for a revision.")
    commit = _git(
        here, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}"
    )
    if commit is None:
        raise Refused(
            f"{side}: got {text!r}, expected FILE.py:FUNCTION, a folder, or a revision of the git "
            f"repository of {here}."
        )
    top, prefix = (_git(here, "rev-parse", what) for what in ("--show-toplevel", "--show-prefix"))
    # A clone and no worktree: nothing is written into the user's repository, whatever happens. Both
    # paths are equally long, as their length moves what a process has in memory.
    place = checkouts / side.lower()
    for words in (
        ("clone", "--quiet", "--shared", "--no-checkout", str(top), str(place)),
        ("-C", str(place), "checkout", "--quiet", "--detach", commit),
    ):
        done = _run_git(*words)
        if done.returncode:
            raise Refused(
                f"{side} ({text}): git {' '.join(words)} {how_it_ended(done.returncode)}: "
                f"{_last(done.stderr)}"
            )
    return place / (prefix or "")


def _git(folder: Path, *words: str) -> str | None:
    """What git says there; None where it fails."""
    done = _run_git("-C", str(folder), *words)
    return None if done.returncode else done.stdout.strip()


def _run_git(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - git


def _set_up(side: str, text: str, command: str, folder: Path, checkouts: Path) -> None:
    """What it starts is known by its environment, and ended with the measurement."""
    done = subprocess.run(  # noqa: S602 - what the user has typed
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, SIDE_VARIABLE: side.lower(), janitor.MARK: str(checkouts)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Refused(
            f"{side} ({text}): --setup ended with {done.returncode}: {_last(done.stdout)} (the "
            f"command: {command})"
        )


def _last(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else "it said nothing"
