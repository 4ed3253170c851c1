"""Made-up runs as journals, and journals spoilt at random. Seeded by their caller."""

import json
import random
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.journal_lines import line_of
from tests.mutations import of_bytes

Run = dict[str, Any]
RESUMED_BY = {"machine": {}, "python": {}, "packages": {}, "code": {}, "options": {}, "cases": []}


def records_of(run: Run, ended: bool = False) -> list[dict[str, Any]]:
    """What a journal of this made-up run holds."""
    ours = {**run["manyhands"], "started": "2026-11-24T04:56:00+00:00", "skipped": []}
    records: list[dict[str, Any]] = [
        {"machine_info": run["machine_info"], "manyhands": ours, "resumed_by": RESUMED_BY}
    ]
    for number, benchmark in enumerate(run["benchmarks"], 1):
        benchmark["extra_info"].setdefault(
            "disturbed_by", [""] * len(benchmark["extra_info"]["order"])
        )
        so_far = {
            "seconds": 2.0 * number, "inside_rounds_seconds": 1.5 * number,
            "fastest_spin_seconds": 1e-4, "repeated_rounds": 0, "extra_rounds": 0,
            "datetime": f"2026-11-24T05:{number % 60:02}:00+00:00",
        }  # fmt: skip
        records.append({"benchmark": benchmark, "so_far": so_far})
    return [*records, {"ended": ours}] if ended else records


def journal_bytes(records: Iterable[dict[str, Any]]) -> bytes:
    """The records as the lines of a journal."""
    content, last_sum = b"", ""
    for number, record in enumerate(records, 1):
        line, last_sum = line_of(json.dumps(record).encode(), number, last_sum)
        content += line
    return content


def spoilt_journal(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """How it was spoilt, and what came of it: another content in nearly all cases."""
    how = chance.choice(list(WAYS))
    return how, WAYS[how](content, chance)


def _lines(content: bytes, chance: random.Random) -> bytes:
    """Lines dropped, doubled, moved, joined, broken."""
    lines = content.splitlines(keepends=True)
    for _ in range(chance.randint(1, 3)):
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        what = chance.randrange(5)
        if what == 0 and len(lines) > 1:
            del lines[at]
        elif what == 1:
            lines.insert(to, lines[at])
        elif what == 2:
            lines[at], lines[to] = lines[to], lines[at]
        elif what == 3:
            lines[at] = lines[at].rstrip(b"\n")
        else:
            middle = chance.randrange(len(lines[at]))
            lines[at] = lines[at][:middle] + b"\n" + lines[at][middle:]
    return b"".join(lines)


def _digits(content: bytes, chance: random.Random) -> bytes:
    """One to three digits are others: the damage that looks like a measurement."""
    changed = bytearray(content)
    places = [at for at, byte in enumerate(changed) if byte in b"0123456789"]
    for at in chance.sample(places, chance.randint(1, 3)):
        changed[at] = chance.choice(b"0123456789")
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    """The end is missing, or was never written: zeros, as after a power cut."""
    at = chance.randrange(len(content))
    return content[:at] + chance.choice((b"", b"", b"\0" * chance.choice((1, 512, 4096)), b"\n"))


WAYS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "odd bytes": of_bytes,
    "odd lines": _lines,
    "odd digits": _digits,
    "cut": _cut,
}
