"""What cannot be undone is stopped before it happens; what a function changes is seen."""

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from lightwork.measuring.launcher.side_effects import (
    CHANGES_FILES,
    CONNECTS,
    DatabaseFiles,
    ModuleState,
    Prevented,
    SideEffects,
    copy_of,
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of the user's, beside a folder for temporary ones."""
    (tmp_path / "tmp").mkdir()
    path = tmp_path / "order.txt"
    path.write_text("1 2 3")
    return path


def in_a_child(work: Callable[..., Any], *arguments: Any) -> Any:
    """What ``work`` gives in a process of its own: a hook cannot be taken away again."""
    with get_context("fork").Pool(1) as pool:
        return pool.apply(work, arguments)


def guarded(action: Callable[[Path], object], old: Path) -> tuple[str, str] | None:
    effects = SideEffects(str(old.parent / "tmp"))
    effects.watched = effects.guarded = True
    try:
        action(old)
    except Prevented:
        pass
    finally:
        effects.watched = effects.guarded = False
    return effects.prevented


def remove(path: Path) -> None:
    path.unlink()


def swallow(path: Path) -> None:
    try:  # noqa: SIM105
        path.unlink()
    except:  # noqa: E722, S110 - users write so
        pass


def rename(path: Path) -> None:
    path.rename(path.with_suffix(".done"))


def rewrite(path: Path) -> None:
    path.write_text("gone")


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("more")


def truncate(path: Path) -> None:
    os.truncate(path, 0)


def replace_by_own(path: Path) -> None:
    new = path.with_suffix(".new")
    new.write_text("new")
    new.replace(path)


def open_low_level(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY))


@pytest.mark.parametrize(
    "action", [remove, swallow, rename, rewrite, append, truncate, replace_by_own, open_low_level]
)
def test_a_file_that_was_there_before_is_not_touched(
    action: Callable[[Path], None], old: Path
) -> None:
    """The call is stopped before it changes it, and the file is what it was."""
    assert in_a_child(guarded, action, old) == (CHANGES_FILES, str(old))
    assert old.read_text() == "1 2 3"


def make_and_remove(path: Path) -> None:
    own = path.with_suffix(".own")
    own.write_text("mine")
    with own.open("a") as file:
        file.write("more")
    own.rename(path.with_suffix(".other"))
    path.with_suffix(".other").unlink()


def use_temporary_files(path: Path) -> None:
    import tempfile

    with tempfile.TemporaryDirectory(dir=path.parent / "tmp") as folder:
        Path(folder, "a").write_text("a")
        Path(folder, "b").mkdir()
        Path(folder, "b", "c").write_text("c")


def read(path: Path) -> None:
    path.read_text()
    Path(os.devnull).open("w").close()


def compile_a_module(path: Path) -> None:
    import py_compile

    (path.parent / "module.py").write_text("x = 1")
    for _ in range(2):  # the second replaces what the first has written, as of an older file
        py_compile.compile(str(path.parent / "module.py"))


def write_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_suffix(".fifo"))
    reader = os.open(path.with_suffix(".fifo"), os.O_RDONLY | os.O_NONBLOCK)
    path.with_suffix(".fifo").open("w").close()
    os.close(reader)


def talk_at_home(path: Path) -> None:  # noqa: ARG001 - all actions have it
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize(
    "action",
    [
        *(make_and_remove, use_temporary_files, read, compile_a_module, write_to_a_pipe),
        talk_at_home,
    ],
)
def test_what_can_be_done_again_goes_on(action: Callable[[Path], None], old: Path) -> None:
    """Own files, temporary ones, reading, and connections to this host."""
    assert in_a_child(guarded, action, old) is None


def ask_another_host(path: Path) -> None:  # noqa: ARG001 - all actions have it
    with socket.socket() as one:
        one.settimeout(0.1)
        one.connect(("192.0.2.1", 9))  # RFC 5737: nobody's


def test_other_hosts_are_not_asked(old: Path) -> None:
    """The connection is not tried."""
    assert in_a_child(guarded, ask_another_host, old) == (CONNECTS, "192.0.2.1:9")


def database_changes(path: str, statement: str) -> bool:
    effects = SideEffects("/nowhere")
    effects.watched = True
    connection = sqlite3.connect(path)
    files = DatabaseFiles(effects)
    connection.execute(statement)
    connection.commit()
    return files.changed() is not None


@pytest.mark.parametrize(
    ("statement", "changes"),
    [("insert into sales values (1)", True), ("select * from sales", False)],
)
def test_a_row_that_is_inserted_is_seen(statement: str, changes: bool, tmp_path: Path) -> None:
    """Though SQLite writes without telling Python; reading changes nothing."""
    path = str(tmp_path / "sales.db")
    with sqlite3.connect(path) as connection:
        connection.execute("create table sales (shop integer)")
    assert in_a_child(database_changes, path, statement) is changes


TOTALS: dict[int, int] = {}


def collect(number: int) -> None:
    TOTALS[number] = number


@pytest.fixture
def _empty_totals() -> Iterator[None]:
    yield
    TOTALS.clear()


@pytest.mark.usefixtures("_empty_totals")
def test_globals_that_calls_change_are_named() -> None:
    """By the names that they have in the function's module; one that they leave is not."""
    state = ModuleState(collect)
    assert state.changed() == ()
    collect(3)
    assert state.changed() == ("TOTALS",)


def test_copies_are_made_of_what_can_change_alone() -> None:
    """Not of numbers and texts, nor of what pickle does not carry."""
    held = [1, [2]]
    copy = copy_of(held)
    assert copy is not None
    held[1].append(3)  # type: ignore[union-attr]
    assert copy[0] == [1, [2]]
    assert [copy_of(one) for one in (3, "x", None, lambda: 0, bytes(2**23))] == [None] * 5
