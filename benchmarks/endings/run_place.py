"""Gives a run its own names on the host, so that what it leaves is known as its own.

Its id in the environment, for all processes that it starts; its id in the names of semaphores and
segments; and a temporary folder of its own, for what multiprocessing and engines put into files.
"""

import contextlib
import multiprocessing
import os
import shutil
import tempfile
from multiprocessing import util
from typing import Any

from benchmarks.endings.run_guard import short
from benchmarks.installed import lacks
from strategies import RUN_VARIABLE

#: The path of a socket has at most 107 bytes. Of these multiprocessing uses 32 for what it puts
#: below our folder (``pymp-…/listener-…``), Ray, where it is installed, 83 (its session's name,
#: ``sockets/plasma_store``).
LONGEST_FOLDER, LONGEST_FOR_RAY = 70, 24


class RunPlace:
    """The run's own names; `restore` gives back what was before."""

    def __init__(self, run_id: str, own_folder: bool) -> None:
        """``own_folder``: whether temporary files go to a folder that ends with the run.

        Not where a user's own code is measured: what it puts there is the user's.
        """
        self.folder = _make_folder(short(run_id)) if own_folder else ""
        self.owned = f"mh-{short(run_id)}-"  # what is in our names in /dev/shm
        self._before: dict[str, str | None] = {}
        self._tempdir = tempfile.tempdir
        self._set(RUN_VARIABLE, run_id)
        if self.folder:
            self._set("TMPDIR", self.folder)
            tempfile.tempdir = self.folder
        # By a private name, for want of a public one; processes hand it on to their children.
        self._settings: dict[str, Any] = getattr(multiprocessing.current_process(), "_config", {})
        self._prefix = self._settings.get("semprefix", "/mp")
        self._settings["semprefix"] = f"/mh-{short(run_id)}"

    def restore(self) -> None:
        """Undo it; the folder goes now, or as the interpreter ends."""
        self._settings["semprefix"] = self._prefix
        tempfile.tempdir = self._tempdir
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if str(self._settings.get("tempdir")).startswith(self.folder or "?"):
            # There multiprocessing has its own folder, which it removes at exit, priority -100.
            util.Finalize(None, remove_folder, (self.folder,), exitpriority=-101)
        else:
            remove_folder(self.folder)

    def _set(self, name: str, value: str) -> None:
        self._before[name] = os.environ.get(name)
        os.environ[name] = value


def remove_folder(folder: str) -> None:
    """Remove it, whatever is in it; an empty text is none."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _make_folder(name: str) -> str:
    """Make it, private; empty where there is no room, or its path would be too long for sockets."""
    with contextlib.suppress(OSError):
        folder = os.path.join(tempfile.gettempdir(), f"mh-{name}")  # noqa: PTH118 - a text
        longest = LONGEST_FOLDER if lacks(["ray"]) else LONGEST_FOR_RAY
        if len(os.fsencode(folder)) <= longest:
            os.mkdir(folder, 0o700)  # noqa: PTH102 - a text
            return folder
    return ""
