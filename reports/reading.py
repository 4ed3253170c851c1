"""One saved file, read and checked: a `SavedRun`, or `Unreadable` with one line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.record import CASE_KEYS, FAMILIES, PER_ROUND_KEYS, SCHEMA, STATES, Case
from reports.checking import MEASURE_AGAIN, Part, flag, measured
from reports.locating import in_utc
from reports.problem import Problem, Unreadable, quoted
from reports.saved import Machine, Python, SavedCase, SavedRun, Skipped

CUT_SHORT = "The file is empty, cut short or no saved run: measure again, or take a whole copy."
OTHER_TOOL = "Give a file that `pytest benchmarks/ --benchmark-autosave` of this suite saved."


def read_run(file: Path) -> SavedRun:
    """Read one saved file. Raises `Unreadable` for everything that is wrong with it."""
    whole = Part(file, "", _parse(file))
    ours = _own_part(whole)
    benchmarks = whole.parts("benchmarks")
    own = [part for part in benchmarks if _is_ours(part)]
    return SavedRun(
        file=file,
        run_id=ours.text("run_id"),
        label=ours.text("label"),
        effort=ours.text("effort"),
        command=ours.texts("command"),
        saved_at=whole.take("datetime", "a moment such as 2026-11-24T05:00:00+00:00", _moment),
        seconds=ours.number("seconds"),
        inside_rounds_seconds=ours.number("inside_rounds_seconds"),
        planned_cases=ours.count("planned_cases"),
        finished=ours.yes_no("finished"),
        skipped=tuple(Skipped(p.text("what"), p.text("reason")) for p in ours.parts("skipped")),
        machine=_machine(whole.part("machine_info").part("machine")),
        python=_python(whole.part("machine_info").part("python")),
        cases=_cases(own),
        foreign_benchmarks=len(benchmarks) - len(own),
    )


def _parse(file: Path) -> Any:
    """The JSON of the file."""
    try:
        text = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unreadable(Problem(file, "", reason, "a readable file", OTHER_TOOL)) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        got = error.msg if text.strip() else "an empty file"
        raise Unreadable(Problem(file, where, got, "JSON", CUT_SHORT)) from error
    except (ValueError, RecursionError) as error:  # no UTF-8; a number too long; nested too deep
        raise Unreadable(Problem(file, "", str(error), "JSON", CUT_SHORT)) from error


def _own_part(whole: Part) -> Part:
    """The file's ``manyhands`` object, if it is of the schema that is read here."""
    if "manyhands" not in whole.values:
        whole.refuse("manyhands", "nothing", f"a run of schema {SCHEMA}", OTHER_TOOL)
    ours = whole.part("manyhands")
    schema = ours.values.get("schema")
    if schema != SCHEMA or isinstance(schema, bool):
        remedy = "Read it with the version of the suite that saved it, or measure again."
        ours.refuse("schema", quoted(schema), f"{SCHEMA}", remedy)
    return ours


def _is_ours(part: Part) -> bool:
    """Whether a benchmark is one of ours; a user's own may stand in the same file."""
    extra = part.values.get("extra_info")
    return isinstance(extra, dict) and "family" in extra


def _moment(value: object) -> datetime | None:
    try:
        return in_utc(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _machine(part: Part) -> Machine:
    physical = part.count("physical_cores") if part.has("physical_cores") else None
    usable = part.count("usable_cores")
    if usable == 0:
        part.refuse("usable_cores", "0", "1 or more")
    return Machine(
        part.text("id"),
        part.text("label"),
        part.text("cpu_model"),
        part.count("logical_cores"),
        physical,
        usable,
        part.text("kernel"),
    )


def _python(part: Part) -> Python:
    return Python(
        part.text("version"),
        part.text("implementation"),
        part.yes_no("gil"),
        part.text("default_start_method"),
    )


def _cases(parts: list[Part]) -> tuple[SavedCase, ...]:
    seen: dict[tuple[str, Case], str] = {}
    cases = []
    for part in parts:
        case = _case(part)
        first = seen.setdefault((case.family, case.case), part.where)
        if first != part.where:
            part.refuse("params", f"the same case as {first}", "each case once")
        cases.append(case)
    return tuple(cases)


def _case(part: Part) -> SavedCase:
    extra = part.part("extra_info")
    family = extra.text("family")
    if family not in FAMILIES:
        extra.refuse("family", quoted(family), "one of " + ", ".join(FAMILIES))
    void = extra.text("void") if extra.has("void") else ""
    if not void and not extra.yes_no("verified"):
        void = "its results were not verified"
    case_seconds = _raw_rounds(part)
    ceiling = extra.seconds("ceiling_seconds") if extra.has("ceiling_seconds") else None
    saved = SavedCase(
        case=_key(part.part("params")),
        family=family,
        kind=extra.text("kind"),
        tasks=extra.count("tasks"),
        workload_version=extra.text("workload_version"),
        case_seconds=case_seconds,
        reference_seconds=extra.seconds("reference_seconds"),
        ceiling_seconds=ceiling,
        order=list(extra.texts("order")),
        cpu_seconds=extra.each("cpu_seconds", "a number or null", measured),
        foreign_cpu_share=extra.each("foreign_cpu_share", "a number or null", measured),
        disturbed=extra.each("disturbed", "true or false", flag),
        void=void,
        warnings=extra.texts("warnings"),
    )
    _check_lengths(saved, extra)
    return saved


def _raw_rounds(part: Part) -> list[float]:
    stats = part.part("stats")
    if "data" not in stats.values:
        remedy = "Measure again with --benchmark-save-data: without raw rounds there is no interval"
        stats.refuse("data", "nothing", "the seconds of each round", remedy)
    return stats.seconds("data")


def _key(part: Part) -> Case:
    texts = {key: part.text(key) for key in CASE_KEYS if key not in ("workers", "chunksize")}
    case = Case(workers=part.count("workers"), chunksize=part.count("chunksize"), **texts)
    if case.workers == 0:
        part.refuse("workers", "0", "1 or more")
    if case.state not in STATES:
        part.refuse("state", quoted(case.state), " or ".join(STATES))
    return case


def _check_lengths(saved: SavedCase, extra: Part) -> None:
    """Each list must have one value per round, else pairs would be made of strangers."""
    rounds = len(saved.case_seconds)
    if rounds == 0 and not saved.void:
        extra.refuse("", "no round", "at least one", MEASURE_AGAIN)
    for key in PER_ROUND_KEYS:
        values = getattr(saved, key)
        if values is not None and len(values) != rounds:
            expected = f"{rounds}, as many as stats.data"
            extra.refuse(key, f"{len(values)} values", expected, MEASURE_AGAIN)
