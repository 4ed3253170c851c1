"""The launcher: loads a user's file once, never calls its function, and forks for each call.

What it loads is part of the measurement: the file and what that imports. The launcher's own modules
are forgotten before (`_forget_modules`), but where all that calls need is loaded out of all clocks.
"""

import contextlib
import importlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NoReturn, cast

from lightwork.measuring.host.gil import gil_turned_on_by, without_gil_warning
from lightwork.measuring.launcher import wire
from lightwork.measuring.launcher.call import main_module, timed_call
from lightwork.measuring.launcher.descendants import (
    GRACE,
    adopt_orphans,
    die_with_parent,
    end_descendants,
)
from lightwork.measuring.launcher.faults import (
    CANNOT_START,
    Fault,
    FaultsAt,
    place_of,
    worker_error,
)
from lightwork.measuring.launcher.look import look, resident_bytes
from lightwork.measuring.launcher.memory import Populate, bytes_of, resident_runs
from lightwork.measuring.launcher.requests import (
    DIED,
    LATE,
    LAUNCHER_OUTPUT_FILE,
    MAIN_FILE,
    OPTIONAL,
    OUTPUT_FILE,
    RAISED,
    ApartRequest,
    CallOutcome,
    CallProgress,
    CallRequest,
    LauncherJob,
    Loaded,
    LookRequest,
    Lost,
    SharesRequest,
)
from lightwork.measuring.launcher.shares import share_blocks
from lightwork.measuring.launcher.side_effects import SideEffects
from lightwork.measuring.launcher.targets import Refused, adapted, load, take_items

#: Seconds between two looks at whether a call's process is still there.
_PAUSE = 0.1
#: Of what a call printed, so many bytes of its end travel home.
_MOST_OUTPUT = 4000
#: In the traceback of a worker that imports what it needs.
_STARTING = "in _main"
#: Seconds after which an import is given up that has started processes and computes nothing.
_IDLE_IMPORT = 2.0


def run(requests: int, replies: int, root: str, base: Collection[str]) -> NoReturn:
    """Serve until the other side says that it is done, or is gone.

    ``base``: the modules that Python had loaded before any of ours.
    """
    adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: _vanish())
    die_with_parent(signal.SIGTERM)  # also while the user's file is imported
    try:
        job: LauncherJob = wire.receive(requests)
    except wire.Closed:
        _vanish()
    script = str(Path(job.folder, MAIN_FILE))
    sys.modules["__main__"] = main_module(script)
    sys.argv[:] = [script]
    if root in sys.path:
        sys.path.remove(root)
    sys.path.insert(0, job.function.root)
    if not job.preload:
        _forget_modules(base)
    try:
        launcher = _Launcher(job, requests, replies)
        wire.send(replies, launcher.loaded)
        while (request := wire.receive(requests)) is not None:
            wire.send(replies, launcher.answer(request))
    except Fault as fault:
        wire.send(replies, {"fault": fault.facts})
    except Refused as refused:
        wire.send(replies, {"refused": str(refused)})
    except wire.Closed:
        _vanish()
    end_descendants(0)
    os._exit(0)


def _forget_modules(base: Collection[str]) -> None:
    """Let the user's file and the mechanisms import what they need themselves, as in a script.

    `multiprocessing` takes 13 ms to import where nothing else is loaded, and 3 ms where the
    launcher's own modules of the standard library are there (Python 3.11): a pool would look so
    much cheaper than it is. What is loaded already goes on working with its own copies.
    """
    for name in [*sys.modules]:
        if name not in base and name.partition(".")[0] != "lightwork":
            del sys.modules[name]


def _vanish() -> NoReturn:
    """The planning process is gone: leave no process; the janitor removes the folder."""
    end_descendants(0)
    os._exit(1)


def _start_method_in_use() -> str | None:
    """Of multiprocessing, where something has loaded it and chosen one."""
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is None:
        return None
    method: str | None = multiprocessing.get_start_method(allow_none=True)
    return method


def _about_python() -> tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
    """Its version, its start methods, the default one first, and what of `OPTIONAL` is there."""
    import importlib.util
    import multiprocessing

    methods = multiprocessing.get_all_start_methods()  # the platform's default comes first
    packages = [name for name in OPTIONAL if importlib.util.find_spec(name) is not None]
    return (*sys.version_info[:3],), (*methods,), (*packages,)


