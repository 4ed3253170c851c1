"""Where rounds were added because a verdict hung on them, and what stays open all the same."""

from benchmarks.record import STOPPED
from reports.saved import SavedCase, SavedRun
from reports.wording import count

#: Why the rounds of a case ended though a verdict hangs on an interval wider than asked for.
OPEN = ("most rounds", "budget")
assert set(OPEN) <= set(STOPPED)


def is_open(case: SavedCase) -> bool:
    """Whether a verdict hangs on an interval that is wider than was asked for."""
    return not case.void and case.stopped in OPEN


def stopping_words(run: SavedRun) -> str:
    """In how many cases rounds were added, and where they did not do; "" for older files."""
    if run.precision is None:
        return ""
    added = sum(case.added_rounds > 0 for case in run.cases)
    whole = count(len(run.cases), "case")
    words = f"rounds were added to {added or 'none'} of {whole}"
    stay = [case for case in run.cases if is_open(case)]
    wanted = f"±{run.precision:g} %"
    if not stay:
        return f"{words}; no verdict hangs on an interval wider than {wanted}"
    words += f"; in {len(stay)} a verdict hangs on an interval wider than {wanted}"
    short = sum(case.stopped == "budget" for case in stay)
    return words + (f", {short} of them for lack of time" if short else "")
