"""Write the golden texts anew from the golden run: ``python -m tests.golden``.

``run.json`` is a small made-up run and stays as it is; ``python -m tests.golden --run`` makes it
anew too, which is only needed when the saved file's schema changes. Read the difference before
committing it: these texts are what users see.
"""

import json
import sys
from pathlib import Path

from lightwork.reporting.estimates.analysis import analyse
from lightwork.reporting.output.files import estimates_table, run_summary
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.read.run import read_run
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import in_blocks, made_up_run

FOLDER = Path(__file__).parent
RUN = FOLDER / "run.json"


def golden_texts() -> dict[str, str]:
    """File name -> what the report makes of the golden run today."""
    analysis = analyse(read_run(RUN))
    verdict = build_verdict(analysis)
    return {
        "verdict.txt": "\n".join(verdict_lines(verdict)) + "\n",
        "verdict_full.txt": "\n".join(verdict_lines(verdict, full=True)) + "\n",
        "summary.md": run_summary(analysis, verdict),
        "estimates.csv": estimates_table(analysis).to_csv(index=False, lineterminator="\n"),
    }


def make_run() -> None:
    """Four kinds of work, five strategies, seven blocks; disturbed and void ones among them."""
    run = made_up_run(
        4,
        workloads=["fib", "hash_chain", "sleep", "empty"],
        strategies=["threads", "thread_pool", "pool", "process", "manager"],
        rounds=7,
        seed=2,
        physical=2,
        label="golden host",
    )
    in_blocks(run)
    run["benchmarks"][1]["extra_info"]["disturbed"][3] = True
    run["benchmarks"][5]["extra_info"]["void"] = "started by fork, not by spawn"
    RUN.write_text(json.dumps(run) + "\n")


if __name__ == "__main__":
    if "--run" in sys.argv:
        make_run()
    for name, text in golden_texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
