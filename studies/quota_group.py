"""A control group with a CPU quota, to make a host as narrow as a container is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD_MICROSECONDS = 100_000


class NoQuota(Exception):
    """This system lets us make no such group; the text says why."""


@contextmanager
def quota_group(cores: float) -> Iterator[Path]:
    """A new control group with a quota, version 2 or 1; removed at the end. Raises `NoQuota`."""
    second = (ROOT / "cgroup.controllers").is_file()
    folder = (ROOT if second else ROOT / "cpu") / f"lightwork-study-{os.getpid()}"
    quota = int(cores * PERIOD_MICROSECONDS)
    try:
        folder.mkdir()
    except OSError as error:
        raise NoQuota(f"{folder} can't be made: {error.strerror}") from error
    try:
        if second:
            (folder / "cpu.max").write_text(f"{quota} {PERIOD_MICROSECONDS}")
        else:
            (folder / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
            (folder / "cpu.cfs_quota_us").write_text(str(quota))
        yield folder
    except OSError as error:
        raise NoQuota(f"no quota can be set in {folder}: {error.strerror}") from error
    finally:
        folder.rmdir()


def command_in(folder: Path, command: list[str]) -> list[str]:
    """The command, started in the group: the shell joins it and becomes the command."""
    return ["sh", "-c", f'echo $$ > {folder}/cgroup.procs && exec "$@"', "sh", *command]
