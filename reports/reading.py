"""One saved file, read and checked: a `SavedRun`, or `Unreadable` with one line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.record import (
    SCHEMA,
    Case,
)
from reports.checking import Part
from reports.locating import in_utc
from reports.problem import Problem, Unreadable, quoted
from reports.reading_cases import read_case
from reports.reading_own_function import read_own_function
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
        precision=ours.number("precision") if ours.has("precision") else None,
        time_budget=ours.number("time_budget") if ours.has("time_budget") else None,
        extra_rounds=ours.count("extra_rounds") if ours.has("extra_rounds") else 0,
        repeated_rounds=ours.count("repeated_rounds") if ours.has("repeated_rounds") else None,
        own_function=read_own_function(ours),
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
        part.count("affinity_cores") if part.has("affinity_cores") else None,
        part.number("quota_cores") if part.has("quota_cores") else None,
        part.count("process_cores") if part.has("process_cores") else None,
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
        case = read_case(part)
        first = seen.setdefault((case.family, case.case), part.where)
        if first != part.where:
            part.refuse("params", f"the same case as {first}", "each case once")
        cases.append(case)
    return tuple(cases)
