"""``make interpreters``: one plan under several Pythons, here with fake ones that take no time."""

import io
import os
import platform
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from lightwork.commands import interpreters as command
from lightwork.measuring.pythons.detect import Mode, Unusable, ask, modes_of
from lightwork.measuring.pythons.environments import (
    NEEDED,
    WELCOME,
    Turn,
    environment_folder_name,
    environment_of,
    in_turns,
)
from tests.fixtures.checkout import ROOT
from tests.fixtures.fake_pythons import fake_python

#: In place of the report: notes which files it was given.
PLOT = """
import pathlib, sys
assert all(pathlib.Path(word).is_file() for word in sys.argv[1:])
pathlib.Path("reported").write_text(" ".join(sys.argv[1:]))
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of the checkout, and nothing of a user's own switches."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "plot.py").write_text(PLOT)
    (tmp_path / "constraints.txt").touch()
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "ENVIRONMENTS", tmp_path / ".venvs")
    monkeypatch.delenv("PYTHON_GIL", raising=False)
    monkeypatch.delenv("PYTHON_JIT", raising=False)
    return tmp_path


def run(checkout: Path, pythons: str, *words: str) -> tuple[int, str, list[str]]:
    """Exit code, what was printed, and what the fakes were asked for."""
    stdout = io.StringIO()
    code = command.main(["--pythons", pythons, *words], stdout)
    log = checkout / "log"
    asked = log.read_text().splitlines() if log.exists() else []
    return code, stdout.getvalue(), asked


def two_pythons(checkout: Path) -> list[str]:
    return [fake_python(checkout, name, version=f"3.14.{name}") for name in ("one", "two")]


def test_each_python_is_measured_and_all_runs_are_reported(checkout: Path) -> None:
    """The same options for each, one after the other; the report is given every saved file."""
    pythons = two_pythons(checkout)
    code, _, asked = run(checkout, " ".join(pythons), "--effort", "quick")
    assert code == 0
    assert asked == [
        "one venv",
        "two venv",
        "one GIL= JIT= --benchmark-autosave --effort",
        "two GIL= JIT= --benchmark-autosave --effort",
    ]
    assert len((checkout / "reported").read_text().split()) == 2


def test_a_free_threaded_build_is_measured_with_the_gil_on_and_off(checkout: Path) -> None:
    """So that what the build does and what the missing GIL does are two comparisons."""
    python = fake_python(checkout, "free", free_threaded=True)
    _, _, asked = run(checkout, python)
    assert [line.split()[1] for line in asked[1:]] == ["GIL=1", "GIL=0"]
    assert len((checkout / "reported").read_text().split()) == 2


def test_a_build_with_a_compiler_is_measured_without_and_with_it(checkout: Path) -> None:
    """And nothing is said to it of a GIL that it can't do without: it would not start."""
    _, _, asked = run(checkout, fake_python(checkout, "jit", jit=True))
    assert [line.split()[1:3] for line in asked[1:]] == [["GIL=", "JIT=0"], ["GIL=", "JIT=1"]]


