"""Is a call in a disposable process what a script of its own would take?

    python -m studies.faithful [--turns 15] [--jobs NAME,...]

In turns: a real script (a fresh interpreter, which imports the job, builds its items, then runs
the code that is shown to be pasted), and the same code in a fork of a launcher of its own, as a
race runs it. Eight functions of the regret study (many small objects, numpy, pandas, files), and
every workload of the suite but `empty`, which takes no time. Printed is the ratio of their seconds
with its 95 % interval, for each and for all; the promise is within 3 %, or the reason.
"""

import argparse
import math
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from lightwork.core.candidate import POOL, QUARTER, THREADS, Candidate
from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.scripts import Source, definitions, script
from lightwork.measuring.launcher.client import Launcher, PrivateFolder
from lightwork.measuring.launcher.requests import OK, CallRequest, LauncherJob
from lightwork.measuring.session.catalog import load_workloads
from lightwork.measuring.user_function.request import UserFunctionRequest, make_request
from studies.regret import catalog
from studies.regret.check import call, written
from studies.regret.scripts import LOOP

FUNCTIONS = (
    "score_text",  # many small objects
    "read_page",  # JSON
    "sales_by_shop",  # pandas
    "sorted_array",  # numpy, large answers
    "repack",  # large answers, pickle
    "hash_password",  # native, without the GIL
    "month_report",  # sqlite
    "read_sensor",  # waits
)
WORKLOADS = tuple(name for name in load_workloads() if name != "empty")
MECHANISMS = {
    LOOP: None,
    "threads": Candidate(THREADS, 2),
    "pool": Candidate(POOL, 2, "fork", QUARTER),
}
_WORKLOAD_FILE = """import sys

sys.path.append({root!r})
from workloads.{name} import items, task

ITEMS = items("medium")
"""


def jobs(folder: Path) -> Iterator[catalog.Job]:
    """The functions, then the suite's workloads as such."""
    for name in FUNCTIONS:
        yield next(job for job in catalog.JOBS if job.function == name)
    root = str(Path(__file__).resolve().parents[1])
    for name in WORKLOADS:
        path = folder / f"suite_{name}.py"
        path.write_text(_WORKLOAD_FILE.format(root=root, name=name), encoding="utf-8")
        yield catalog.Job(str(path), "task", "ITEMS")


def request_of(job: catalog.Job) -> UserFunctionRequest:
    """The same as it would be typed."""
    function, items = (f"{job.path}:{name}" for name in (job.function, job.items))
    return make_request(function, items, None, None, Path.cwd(), function)


def disposable(request: UserFunctionRequest, texts: tuple[str, str]) -> float:
    """Seconds of one call, by a launcher of its own. Raises RuntimeError where it fails."""
    with PrivateFolder() as folder, ExitStack() as stack:
        job = LauncherJob(request.function, request.items, None, folder)
        launcher = stack.enter_context(Launcher(job, 60.0))
        path = Path(folder, "script.py")
        path.write_text(texts[1], encoding="utf-8")
        outcome = launcher.call(CallRequest(texts[0], str(path), None, 60.0, keep=True))
    if outcome.status != OK:
        raise RuntimeError(f"{request.function.text}: {outcome.text}")
    return outcome.seconds


def compared(job: catalog.Job, turns: int) -> dict[str, tuple[list[float], float]]:
    """Disposable over real seconds of each turn by mechanism, and the real ones' median."""
    request, chance = request_of(job), random.Random(1)
    form = "called" if job.items.islower() else "value"
    module = request.function.module
    source = Source(module, job.function, module, job.items, form, 0, False, "fork")
    texts = {
        name: (definitions(source, one), script(source, one)) for name, one in MECHANISMS.items()
    }
    ratios: dict[str, list[float]] = {name: [] for name in MECHANISMS}
    real: dict[str, list[float]] = {name: [] for name in MECHANISMS}
    with tempfile.TemporaryDirectory() as folder:
        paths = written({name: text[1] for name, text in texts.items()}, job, Path(folder))
        for _ in range(turns):
            for name in chance.sample(list(MECHANISMS), len(MECHANISMS)):
                first = chance.random() < 0.5
                ours = disposable(request, texts[name]) if first else math.nan
                theirs = call(paths[name], job).seconds
                assert theirs is not None
                ours = ours if first else disposable(request, texts[name])
                ratios[name].append(ours / theirs)
                real[name].append(theirs)
    return {name: (ratios[name], median(real[name])) for name in MECHANISMS}


def interval_text(ratio: Estimate) -> str:
    """Median and 95 % interval."""
    return f"{ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}]"


def main() -> int:
    """Print a row for each job. 1 where one or all are shown to be off by more than 3 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--jobs", default="")
    options = parser.parse_args()
    wanted = {name for name in options.jobs.split(",") if name}
    every: dict[str, list[float]] = {name: [] for name in MECHANISMS}
    off = 0
    print("disposable process / script of its own, median [95 % interval] (script)")
    with tempfile.TemporaryDirectory() as place:
        for job in jobs(Path(place)):
            name = job.function if job.function != "task" else job.module
            if wanted and name not in wanted:
                continue
            cells = []
            for mechanism, (ratios, seconds) in compared(job, options.turns).items():
                every[mechanism] += ratios
                ratio = median_interval(ratios)
                off += is_off(ratio)
                cells.append(f"{mechanism} {interval_text(ratio)} ({1e3 * seconds:.1f} ms)")
            print(f"{name:<22}{'  '.join(cells)}", flush=True)
    pooled = {mechanism: median_interval(ratios) for mechanism, ratios in every.items()}
    print(f"{'all':<22}{'  '.join(f'{name} {interval_text(one)}' for name, one in pooled.items())}")
    return 1 if off or any(map(is_off, pooled.values())) else 0


def is_off(ratio: Estimate) -> bool:
    """Whether it is shown to be off by more than what is promised."""
    return ratio.low > 1.03 or ratio.high < 0.97


if __name__ == "__main__":
    sys.exit(main())
