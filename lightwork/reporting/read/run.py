"""One saved file, read and checked: a `SavedRun`, or `Unreadable` with one line."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar

from lightwork.core.checksums import FIGURES_KEY, figures_sum
from lightwork.core.record import FLOORS_KEY, RESUMED_KEY, SCHEMA, SCHEMAS, Case, is_ours, run_key
from lightwork.reporting.read.case import read_case
from lightwork.reporting.read.errors import Unreadable, quoted
from lightwork.reporting.read.journal import JOURNAL_KEY, saved_form
from lightwork.reporting.read.load import (
    MOST_VALUES,
    OTHER_TOOL,
    content_of,
    parsed,
    parsed_quickly,
)
from lightwork.reporting.read.saved_run import (
    Commit,
    Continued,
    Floors,
    JournalFacts,
    Machine,
    Python,
    SavedCase,
    SavedCluster,
    SavedRun,
    Skipped,
)
from lightwork.reporting.read.schema import SavedPart
from lightwork.reporting.read.user_function import read_user_function
from lightwork.reporting.read.value_kinds import MOMENT, TEXT

#: Five times what a thorough run on 192 cores plans.
MOST_SAVED_CASES = 5_000
MOST_SKIPPED = 10_000
#: Times that one run is continued.
MOST_CONTINUED = 1_000
#: Traced tasks of all cases: 112 bytes each, made of 4 bytes of text.
MOST_SPANS = 1_000_000
#: Words of a command line.
MOST_COMMAND_WORDS = 1_000
#: How a free-threaded CPython is configured: PEP 703.
FREE_THREADED_FLAG = "--disable-gil"


def read_run(file: Path) -> SavedRun:
    """Read one saved file or pack. Raises `Unreadable` for everything that is wrong with it."""
    content = saved_form(file, content_of(file))
    values = parsed_quickly(content)
    if values is not None:
        # What is wrong with a file, only the standard library's values can tell.
        with suppress(Unreadable):
            return checked_run(file, values)
    del values  # before there are others as large
    return checked_run(file, parsed(file, content))


def checked_run(file: Path, values: object) -> SavedRun:
    """The run of a saved file's values. Raises `Unreadable`, which names ``file``."""
    whole = SavedPart(file, "", values)
    ours = _own_part(whole)
    benchmarks = whole.parts("benchmarks", MOST_SAVED_CASES)
    own = [part for part in benchmarks if is_ours(part.values)]
    has_sum = check_figures(whole, ours)  # first: damage shows in what is read below, too
    resumed = ours.parts(RESUMED_KEY, MOST_CONTINUED) if ours.has(RESUMED_KEY) else []
    return ours.shaped(
        SavedRun,
        file=file,
        command=tuple(ours.each("command", TEXT, MOST_COMMAND_WORDS)),
        saved_at=whole.take("datetime", MOMENT),
        skipped=tuple(part.shaped(Skipped) for part in ours.parts("skipped", MOST_SKIPPED)),
        machine=whole.part("machine_info").part("machine").shaped(Machine),
        python=_python(whole.part("machine_info").part("python")),
        cases=_cases(own),
        foreign_benchmarks=len(benchmarks) - len(own),
        # What pytest-benchmark says of the checkout; the keys differ between its versions.
        commit=whole.part("commit_info").shaped(Commit) if whole.has("commit_info") else None,
        own_function=read_user_function(ours),
        continued=tuple(part.shaped(Continued) for part in resumed),
        journal=ours.part(JOURNAL_KEY).shaped(JournalFacts) if ours.has(JOURNAL_KEY) else None,
        cluster=ours.part("cluster").shaped(SavedCluster) if ours.has("cluster") else None,
        floors=ours.part(FLOORS_KEY).shaped(Floors) if ours.has(FLOORS_KEY) else Floors(),
        has_sum=has_sum,
    )


def _own_part(whole: SavedPart) -> SavedPart:
    """What the file says of the run as a whole, if it is of the schema that is read here."""
    key = run_key(whole.values)
    if key not in whole.values:
        whole.refuse(key, "nothing", f"a run of schema {SCHEMA}", OTHER_TOOL)
    ours = whole.part(key)
    schema = ours.values.get("schema")
    if schema not in SCHEMAS or isinstance(schema, bool):
        remedy = "Read it with the version of the suite that saved it, or measure again."
        ours.refuse("schema", quoted(schema), " or ".join(map(str, SCHEMAS)), remedy)
    return ours


def _python(part: SavedPart) -> Python:
    read = part.shaped(Python)
    # Older files tell the build by its flags only, where they are known.
    told = part.has("free_threaded")
    free = read.free_threaded if told else not read.gil or FREE_THREADED_FLAG in read.build_flags
    return read._replace(free_threaded=free)


def _cases(parts: list[SavedPart]) -> tuple[SavedCase, ...]:
    seen: dict[tuple[str, Case], str] = {}
    cases = []
    spans = 0
    for part in parts:
        case = read_case(part)
        first = seen.setdefault((case.family, case.case), part.where)
        if first != part.where:
            part.refuse("params", f"the same case as {first}", "each case once")
        cases.append(case)
        workers = case.timeline.workers if case.timeline is not None else ()
        spans += sum(len(worker.spans) for worker in workers)
        if spans > MOST_SPANS:
            part.refuse("", f"{spans:,} traced tasks until here", f"{MOST_SPANS:,} at most")
    _check_evenness(parts, cases)
    return tuple(cases)


def _check_evenness(parts: list[SavedPart], cases: list[SavedCase]) -> None:
    """Refuse a case of so many rounds that a table of all cases would not fit into memory."""
    rounds = [len(case.case_seconds) for case in cases]
    most = max(rounds, default=0)
    if len(cases) * most > MOST_VALUES:
        expected = f"{MOST_VALUES // len(cases):,} at most, as there are {len(cases):,} cases"
        parts[rounds.index(most)].refuse("stats.data", f"{most:,} rounds", expected)


#: What `figures_sum` raises for values that were never written so.
_ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


class _HasCases(Protocol):
    @property
    def cases(self) -> Sequence[object]: ...


Run = TypeVar("Run", bound=_HasCases)


def prefer_finished_run(first: Run, other: Run) -> Run:
    """The one of more cases: a run that was broken off was saved, and saved again when continued.

    Of equals, ``first``.
    """
    return other if len(other.cases) > len(first.cases) else first


def check_figures(whole: SavedPart, ours: SavedPart) -> bool:
    """Whether the file has a checksum of its figures; older ones have none.

    Raises `Unreadable` where the figures differ from it.
    """
    if not ours.has(FIGURES_KEY):
        return False
    saved = ours.take(FIGURES_KEY, TEXT)
    try:
        own = figures_sum(whole.values["benchmarks"])
    except _ODD:
        own = "none"
    if own != saved:
        got = f"figures with the checksum {own[:8]}…"
        expected = f"{quoted(saved[:8])}… as {ours.where}.{FIGURES_KEY} says"
        whole.refuse("benchmarks", got, expected)
    return True
