"""What the textbooks say of threads, processes and sharing, checked by the numbers of one run."""

from benchmarks.intervals import quotient
from reports.analysis import Analysis
from reports.claim_findings import FAILS, HOLDS, Finding, compared, concluded
from reports.cost_selection import by_default, where
from reports.printed import Claim
from reports.sharing_claims import sharing_claims
from reports.speed_claims import speed_claims
from reports.wording import count, seconds


def check_claims(analysis: Analysis) -> tuple[Claim, ...]:
    """Every claim, told or not; nothing where the run has no case that could tell of any."""
    claims = (*speed_claims(analysis), *sharing_claims(analysis), _starting(analysis))
    if not any(claim.cases for claim in claims):
        return ()
    return (*claims, _cores(analysis))


def _starting(analysis: Analysis) -> Claim:
    """One of each, started and ended, from a parent that holds nothing more."""
    text = "a process starts slower than a thread"
    alone = where(analysis, "startup", workload="open_close", size="bare", workers=1)
    found = {one.case.strategy: one for one in by_default(analysis, alone)}
    process, thread = found.get("process"), found.get("threads")
    if process is None or thread is None:
        return concluded(text, (), "run the family startup")
    ratio = quotient(process.seconds, thread.seconds)
    words = f"{{}}, {seconds(process.seconds.value)} and {seconds(thread.seconds.value)}"
    cases = (process.case, thread.case)
    return concluded(text, [compared(words, ratio, process.case.start_method, cases)], "")


def _cores(analysis: Analysis) -> Claim:
    """The machine says it; there is no case to it."""
    machine = analysis.run.machine
    logical, usable = machine.logical_cores, machine.usable_cores
    words = f"{count(logical, 'logical core')}, {usable} usable"
    if machine.sustained_cores < usable:
        words += f", {machine.sustained_cores:.3g} in the long run"
    verdict = HOLDS if logical == machine.sustained_cores else FAILS
    return concluded("cpu_count() is what you may use", [Finding(verdict, words)], "")
