"""What docs/security.md says is trusted, and that nothing else is."""

import ast
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.checkout import LITTLE, ROOT, Checkout, copy_to

#: What could execute a file that is read, or send it somewhere.
EXECUTES = {"marshal", "pickle", "shelve", "dill", "cloudpickle", "runpy", "code", "yaml"}
CONNECTS = {
    "ftplib",
    "http",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "urllib.request",
    "webbrowser",
}
STARTS = {"ctypes", "pty", "subprocess"}
Watched = tuple[Checkout, list[list[str]]]  # event, what
CALLS = {"eval", "exec", "compile", "__import__"}
#: A plug-in for pytest that notes where a run connects and what it writes; forks inherit it.
WATCH = """
import os, sys
from pathlib import Path

NOTES = Path(os.environ["WATCH_NOTES"])
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

def note(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo"):
        write(event, str(arguments[1] if event != "socket.getaddrinfo" else arguments[0]))
    elif event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & WRITES:
        write(event, os.path.abspath(os.fsdecode(arguments[0])))

def write(event, what):
    if what != str(NOTES):
        with NOTES.open("a") as file:
            file.write(f"{event}\\t{what!r}\\n")

sys.addaudithook(note)
"""


def imported(path: Path) -> Iterator[str]:
    """Modules that a file imports, anywhere in it, and the names that it calls."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield f"{node.func.id}()"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f"{ast.unparse(node.func)}()"


def test_what_reads_foreign_files_can_neither_execute_nor_send_them() -> None:
    """No module of the report unpickles, evaluates, starts a program or opens a connection."""
    forbidden = EXECUTES | CONNECTS | STARTS | {f"{name}()" for name in CALLS | {"os.system"}}
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "reports").rglob("*.py")
        for name in imported(path)
        if name in forbidden or name.split(".")[0] in forbidden
    }
    assert found == set()


def test_who_connects_to_a_manager_must_know_a_key_of_this_run() -> None:
    """The key is drawn anew in each process tree, and long enough not to be guessed."""
    assert len(multiprocessing.current_process().authkey) >= 16


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A small run with everything that shares, and what it connected to and wrote."""
    folder = tmp_path_factory.mktemp("watched")
    checkout = copy_to(folder / "suite")
    (checkout.folder / "watch.py").write_text(WATCH)
    notes = folder / "notes"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WATCH_NOTES", str(notes))
        patch.setenv("PYTHONPATH", str(checkout.folder))
        patch.setenv("TMPDIR", str(folder))
        done = checkout.pytest("-p", "watch", "--benchmark-autosave", *LITTLE)
    assert done.returncode == 0, done.stdout
    return checkout, [line.split("\t") for line in notes.read_text().splitlines()]


def test_a_run_asks_no_network(watched: Watched) -> None:
    """It looks up no name; what it connects to is a socket of this host."""
    _, notes = watched
    asked = [what for event, what in notes if event != "open"]
    assert [what for event, what in notes if event == "socket.getaddrinfo"] == []
    assert [what for what in asked if ast.literal_eval(what)[:1] not in ("/", "\0", "b")] == []


def test_a_run_writes_where_it_may(watched: Watched) -> None:
    """Into its storage and its temporary folders, and what Python keeps beside the sources."""
    checkout, notes = watched
    allowed = (str(checkout.folder), str(checkout.folder.parent), "/dev/", "/proc/self/")
    written = {ast.literal_eval(what) for event, what in notes if event == "open"}
    assert {path for path in written if not path.startswith(allowed)} == set()
    assert any(".jsonl" in path for path in written)  # the journal: so we do see


def test_folders_for_a_moment_have_no_name_that_others_could_take() -> None:
    """They are made by what makes folders that only their owner can enter."""
    for path in (*(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "lightwork").rglob("*.py")):
        assert "tempfile.mktemp(" not in path.read_text(), path
