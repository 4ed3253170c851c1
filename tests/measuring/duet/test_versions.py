"""OLD and NEW: functions, folders and revisions are found, set up, and gone afterwards."""

import subprocess
from pathlib import Path

import pytest

from lightwork.measuring.duet.versions import (
    Asked,
    Version,
    folders_of,
    is_function,
    suite_versions,
    versions_of,
)
from lightwork.measuring.launcher.targets import Refused

JOB = "ITEMS = [1, 2, 3]\n\n\ndef work(item):\n    return item * {factor}\n"


def asked(
    old: str, new: str, workload: str | None = None, items: str = "3", **more: object
) -> Asked:
    return Asked(old, new, workload, items, **more)  # type: ignore[arg-type]


def git(folder: Path, *words: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *author, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits of ``part/job.py``; the working tree has a third state."""
    place = tmp_path / "repository" / "part"
    place.mkdir(parents=True)
    git(place.parent, "init", "-q")
    for factor in (1, 2):
        (place / "job.py").write_text(JOB.format(factor=factor))
        git(place.parent, "add", ".")
        git(place.parent, "commit", "-qm", f"factor {factor}")
    (place / "job.py").write_text(JOB.format(factor=3))
    return place


def versions(request: Asked, here: Path, tmp_path: Path) -> tuple[Version, Version]:
    checkouts = tmp_path / "checkouts"
    checkouts.mkdir()
    return versions_of(request, here, folders_of(request, here, checkouts))


def test_two_functions(tmp_path: Path) -> None:
    """Each is a target of its own; items are those that were named for both."""
    for name, factor in (("a", 1), ("b", 2)):
        (tmp_path / f"{name}.py").write_text(JOB.format(factor=factor))
    old, new = versions(asked("a.py:work", "b.py:work", items="a.py:ITEMS"), tmp_path, tmp_path)
    assert (old.request.function.module, new.request.function.module) == ("a", "b")
    assert old.request.items.target == new.request.items.target


def test_two_revisions_are_checked_out_from_the_folder_one_is_in(
    repository: Path, tmp_path: Path
) -> None:
    """Each commit's file in a clone of its own; the user's repository is as it was."""
    request = asked("HEAD~1", "HEAD", "job.py:work", "job.py:ITEMS")
    old, new = versions(request, repository, tmp_path)
    texts = [Path(one.request.function.file).read_text() for one in (old, new)]
    assert texts == [JOB.format(factor=1), JOB.format(factor=2)]
    assert not (repository.parent / ".git" / "worktrees").exists()
    assert len({len(one.request.function.root) for one in (old, new)}) == 1


def test_a_revision_against_the_working_tree(repository: Path, tmp_path: Path) -> None:
    """A folder is measured as it is; items may be in a file that no revision has."""
    (repository / "list.py").write_text("ITEMS = [1]\n")
    old, new = versions(asked("HEAD", ".", "job.py:work", "list.py:ITEMS"), repository, tmp_path)
    assert Path(new.request.function.file).read_text() == JOB.format(factor=3)
    assert old.request.items.target is not None
    assert Path(old.request.items.target.file) == repository / "list.py"


def test_setup_runs_in_each_version(repository: Path, tmp_path: Path) -> None:
    """In its folder, and it knows which it is."""
    command = "echo $LIGHTWORK_VERSION > built"
    request = asked("HEAD~1", "HEAD", "job.py:work", setup=command)
    found = versions(request, repository, tmp_path)
    built = [Path(one.request.function.root, "built").read_text().strip() for one in found]
    assert built == ["old", "new"]


def test_an_interpreter_for_each(repository: Path, tmp_path: Path) -> None:
    """One that a version has itself is taken from its folder."""
    command = "mkdir bin && ln -s $(command -v python3) bin/python3"
    request = asked("HEAD~1", "HEAD", "job.py:work", setup=command, pythons=["NEW=bin/python3"])
    old, new = versions(request, repository, tmp_path)
    assert old.request.python == ""
    assert new.request.python == str(Path(new.request.function.root, "bin", "python3"))


def test_the_workloads_of_a_suite_that_both_have(tmp_path: Path) -> None:
    """Each by its task and the items of a size; one that nobody has is named."""
    for side in ("old", "new"):
        place = tmp_path / side / "workloads"
        place.mkdir(parents=True)
        (place / "__init__.py").touch()
        for name in ("fib", side, "empty"):
            (place / f"{name}.py").touch()
    request = asked("old", "new")
    folders = folders_of(request, tmp_path, tmp_path)
    ((name, pair),) = suite_versions(request, tmp_path, folders, "medium")
    assert name == "fib"
    assert {one.request.function.name for one in pair} == {"workloads.fib.task"}
    assert {one.request.items.arguments for one in pair} == {("medium",)}
    with pytest.raises(Refused, match="got 'fob', expected some of fib"):
        list(suite_versions(asked("old", "new", "fob"), tmp_path, folders, "medium"))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (asked("HEAD~1", "HEAD"), "--workload FILE.py:FUNCTION: which function"),
        (asked("nowhere", "HEAD", "job.py:work"), "OLD: got 'nowhere', expected FILE.py:FUNCTION"),
        (asked("--upload-pack=x", "HEAD", "job.py:work"), "OLD: got '--upload-pack=x'"),
        (asked("job.py:work", "HEAD", "job.py:work"), "expected two functions"),
        (
            asked("job.py:work", "job.py:work", "job.py:work"),
            "--workload: OLD and NEW are functions",
        ),
        (asked("HEAD~1", "HEAD", "gone.py:work"), "OLD (HEAD~1): OLD: no file 'gone.py'"),
        (asked("HEAD~1", "HEAD", "job.py:work", setup="echo no compiler; false"), "no compiler"),
        (asked("HEAD~1", "HEAD", "job.py:work", pythons=["gone"]), "no program 'gone'"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(
    request_: Asked, said: str, repository: Path, tmp_path: Path
) -> None:
    """It says which version, what was got, and what to do."""
    with pytest.raises(Refused) as refused:
        versions(request_, repository, tmp_path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *[(text, True) for text in ("a.py:work", "pkg.mod:f", "a.py::f")],
        *[(text, False) for text in ("HEAD~1", "v1.2", "../old", "origin/main")],
    ],
)
def test_a_function_is_told_from_a_folder_or_revision(text: str, is_one: bool) -> None:
    """By its colon."""
    assert is_function(text) is is_one
