"""Journals and saved files with checksums, spoilt: ``python -m studies.fuzz_journals``

Promises, for each of ``--files`` (10,000) journals and as many saved files: the report's reader
raises nothing but `Unreadable`, the one that continues a run nothing but `UnusableJournal`; each
takes no more than 5 s of CPU; and what is accepted is what was measured: of a journal its first
cases, unchanged, of a saved file with its checksum all cases. And journals whose
values are odd and whose checksums are right, which may be read or refused. Seeded; 10,000 of each
take about five minutes.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.checksums import FIGURES_KEY, figures_sum
from lightwork.measuring.save.resume_reading import UnusableJournal, read_broken_run
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from studies.fuzz_reading import Hang, at_most
from tests.fixtures.made_up.journals import WAYS, journal_bytes, records_of, spoilt_journal
from tests.fixtures.mutations import odd_values, of_bytes, originals

READ_SECONDS = 5
SILENT = "CHANGED FIGURES WERE ACCEPTED"


class Original(NamedTuple):
    """A made-up run as a journal and as a saved file, and what is read of it."""

    run: dict[str, Any]
    journal: bytes
    saved: bytes
    cases: tuple[str, ...]  # each as text, so that NaN equals NaN


class Found(NamedTuple):
    """What became of one file."""

    what: str
    how: str
    outcome: str  # refused, read, or what must not be
    seconds: float


def originals_in(folder: Path) -> list[Original]:
    """The made-up runs; of those that have more, the first dozen cases."""
    made = []
    for number, run in enumerate(originals()):
        short = json.loads(json.dumps({**run, "benchmarks": run["benchmarks"][:12]}))
        journal = journal_bytes(records_of(short))
        own = {**short["lightwork"], FIGURES_KEY: figures_sum(short["benchmarks"])}
        saved = json.dumps({**short, "lightwork": own}, indent=4).encode()
        file = folder / f"original-{number}.json"
        file.write_bytes(saved)
        made.append(Original(short, journal, saved, _cases(file)))
    return made


def report_reads(file: Path, original: Original) -> str:
    """What the report's reader makes of a spoilt file."""
    try:
        run = read_run(file)
    except Unreadable as error:
        assert len(str(error).splitlines()) == 1, str(error)  # noqa: PT017 - either is right
        return "refused"
    cases = tuple(map(repr, run.cases))
    if run.journal is None and not run.has_sum:
        return "read, with a note that it has no checksum"
    same = cases == original.cases[: len(cases)]
    whole = run.journal is not None or len(cases) == len(original.cases)
    return "read" if same and whole else SILENT


def resume_reads(file: Path, original: Original) -> str:
    """What the reader that continues a run makes of a spoilt journal."""
    try:
        broken = read_broken_run(file)
    except UnusableJournal as error:
        assert len(str(error).splitlines()) == 1, str(error)  # noqa: PT017 - either is right
        return "refused"
    kept = [one.record for one in broken.kept.values()]
    return "read" if kept == original.run["benchmarks"][: len(kept)] else SILENT


def forged_reads(read: Callable[[Path], object], refusal: type[Exception], file: Path) -> str:
    """What a reader makes of odd values whose checksums are right."""
    try:
        read(file)
    except refusal:
        return "refused"
    return "read"


def checked(what: str, how: str, read: Callable[[], str]) -> Found:
    """The outcome of one reading; whatever is raised beside a refusal is one that must not be."""
    begun = time.process_time()
    try:
        with at_most(READ_SECONDS):
            outcome = read()
    except (Exception, Hang) as error:  # noqa: BLE001 - what a fuzz run is there to find
        outcome = f"{type(error).__name__}: {error}"[:150]
    return Found(what, how, outcome, time.process_time() - begun)


def spoil_and_read(original: Original, folder: Path, chance: random.Random) -> Iterator[Found]:
    """One journal by both readers, one saved file, and one journal that is forged."""
    journal, saved = folder / "x.jsonl", folder / "x.json"
    how, content = spoilt_journal(original.journal, chance)
    journal.write_bytes(content)
    yield checked("journal, reported", how, lambda: report_reads(journal, original))
    yield checked("journal, continued", how, lambda: resume_reads(journal, original))
    how = chance.choice(("odd bytes", "odd digits"))
    spoil = of_bytes if how == "odd bytes" else WAYS[how]
    saved.write_bytes(spoil(original.saved, chance))
    yield checked("saved file", how, lambda: report_reads(saved, original))
    odd = json.loads(odd_values(original.run, chance).content)
    try:
        journal.write_bytes(journal_bytes(records_of(odd)))
    except (KeyError, TypeError, AttributeError, ValueError):
        return  # so odd that no journal can be made of it
    for name, reader, refusal in (
        ("forged, reported", read_run, Unreadable),
        ("forged, continued", read_broken_run, UnusableJournal),
    ):
        read: Callable[[], str] = lambda r=reader, e=refusal: forged_reads(r, e, journal)  # type: ignore[misc] # noqa: E731
        yield checked(name, "odd values", read)


def run(files: int, seed: int, keep: Path | None = None) -> list[Found]:
    """Spoil and read so many of each; failing ones are kept in ``keep``."""
    chance, found = random.Random(seed), []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = originals_in(folder)
        for number in range(files):
            for one in spoil_and_read(chance.choice(made), folder, chance):
                found.append(one)
                if keep is not None and is_failure(one):
                    keep.mkdir(parents=True, exist_ok=True)
                    name = "x.json" if one.what == "saved file" else "x.jsonl"
                    (keep / f"{seed}-{number}-{name}").write_bytes((folder / name).read_bytes())
                    print(f"{number}: {one.what}, {one.how}: {one.outcome}", flush=True)
    return found


def is_failure(one: Found) -> bool:
    return one.outcome not in ("refused", "read") and not one.outcome.startswith("read, with")


def table(found: list[Found]) -> Iterator[str]:
    yield "| what | spoilt by | files | refused | read as measured | no checksum left | failed |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for what, how in sorted({(one.what, one.how) for one in found}):
        own = [one for one in found if (one.what, one.how) == (what, how)]
        counts = Counter(one.outcome for one in own)
        failed = sum(map(is_failure, own))
        noted = len(own) - failed - counts["refused"] - counts["read"]
        yield (
            f"| {what} | {how} | {len(own)} | {counts['refused']} | {counts['read']} | {noted} "
            f"| {failed} |"
        )


def _cases(file: Path) -> tuple[str, ...]:
    return tuple(map(repr, read_run(file).cases))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    found = run(options.files, options.seed, options.keep)
    print(*table(found), sep="\n")
    print(f"slowest: {max(one.seconds for one in found):.2f} s of CPU; seed {options.seed}")
    sys.exit(any(map(is_failure, found)))


if __name__ == "__main__":
    main()
