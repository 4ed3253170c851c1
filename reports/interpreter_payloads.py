"""What it costs to carry a payload to another interpreter: shared, or pickled for it."""

from collections.abc import Iterator

from benchmarks.intervals import overlap, quotient
from reports.analysis import Analysis
from reports.cost_figures import entry
from reports.cost_selection import channel
from reports.costs import CostResult
from reports.printed import CostLine
from reports.wording import payload, times_between

INTERPRETER, PIPE = "interpreter_call", "pipe"
#: Class of payload -> how it crosses.
CROSSING = {"bytes": "bytes, shared", "dicts": "a dict of lists, pickled"}


def interpreter_lines(analysis: Analysis) -> Iterator[CostLine]:
    """The largest payload of which both classes were carried, beside a pipe to a process."""
    curves = {carried: channel(analysis, carried, INTERPRETER) for carried in CROSSING}
    sizes = set.intersection(*(set(curve) for curve in curves.values()))
    if not sizes:
        return
    size = max(sizes)
    told = {carried: curve[size] for carried, curve in curves.items()}
    entries = [
        entry(words, told[carried].seconds, brief=False) for carried, words in CROSSING.items()
    ]
    for carried, words in CROSSING.items():
        piped = channel(analysis, carried, PIPE).get(size)
        if piped is not None:
            name = words.partition(",")[0]
            entries.append(entry(f"{name}, by pipe to a process", piped.seconds, brief=False))
    yield CostLine(
        f"{payload(size)} to an interpreter",
        "one way, all in all, argument or result of a call",
        tuple(entries),
        _compared(told["bytes"], told["dicts"]),
    )


def _compared(shared: CostResult, pickled: CostResult) -> str:
    if overlap(shared.seconds, pickled.seconds):
        return "what is shared can't be told from what is pickled"
    ratio = quotient(pickled.seconds, shared.seconds)
    return f"what is pickled takes {times_between(ratio)} as long as what is shared"
