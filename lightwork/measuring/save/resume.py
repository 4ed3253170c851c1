"""``--resume``: which run is continued, and whether it may be: same plan, machine, Python, code.

Finished cases are kept, the others are measured, all under the id of the run that was broken off.
What was not typed again is taken from it; what was typed must be the same. Two runs whose measuring
sources or packages differ have not measured the same, so that one can't continue the other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from lightwork.core.journal_lines import JOURNAL_FOLDER, JOURNAL_SUFFIX
from lightwork.core.places import PACKAGE, SUITE
from lightwork.measuring.plan.choice import NEWEST, SUITE_OPTIONS
from lightwork.measuring.save.resume_reading import (
    BrokenRun,
    UnusableJournal,
    object_of,
    read_broken_run,
)

#: Folders and files whose code runs while something is timed.
TIMED_CODE = (
    *(PACKAGE / part for part in ("core", "strategies", "measuring", "strategy.py", "workload.py")),
    SUITE / "workloads",
    SUITE / "benchmarks",
)
#: What measures or is measured beside our own code; absent ones are told as such.
VERSIONED_PACKAGES = (
    "pytest", "pytest-benchmark", "psutil", "threadpoolctl", "numpy", "joblib", "mpire",
    "multiprocess", "distributed", "ray", "mpi4py",
)  # fmt: skip
#: Facts of a machine that differ though it is the same: what it is called, and what memory it has
#: to the byte, which changes with the kernel's own.
IGNORED_FACTS = ("label", "memory_bytes")
ANEW = "or measure anew without --resume"
#: What to do about a difference.
REMEDIES = {
    "machine": f"Continue it where it began, {ANEW}.",
    "python": f"Continue it with that Python, {ANEW}.",
    "packages": f"Install that version again, {ANEW}.",
    "code": f"Check out what it was measured with, {ANEW}.",
}
#: What continuing does not go with.
WHY_NOT_RESUMABLE = {
    "workload": "A race takes seconds and is measured as a whole: start it again without --resume.",
    "cluster": "Nothing tells whether the cluster is in the same state: measure anew.",
    "benchmark_disable": "There would be nothing to continue: leave one of both out.",
}


def code_version(parts: Sequence[Path] = TIMED_CODE) -> str:
    """A hash of all Python files that measure, by name and content; about 10 ms."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        for path in sorted(part.rglob("*.py")) if part.is_dir() else [part]:
            content = path.read_bytes()
            name = path.relative_to(part.parent).as_posix()
            whole.update(f"{name}\0{len(content)}\0".encode())
            whole.update(content)
    return whole.hexdigest()


def package_versions() -> dict[str, str]:
    """The version of each of `VERSIONED_PACKAGES`; "none" where it is not installed."""
    found = dict.fromkeys(VERSIONED_PACKAGES, "none")
    for name in VERSIONED_PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def run_to_resume(option: Any, storage: Path) -> BrokenRun | None:
    """The run that is to be continued; its options are put in where none were typed.

    ``option`` is pytest's ``config.option``. Raises `pytest.UsageError`.
    """
    if option.resume is None or option.help:
        return None
    for other, why in WHY_NOT_RESUMABLE.items():
        if getattr(option, other, None):
            raise pytest.UsageError(f"--resume: got --{other.replace('_', '-')}, too. {why}")
    path = _newest(storage) if option.resume == NEWEST else Path(option.resume)
    if path.is_dir():
        raise pytest.UsageError(
            f"--resume: got the folder {path}, expected a journal. Write --resume at the end, or "
            "--resume=JOURNAL."
        )
    try:
        broken = read_broken_run(path)
    except UnusableJournal as error:
        raise _refused(path, f"{error}. Measure anew without --resume.") from error
    _fill(option, broken)
    return broken


def typed(option: Any) -> dict[str, str | None]:
    """The suite's options as they were typed: the plan follows from them."""
    return {one.name: getattr(option, one.attribute) for one in SUITE_OPTIONS}


def resumed_by(
    facts: Mapping[str, Any], options: Mapping[str, str | None], cases: Sequence[str]
) -> dict[str, Any]:
    """What must be the same where a run is continued; ``facts`` is the ``machine_info``."""
    machine = {key: value for key, value in facts["machine"].items() if key not in IGNORED_FACTS}
    return {
        "machine": machine,
        "python": facts["python"],
        "packages": package_versions(),
        "code": {"version": code_version()},
        "options": dict(options),
        "cases": list(cases),
    }


def check_same(broken: BrokenRun, now: Mapping[str, Any]) -> None:
    """Raise `pytest.UsageError` where ``now`` (`resumed_by`) differs from what began the run."""
    for part, remedy in REMEDIES.items():
        then = object_of(broken.resumed_by.get(part))
        for key in dict.fromkeys([*then, *now[part]]):
            got, expected = now[part].get(key), then.get(key)
            if got != expected:
                text = f"{part} {key}: got {got!s:.60}, expected {expected!s:.60}. {remedy}"
                raise _refused(broken.path, text)
    began, cases = broken.resumed_by.get("cases"), now["cases"]
    planned = [str(name) for name in began] if isinstance(began, list) else []
    strange = sorted(set(planned) ^ set(cases))
    if strange:
        command = " ".join(map(str, broken.run["command"]))
        raise _refused(
            broken.path,
            f"the plan: got {len(cases)} cases, expected {len(planned)}; one that is not in both: "
            f"{strange[0]:.80}. Choose the same files and cases as: {command:.200}",
        )


def _fill(option: Any, broken: BrokenRun) -> None:
    """Take options over. Raises `pytest.UsageError` for one that was typed and differs."""
    then = object_of(broken.resumed_by.get("options"))
    for one in SUITE_OPTIONS:
        name, expected, got = one.name, then.get(one.name), getattr(option, one.attribute)
        if not isinstance(expected, str | None):
            raise _refused(broken.path, f"{name}: expected text. Measure anew without --resume.")
        if got not in (None, expected):
            began = f"{expected!r:.60}" if expected is not None else "none, as the run began"
            raise _refused(broken.path, f"{name}: got {got!r:.60}, expected {began}. Leave it out.")
        setattr(option, one.attribute, expected)


def _newest(storage: Path) -> Path:
    """The journal that was written last."""
    found = sorted((storage / JOURNAL_FOLDER).glob(f"*{JOURNAL_SUFFIX}"))
    if not found:
        raise pytest.UsageError(
            f"--resume: got no journal in {storage / JOURNAL_FOLDER}: no run was broken off "
            "there. Measure without --resume, or say --resume=JOURNAL."
        )
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def _refused(path: Path, reason: str) -> pytest.UsageError:
    line = f"--resume: {path}: {reason}"  # a journal may be foreign
    return pytest.UsageError("".join(char if char.isprintable() else " " for char in line))
