"""Files spoilt at random: the short form of ``python -m studies.fuzz_reading``."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightwork.reporting.estimates.analysis import analyse
from lightwork.reporting.output.files import run_summary
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.mutations import EXAMPLES, WAYS, originals, settled
from tests.fixtures.places import ROOT

RUNS = originals()


def spoilt_file(folder: Path, way: str, seed: int) -> Path:
    chance = random.Random(seed)
    one = WAYS[way](chance.choice(RUNS), chance)
    file = folder / f"x{one.suffix}"
    file.write_bytes(one.content)
    return file


@EXAMPLES
@pytest.mark.parametrize("way", WAYS)
def test_any_file_is_read_or_refused(way: str, tmp_path_factory: Any, examples: int) -> None:
    """Nothing but `Unreadable` is raised, with one line; nothing appears beside the file."""
    folder = tmp_path_factory.mktemp("spoilt")

    @settled(examples)
    @given(seed=st.integers(0, 2**32))
    def check(seed: int) -> None:
        file = spoilt_file(folder, way, seed)
        try:
            read_run(file)
        except Unreadable as error:
            assert len(str(error).splitlines()) == 1  # noqa: PT017 - either way is right
        assert {path.name for path in folder.iterdir()} <= {"x.json", "x.lightwork.zip"}

    check()


def test_what_is_read_can_be_judged(tmp_path: Path) -> None:
    """Odd cases, rounds, kinds, cores and seconds break neither numbers nor words."""

    @settled(25)
    @given(seed=st.integers(0, 2**32))
    def check(seed: int) -> None:
        try:
            run = read_run(spoilt_file(tmp_path, "odd but right", seed))
        except Unreadable:
            return
        analysis = analyse(run)
        verdict = build_verdict(analysis)
        said = [*verdict_lines(verdict), *run_summary(analysis, verdict).splitlines()]
        assert all(line.isprintable() for line in said)

    check()


@pytest.mark.parametrize(
    ("deed", "heard"),
    [
        ("open(outside, 'w')", True),
        ("open(outside, 'a')", True),
        ("pathlib.Path(outside).mkdir()", True),
        ("os.rename(inside, outside)", True),
        ("open(inside + '/../../outside', 'w')", True),
        ("subprocess.run(['true'])", True),
        ("open(outside)", False),
        ("open(inside + '/x', 'w')", False),
    ],
)
def test_the_study_hears_what_is_written_elsewhere(deed: str, heard: bool, tmp_path: Path) -> None:
    """Its guard: a write outside of the folder, or a process, is noted; within, it is not."""
    (tmp_path / "in").mkdir()
    program = (
        "import os, pathlib, subprocess, sys; from studies.fuzz_reading import Guard;"
        f"inside, outside = {str(tmp_path / 'in')!r}, {str(tmp_path / 'out')!r}; guard = Guard();"
        "guard.allowed = pathlib.Path(inside).resolve()\n"
        f"try: {deed}\nexcept OSError: pass\n"
        "guard.allowed = None; print(len(guard.strays))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout.strip() != "0") is heard