class _Launcher:
    """What is loaded, and the calls."""

    def __init__(self, job: LauncherJob, requests: int, replies: int) -> None:
        self._job = job
        self._pipes = requests, replies
        self._effects = SideEffects(str(Path(job.folder, "tmp"))) if job.watched else None
        for module in job.preload:
            importlib.import_module(module)
        self._import_cpu: float | None = None  # seconds, when the import's latest process began
        before, start = resident_bytes(), time.perf_counter()
        if self._effects is not None:
            self._effects.watched = True
            self._effects.on_fork = self._watch_import
        with FaultsAt("import"):
            self._loaded_function = load(job.function)
            self._function = adapted(self._loaded_function, job.star, job.gives)
        seconds, after = time.perf_counter() - start, resident_bytes()
        if self._effects is not None:
            self._effects.watched = False
            self._effects.on_fork = None
            if self._import_cpu is not None:
                signal.setitimer(signal.ITIMER_REAL, 0)
        with FaultsAt("items"):
            items = take_items(job.items)
        self._items = items.values
        with FaultsAt("check"):
            self._check = load(job.check) if job.check is not None else None
        runs = resident_runs()
        self._populate = Populate(runs)
        threading = sys.modules.get("threading")
        self.loaded = Loaded(
            seconds,
            max(0, after - before),
            bytes_of(runs),
            len(self._items),
            items.more,
            items.form,
            self._effects.take() if self._effects is not None else {},
            threading.active_count() - 1 if threading is not None else 0,
            _start_method_in_use(),
            *(_about_python() if job.watched else ()),
        )

    def _watch_import(self) -> None:
        """The import starts a process: see that it does not wait for that for ever.

        A worker that is forked amid an import, and needs something of the module, waits for its
        import to end, while that waits for the worker.
        """
        if hasattr(signal, "setitimer"):
            self._import_cpu = time.process_time()
            signal.signal(signal.SIGALRM, self._end_idle_import)
            signal.setitimer(signal.ITIMER_REAL, _IDLE_IMPORT)

    def _end_idle_import(self, _number: int, frame: Any) -> None:
        now = time.process_time()
        if now - (self._import_cpu or 0.0) > _IDLE_IMPORT / 4:
            self._watch_import()
            return
        frames = []
        while frame is not None:
            frames.append((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        place = place_of(frames[::-1])
        facts = {"where": "waits", "text": place, "place": place}
        wire.send(self._pipes[1], {"fault": facts})
        _vanish()

    def answer(self, request: Any) -> Any:
        """What came of a request. Raises `wire.Closed` where nobody waits for it any more."""
        if isinstance(request, CallRequest):
            return self._call(request)
        if isinstance(request, LookRequest):
            return self._look(request)
        if isinstance(request, ApartRequest):
            return self._ask(request)
        return self._shares(request)

    def _call(self, call: CallRequest) -> CallOutcome:
        which = call.which
        items = self._items if which is None else [self._items[place] for place in which]
        if call.part is not None:
            items = [items[place] for place in call.part]

        def timed() -> CallOutcome:
            return timed_call(call, self._function, items, self._check, self._job.folder)

        found = self._apart(timed, limit=call.limit)
        if isinstance(found, CallOutcome):
            return found if found.status != RAISED else self._with_worker_error(found)
        if not isinstance(found, Lost):
            return CallOutcome(DIED, fault=found.get("fault"), text=str(found))
        text = found.output or ("" if found.hung else f"its process ended with {found.code}")
        lost = CallOutcome(LATE if found.hung else DIED, text=text, left=found.left)
        return self._with_worker_error(lost)

    def _with_worker_error(self, outcome: CallOutcome) -> CallOutcome:
        """With what a worker process has said as it could not start, if that is what happened."""
        output = Path(self._job.folder, OUTPUT_FILE).read_bytes()[-_MOST_OUTPUT:]
        said = output.decode(errors="replace")
        error = worker_error(said) if _STARTING in said else None
        return outcome if error is None else outcome._replace(text=CANNOT_START + error)

    def _ask(self, request: ApartRequest) -> Any:
        def asked() -> Any:
            with FaultsAt("call"):
                function = getattr(importlib.import_module(request.module), request.function)
                return function(self._function, self._items, self._job.folder, *request.arguments)

        return self._apart(asked, limit=request.limit)

    def _look(self, request: LookRequest) -> Any:
        progress = CallProgress()
        effects = self._effects or SideEffects(str(Path(self._job.folder, "tmp")))

        def looked() -> Any:
            function = self._loaded_function
            return look(request, self._job, function, self._items, effects, progress)

        found = self._apart(looked, progress, step_limit=request.item_limit)
        if isinstance(found, Lost | dict):
            return found
        loading, calls = (
            Path(self._job.folder, name).read_text(errors="replace")
            for name in (LAUNCHER_OUTPUT_FILE, OUTPUT_FILE)
        )
        output = without_gil_warning(calls)
        return found._replace(
            printed=len(output.encode()),
            output=output[:200],
            gil_turned_on_by=gil_turned_on_by(loading + calls),
        )

    def _shares(self, request: SharesRequest) -> Any:
        items = [self._items[place] for place in request.which]
        with Path(self._job.folder, "progress").open("r+b") as file:
            progress = CallProgress(file.fileno())

        def blocks() -> Any:
            return share_blocks(request, self._function, items, progress)

        return self._apart(blocks, progress, step_limit=30.0, name_pid=True)

    def _apart(
        self,
        work: Callable[[], Any],
        progress: CallProgress | None = None,
        limit: float | None = None,
        step_limit: float | None = None,
        name_pid: bool = False,
    ) -> Any:
        """What ``work`` gives in a process of its own; `Lost` where that gave nothing.

        It answers by a named pipe, which it opens when it is done: a call has no file open that a
        script has not. The 64th one that a process with threads opens costs it some 8 ms, as the
        kernel then makes its table of files larger; 30 threads with sockets took 29 ms so, and 19
        in a script.
        """
        reply = Path(self._job.folder, f"reply-{os.getpid()}")
        if not reply.exists():
            os.mkfifo(reply)
        inlet = os.open(reply, os.O_RDONLY | os.O_NONBLOCK)
        pid = os.fork() if self._job.fork else -1
        if pid <= 0:
            try:
                self._disposable(work, inlet, reply, forked=pid == 0)
            finally:  # whatever goes wrong here: a call's process never serves
                sys.excepthook(*cast("Any", sys.exc_info()))
                os._exit(1)
        if name_pid:
            wire.send(self._pipes[1], pid)
        try:
            return self._outcome(pid, inlet, progress, limit, step_limit)
        finally:
            os.close(inlet)

    def _disposable(
        self, work: Callable[[], Any], inlet: int, reply: Path, forked: bool
    ) -> NoReturn:
        """The call's process: run, answer, end. Not forked, it is the launcher's own."""
        os.close(inlet)
        if forked:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            die_with_parent(signal.SIGKILL)
            os.setpgid(0, 0)
            for pipe in self._pipes:
                os.close(pipe)
        output = os.open(Path(self._job.folder, OUTPUT_FILE), os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(output, stream)
        os.close(output)
        if forked:
            self._populate()
        try:
            answer = work()
        except Fault as fault:
            answer = {"fault": fault.facts}
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        with contextlib.suppress(wire.Closed):
            wire.send(os.open(reply, os.O_WRONLY) if forked else self._pipes[1], answer)
        if not forked:
            end_descendants(GRACE)
        os._exit(0)

    def _outcome(
        self,
        pid: int,
        inlet: int,
        progress: CallProgress | None,
        limit: float | None,
        step_limit: float | None,
    ) -> Any:
        began = stepped = time.monotonic()
        steps, status = -1, None
        while True:
            ready = select.select([inlet, self._pipes[0]], [], [], _PAUSE)[0]
            now = time.monotonic()
            if inlet in ready:
                with contextlib.suppress(wire.Closed, wire.TooLate):  # it died amid its answer
                    answer = wire.receive(inlet, limit or step_limit)
                    if status is None:
                        os.waitpid(pid, 0)
                    left = end_descendants(GRACE)
                    tells = hasattr(answer, "left")
                    return answer._replace(left=tuple(left)) if tells else answer
            if self._pipes[0] in ready:
                raise wire.Closed  # nobody asks anything while a call runs
            if progress is not None and progress.read().steps != steps:
                steps, stepped = progress.read().steps, now
            late = limit is not None and now - began > limit
            hung = step_limit is not None and now - stepped > step_limit
            if status is not None or late or hung:
                return self._lost(pid, status, progress)
            ended, code = os.waitpid(pid, os.WNOHANG)
            status = code if ended else None  # what it said just before is looked at once more

    def _lost(self, pid: int, status: int | None, progress: CallProgress | None) -> Lost:
        """End what a call has left that gave no answer."""
        if status is None:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        left = end_descendants(0)
        output = Path(self._job.folder, OUTPUT_FILE).read_bytes()[-_MOST_OUTPUT:]
        code = 0 if status is None else os.waitstatus_to_exitcode(status)
        item = progress.read().item if progress is not None else -1
        text = output.decode(errors="replace")
        return Lost(status is None, code, item, text, tuple(left))
