"""Is what lightwork recommends as fast as the best choice? ``python -m studies.regret``

Promise: seconds of what is recommended over seconds of the best choice are at most 1 % above 1 in
the median and at most 8 % in 95 % of the runs, and no recommended script is more than 5 % slower
than the serial loop. For each job of `studies.regret.catalog`: runs of the command as a user starts
it (``--runs 3``), a run of the prototype to be beaten (`studies.regret.prototype`), then
``--turns 10`` turns of the independent check (`studies.regret.check`), in which every recommended
script and every usual choice is run once, in a fresh interpreter. How regret is computed:
`studies.regret.arithmetic`.

Each job is appended to ``--out``. ``--resume`` leaves out the jobs that are there; without it they
are measured again, and the newer record counts. ``--table FILE`` prints the table of a file again.
Exit status 1 if the promise is broken. Forecast for all jobs on two cores: about an hour.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from studies.regret import records
from studies.regret.catalog import JOBS, Job
from studies.regret.table import is_kept, lines_of


def chosen(names: str) -> list[Job]:
    """The jobs of these names, separated by commas; all if there are none."""
    wanted = [name for name in names.split(",") if name]
    known = {job.function: job for job in JOBS}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SystemExit(f"error: no job is called {', '.join(unknown)}. Jobs: {', '.join(known)}")
    return [known[name] for name in wanted] or list(JOBS)


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m studies.regret",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--jobs", default="", metavar="NAME,...", help="only these jobs")
    parser.add_argument("--turns", type=int, default=10, help="of the check: at least 2")
    parser.add_argument("--runs", type=int, default=3, help="of lightwork, for each job")
    parser.add_argument("--prototype-runs", type=int, default=1)
    parser.add_argument("--budget", type=float, default=6.0, help="the prototype's, in seconds")
    parser.add_argument("--seed", type=int, default=1, help="of the orders within the turns")
    parser.add_argument("--out", type=Path, default=Path("studies-regret.jsonl"))
    parser.add_argument("--resume", action="store_true", help="leave out what is in --out")
    parser.add_argument("--table", type=Path, metavar="FILE", help="print its table, no more")
    options = parser.parse_args(arguments)
    if options.turns < 2:
        parser.error("--turns: the best is chosen by one half of them: at least 2 are needed")
    if options.table and not options.table.is_file():
        parser.error(f"--table: {options.table} is not there")
    return options


def measure(options: argparse.Namespace) -> None:
    """Study the chosen jobs, one after the other, and keep each."""
    effort = records.Effort(
        options.turns, options.runs, options.prototype_runs, options.budget, options.seed
    )
    there = {one["job"] for one in records.read(options.out)} if options.resume else set()
    jobs = [job for job in chosen(options.jobs) if job.function not in there]
    for number, job in enumerate(jobs, 1):
        print(f"[{number}/{len(jobs)}] {job.function} ...", end="", flush=True)
        record = records.study(job, effort)
        records.append(options.out, record)
        print(f" {record['took']:.0f} s", flush=True)


def main() -> int:
    """Run the study, or read an earlier one; print its table."""
    options = parsed()
    if not options.table:
        measure(options)
    found = records.read(options.table or options.out)
    print("\n".join(lines_of(found)))
    return 0 if is_kept(found) else 1


if __name__ == "__main__":
    sys.exit(main())