def test_a_user_s_own_switch_reaches_none_of_them(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PYTHON_GIL=0 of the shell would keep the usual build from starting."""
    monkeypatch.setenv("PYTHON_GIL", "0")
    _, _, asked = run(checkout, fake_python(checkout, "usual"))
    assert asked[1].startswith("usual GIL= ")


def test_what_cannot_be_measured_is_one_line_and_the_others_run(checkout: Path) -> None:
    """Missing, too old, no Python at all: each with the reason, and again at the end."""
    good = fake_python(checkout, "good")
    old = fake_python(checkout, "old", version="3.9.1", new_enough=False)
    mute = fake_python(checkout, "mute", startup="echo no such version >&2; exit 127")
    code, printed, asked = run(checkout, f"no-such-python {old} {mute} {good} {good}")
    assert code == 0
    assert asked[-1].startswith("good GIL=")
    ending = printed.split("reports/plot.py")[1]
    assert "left out: no-such-python: not found here. Install it, or give its path" in ending
    assert f"left out: {old}: is CPython 3.9.1, expected 3.11 or newer" in ending
    assert f"left out: {mute}: no Python that answers: no such version" in ending


def test_the_same_python_by_two_names_is_measured_once(checkout: Path) -> None:
    """python3 is often python3.13: its runs would be pooled as repeats of the other's."""
    one = fake_python(checkout, "one")
    link = checkout / "other"
    link.symlink_to(one)
    _, printed, asked = run(checkout, f"{one} {link}")
    assert len(asked) == 2
    assert f"left out: {link}: the same as {one}" in printed


def test_two_that_a_saved_run_could_not_tell_apart_are_not_mixed(checkout: Path) -> None:
    """Of one version and build in two places the first is measured; other flags are another."""
    one, two = fake_python(checkout, "one"), fake_python(checkout, "two")
    three = fake_python(checkout, "three", flags="--with-lto --prefix=/x")
    _, printed, asked = run(checkout, f"{one} {two} {three}")
    assert [line.split()[0] for line in asked if "GIL=" in line] == ["one", "three"]
    assert f"left out: {two}: a saved run would not tell it" in printed


def test_a_switch_without_effect_is_not_measured_under_its_name(checkout: Path) -> None:
    """An interpreter that keeps its GIL whatever it is told."""
    python = fake_python(checkout, "stuck", free_threaded=True, startup="stuck=true")
    _, printed, asked = run(checkout, python)
    assert [line.split()[1] for line in asked[1:]] == ["GIL=1"]
    assert f"left out: {python} PYTHON_GIL=0: has no effect on this build" in printed


def test_a_run_that_fails_is_told_and_the_others_are_reported(checkout: Path) -> None:
    """The exit code says so, too; what it saved is in the report."""
    bad = fake_python(checkout, "bad", ends=1, version="3.13.0")
    good = fake_python(checkout, "good")
    code, printed, _ = run(checkout, f"{bad} {good}")
    assert code == 1
    assert f"{bad}: pytest ended with 1, 1 run saved" in printed
    assert len((checkout / "reported").read_text().split()) == 2


def test_nothing_to_measure_is_an_error(checkout: Path) -> None:
    """And no report is begun."""
    code, printed, _ = run(checkout, "no-such-python")
    assert code == 2
    assert "nothing was measured" in printed
    assert not (checkout / "reported").exists()


def test_without_a_wheel_of_numpy_the_rest_is_measured(checkout: Path) -> None:
    """One line says what is missing; the run goes on."""
    code, printed, asked = run(checkout, fake_python(checkout, "bare", numpy=False))
    assert code == 0
    assert len(asked) == 2
    assert "no wheel of numpy; measured without the work that needs it" in printed


def test_an_environment_is_kept_and_one_of_another_build_is_made_anew(checkout: Path) -> None:
    """A command may lead to another version than when the environment was made."""
    python = fake_python(checkout, "python3", version="3.13.0")
    for version, made in (("3.13.0", 1), ("3.13.0", 1), ("3.14.0", 2)):
        fake_python(checkout, "python3", version=version)
        environment_of(python, ask(python).build, checkout / "env", checkout)
        assert (checkout / "log").read_text().count("venv") == made


def test_an_environment_that_broke_off_is_made_anew(checkout: Path) -> None:
    """One that was interrupted has an interpreter, but no pip that answers."""
    python = fake_python(checkout, "python3")
    build = ask(python).build
    own, _ = environment_of(python, build, checkout / "env", checkout)
    own.write_text(own.read_text().replace("pip) ", "pip) exit 1; "))
    environment_of(python, build, checkout / "env", checkout)
    assert (checkout / "log").read_text().count("venv") == 2


#: The command as typed, in a folder in place of the checkout.
TYPED = """
import sys
from pathlib import Path
from lightwork.commands import front, interpreters
interpreters.ROOT = Path(sys.argv[1])
interpreters.ENVIRONMENTS = interpreters.ROOT / ".venvs"
front.main(["interpreters", "--pythons", *sys.argv[2:]])
"""
#: Shell that says which process it is, and would take a minute, as would what it has started.
HANGS = "echo $$ > {0}/began.new; mv {0}/began.new {0}/began; sleep 60; true"


def interrupted(checkout: Path, python: str, *, group: bool) -> tuple[int, str]:
    """Press Ctrl-C when something has begun to hang: exit code, and what stands on stderr."""
    process = subprocess.Popen(
        [sys.executable, "-c", TYPED, str(checkout), python],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    began = checkout / "began"
    wait_until(began.exists)
    (os.killpg if group else os.kill)(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    wait_until(lambda: is_gone(int(began.read_text())))
    return process.returncode, stderr


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Whether it runs no longer; who reaps it is not our affair."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.skipif(os.name != "posix", reason="interrupts a process group")
@pytest.mark.parametrize("group", [True, False], ids=["terminal", "kill"])
@pytest.mark.parametrize("moment", ["startup", "making", "report"])
def test_ctrl_c_ends_with_one_line(checkout: Path, moment: str, group: bool) -> None:
    """While a Python is asked, an environment is made, the page is drawn; nothing goes on."""
    hangs = HANGS.format(checkout)
    python = fake_python(checkout, "slow", **({} if moment == "report" else {moment: hangs}))
    if moment == "report":
        plot = f"import subprocess; subprocess.run({hangs!r}, shell=True)"
        (checkout / "reports" / "plot.py").write_text(plot)
    code, stderr = interrupted(checkout, python, group=group)
    assert code == 130
    assert stderr == "interrupted: finished runs are saved under .benchmarks/pythons\n"


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_ctrl_c_while_the_command_is_loaded_is_one_line() -> None:
    """What it imports takes a moment."""
    program = (
        "import importlib, signal\nfrom lightwork.commands import front\n"
        "importlib.import_module = lambda name: signal.raise_signal(signal.SIGINT)\n"
        "front.main(['interpreters'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


def test_turns_go_to_and_fro() -> None:
    """A host that slows down is not slow for the last of them alone."""
    one, two = (Turn(name, Path(name), Mode({}, True, False)) for name in ("one", "two"))
    assert in_turns([one, two], 3) == [one, two, two, one, one, two]


def test_both_switches_are_crossed() -> None:
    """A free-threaded build with a compiler has four modes."""
    build = ask(sys.executable).build._replace(free_threaded=True, jit_built=True)
    assert [mode.text for mode in modes_of(build)] == [
        "PYTHON_GIL=1 PYTHON_JIT=0", "PYTHON_GIL=1 PYTHON_JIT=1",
        "PYTHON_GIL=0 PYTHON_JIT=0", "PYTHON_GIL=0 PYTHON_JIT=1",
    ]  # fmt: skip


def test_a_real_python_is_asked() -> None:
    """The one that runs this test."""
    answer = ask(sys.executable)
    assert answer.build.version == platform.python_version()
    with pytest.raises(Unusable, match="not found here"):
        ask("/no/such/python")


def test_what_is_installed_is_what_the_project_names() -> None:
    """Every name is a dependency, and the measuring side needs no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name in (*NEEDED, *WELCOME):
        assert any(line.startswith(f"{name}>") for line in project["dependencies"]), name


def test_the_makefile_names_environments_alike() -> None:
    """`make bench PYTHON=X` and `make interpreters PYTHONS=X` share one environment."""
    assert environment_folder_name("python3.14t") == "python3.14t"
    assert environment_folder_name("/opt/py/bin/python3.14t") == "opt-py-bin-python3.14t"
    assert "$(patsubst -%,%,$(subst /,-,$(PYTHON)))" in (ROOT / "Makefile").read_text()
