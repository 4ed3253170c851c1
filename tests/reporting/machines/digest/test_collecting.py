"""Many files: in order, each by itself, in several processes as in one."""

import os
import subprocess
import sys
from pathlib import Path

from lightwork.reporting.machines.digest.collect import (
    FEWEST_FILES,
    Read,
    collect,
    processes_for,
    read_digest,
    read_in_processes,
)
from lightwork.reporting.machines.digest.run_digest import RunDigest
from lightwork.reporting.read.errors import Problem
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.places import ROOT


def made_up_files(folder: Path, count: int) -> list[Path]:
    """Small runs of one plan, told apart by their ids."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    files = []
    for number in range(count):
        run["lightwork"]["run_id"] = f"run-{number}"
        files.append(save(run, folder, f"{number:04}.json"))
    return files


def test_processes_read_what_one_process_reads(tmp_path: Path) -> None:
    """The same digests in the order of the files; a broken one is refused, with its line."""
    files = made_up_files(tmp_path, 12)
    files[5].write_text("{")
    alone, together = collect(files, 1), collect(files, 2)
    for found in (alone, together):
        ids = [run.run_id for run in found.digests]
        assert ids == [f"run-{number}" for number in range(12) if number != 5]
        assert [str(files[5]) in str(one) for one in found.refused] == [True]
    for one, other in zip(alone.digests, together.digests, strict=True):
        assert list(one.cases.items()) == list(other.cases.items())
        assert dict(one.serial) == dict(other.serial)


def reads_or_dies(file: Path) -> Read:
    """As `read_digest`, but over one file the process dies, as when memory runs out."""
    if file.stem == "0003":
        os._exit(137)
    return read_digest(file)


def test_a_process_that_dies_takes_one_file_along(tmp_path: Path) -> None:
    """The file it died over is refused by name; all others are read, in order."""
    files = made_up_files(tmp_path, 8)
    found = list(read_in_processes(files, 2, reads_or_dies))
    died = found.pop(3)
    assert isinstance(died, Problem)
    assert died.file == files[3]
    assert "137" in died.got
    ids = [run.run_id for run in found if isinstance(run, RunDigest)]
    assert ids == [f"run-{number}" for number in range(8) if number != 3]


#: A caller's script that forgot its guard: each process that it starts would start it again.
UNGUARDED = """
import sys
from pathlib import Path
from lightwork.reporting.machines.digest.collect import collect
digests, refused = collect(sorted(Path(sys.argv[1]).glob("*.json")), 2)
print(*(run.run_id for run in digests), len(refused))
"""


def test_where_no_process_can_start_this_one_reads(tmp_path: Path) -> None:
    """Processes that die at birth are not started again and again, and no file is refused."""
    files = made_up_files(tmp_path, 4)
    script = tmp_path / "unguarded.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [*(f"run-{number}" for number in range(len(files))), "0"]
    assert done.stderr.count("Traceback") <= 3  # of the two that died, and of one more try


def test_what_runs_have_in_common_is_kept_once(tmp_path: Path) -> None:
    """Cases of the same plan, and the machine, are one object however many runs there are."""
    one, other = collect(made_up_files(tmp_path, 2), 1).digests
    assert all(key is theirs for key, theirs in zip(one.cases, other.cases, strict=True))
    assert all(case.case is key[1] for key, case in one.cases.items())
    assert one.machine is other.machine


def test_few_files_need_no_process() -> None:
    """Starting one takes longer than reading a handful; never more than there are files."""
    assert processes_for(1) == processes_for(FEWEST_FILES - 1) == 1
    assert 1 <= processes_for(10_000) <= 4
