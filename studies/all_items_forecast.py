"""Does a call on all items come to what the report forecasts of it?

    python -m studies.all_items_forecast [--items 3000] [--pairs 9]

For three short functions (one that holds the GIL, one that does not, one that waits): a run of
``pytest benchmarks/ --workload ...`` as a user starts it, whose rounds have a part of the items;
the forecast of the report; then the code for its case in a fresh process, on all items, beside the
plain loop, in pairs. Kept is a forecast whose interval meets what is reached, or lies below it.
"""

import argparse
import os
import tempfile
from pathlib import Path

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.estimates.analysis import analyse
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.user_function import UserFunctionFacts
from lightwork.reporting.text.figures import times_between
from lightwork.reporting.text.names import name_of
from lightwork.reporting.user_function.all_items import AllItems, all_items, user_function_work
from lightwork.reporting.user_function.script import code_to_paste
from studies.own_function_promises import in_pairs, measured
from tests.fixtures.places import USER_FUNCTIONS

FUNCTIONS = ("spin", "digest", "nap")


def forecast_of(
    function: str, items: int, folder: Path
) -> tuple[AllItems | None, UserFunctionFacts]:
    """A run on the function, and what its report forecasts."""
    saved = measured(f"{USER_FUNCTIONS}/good.py:{function}", str(items), folder)
    analysis = analyse(read_run(saved))
    facts = analysis.run.own_function
    assert facts is not None
    work = user_function_work(analysis, facts)
    return (all_items(analysis, work, facts) if work is not None else None), facts


def reached(facts: UserFunctionFacts, case: Case, items: int, pairs: int, folder: Path) -> Estimate:
    """The speedup of the code for ``case`` over the plain loop, of all items."""
    setup = f"from good import {facts.attribute} as work\nitems = range({items})"
    return in_pairs(code_to_paste(facts, case), setup, items, pairs, folder, USER_FUNCTIONS)


def row(function: str, items: int, pairs: int) -> str:
    """Measure, forecast, run on all items: a row of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        forecast, facts = forecast_of(function, items, folder)
        if forecast is None:
            return f"| {function} | {facts.items.in_round:,} | none | nothing to reach | – |"
        got = reached(facts, forecast.case, items, pairs, folder)
    promised = f"{name_of(forecast.case, '')}: {times_between(forecast.speedup)}"
    met = "yes" if got.high >= forecast.speedup.low else "**no**"
    return f"| {function} | {facts.items.in_round:,} | {promised} | {times_between(got)} | {met} |"


def main() -> None:
    """Print a row for each function."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=3000)
    parser.add_argument("--pairs", type=int, default=9)
    arguments = parser.parse_args()
    print(f"| function, {arguments.items:,} items | in a round | forecast | reached | kept |")
    print("| --- | --- | --- | --- | --- |")
    for function in FUNCTIONS:
        print(row(function, arguments.items, arguments.pairs), flush=True)
    print(f"\nLoad {os.getloadavg()[0]:.1f} in the end.")


if __name__ == "__main__":
    main()
