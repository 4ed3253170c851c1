"""One saved file, read and checked: a `SavedRun`, or `Unreadable` with one line."""

from contextlib import suppress
from pathlib import Path

from lightwork.core.record import SCHEMA, SCHEMAS, Case, is_ours, run_key
from lightwork.reporting.read.case import read_case
from lightwork.reporting.read.errors import Unreadable, quoted
from lightwork.reporting.read.integrity import check_figures
from lightwork.reporting.read.journal import read_continued, read_journal_facts, saved_form
from lightwork.reporting.read.load import (
    MOST_VALUES,
    OTHER_TOOL,
    content_of,
    parsed,
    parsed_quickly,
)
from lightwork.reporting.read.saved_run import Commit, Machine, Python, SavedCase, SavedRun, Skipped
from lightwork.reporting.read.schema import SavedPart
from lightwork.reporting.read.user_function import read_user_function
from lightwork.reporting.read.value_kinds import (
    AT_LEAST_ONE,
    CORES,
    COUNT,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
)

#: Five times what a thorough run on 192 cores plans.
MOST_SAVED_CASES = 5_000
MOST_SKIPPED = 10_000
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
            return _checked(file, values)
    del values  # before there are others as large
    return _checked(file, parsed(file, content))


def _checked(file: Path, values: object) -> SavedRun:
    whole = SavedPart(file, "", values)
    ours = _own_part(whole)
    benchmarks = whole.parts("benchmarks", MOST_SAVED_CASES)
    own = [part for part in benchmarks if is_ours(part.values)]
    has_sum = check_figures(whole, ours)
    return SavedRun(
        file=file,
        run_id=ours.name("run_id"),
        label=ours.text("label"),
        effort=ours.text("effort"),
        command=tuple(ours.each("command", TEXT, MOST_COMMAND_WORDS)),
        saved_at=whole.take("datetime", MOMENT),
        seconds=ours.number("seconds"),
        inside_rounds_seconds=ours.number("inside_rounds_seconds"),
        planned_cases=ours.count("planned_cases"),
        finished=ours.yes_no("finished"),
        skipped=tuple(
            Skipped(p.text("what"), p.text("reason")) for p in ours.parts("skipped", MOST_SKIPPED)
        ),
        machine=_machine(whole.part("machine_info").part("machine")),
        python=_python(whole.part("machine_info").part("python")),
        cases=_cases(own),
        foreign_benchmarks=len(benchmarks) - len(own),
        precision=ours.maybe("precision", NUMBER, None),
        time_budget=ours.maybe("time_budget", NUMBER, None),
        extra_rounds=ours.maybe("extra_rounds", COUNT, 0),
        repeated_rounds=ours.maybe("repeated_rounds", COUNT, None),
        commit=_commit(whole) if whole.has("commit_info") else None,
        own_function=read_user_function(ours),
        continued=read_continued(ours),
        journal=read_journal_facts(ours),
        has_sum=has_sum,
    )


def _commit(whole: SavedPart) -> Commit:
    """What pytest-benchmark says of the checkout; the keys differ between its versions."""
    part = whole.part("commit_info")
    return Commit(
        part.maybe("id", TEXT, ""), part.maybe("dirty", FLAG, False), part.maybe("branch", TEXT, "")
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


def _machine(part: SavedPart) -> Machine:
    return Machine(
        part.name("id"),
        part.text("label"),
        part.text("cpu_model"),
        part.take("logical_cores", CORES),
        part.maybe("physical_cores", CORES, None),
        part.take("usable_cores", AT_LEAST_ONE),
        part.text("kernel"),
        part.maybe("affinity_cores", CORES, None),
        part.maybe("quota_cores", NUMBER, None),
        part.maybe("process_cores", CORES, None),
    )


def _python(part: SavedPart) -> Python:
    gil = part.yes_no("gil")
    flags = part.maybe("build_flags", TEXT, "")
    # Older files tell the build by its flags only, where they are known.
    return Python(
        part.text("version"),
        part.text("implementation"),
        gil,
        part.text("default_start_method"),
        part.maybe("free_threaded", FLAG, not gil or FREE_THREADED_FLAG in flags),
        part.maybe("jit_built", FLAG, False),
        part.maybe("jit", FLAG, False),
        flags,
    )


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
