"""Logs of a web server: lines by pattern, compressed files, lines of JSON, dates."""

import gzip
import json
import random
import re
from datetime import datetime, timedelta, timezone
from typing import Any

_LINE = re.compile(
    r'(?P<host>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<verb>[A-Z]+) (?P<path>\S+) [^"]*" '
    r"(?P<status>\d{3}) (?P<size>\d+|-)"
)
_START = datetime(2024, 3, 1, tzinfo=timezone.utc)  # noqa: UP017 as people write it


def _line(chance: random.Random, number: int) -> str:
    when = (_START + timedelta(seconds=7 * number)).strftime("%d/%b/%Y:%H:%M:%S %z")
    path = f"/shop/{chance.choice('abcdef')}/{chance.randrange(1000)}?q={chance.random():.5f}"
    status = chance.choices((200, 304, 404, 500), (80, 10, 8, 2))[0]
    host = f"10.0.{chance.randrange(256)}.{chance.randrange(256)}"
    return f'{host} - - [{when}] "GET {path} HTTP/1.1" {status} {chance.randrange(90000)}'


def blocks() -> list[list[str]]:
    """100 blocks of 800 lines."""
    chance = random.Random(1)
    lines = [_line(chance, number) for number in range(3000)]
    return [chance.choices(lines, k=800) for _ in range(100)]


def bytes_by_status(block: list[str]) -> dict[str, int]:
    """How much was sent with each status."""
    sent: dict[str, int] = {}
    for line in block:
        found = _LINE.match(line)
        if found and found["size"] != "-":
            sent[found["status"]] = sent.get(found["status"], 0) + int(found["size"])
    return dict(sorted(sent.items()))


def archives() -> list[bytes]:
    """15 days, each compressed; the last ones are much longer."""
    chance = random.Random(2)
    lines = [_line(chance, number) for number in range(3000)]
    days = [600 + 200 * day if day < 12 else 30_000 for day in range(15)]
    return [gzip.compress("\n".join(chance.choices(lines, k=rows)).encode(), 1) for rows in days]


def failed_paths(archive: bytes) -> list[str]:
    """The paths of requests that failed."""
    lines = gzip.decompress(archive).decode().splitlines()
    return [line.split()[6] for line in lines if line.split()[8] == "500"]


def _event(chance: random.Random, number: int) -> dict[str, Any]:
    tags = [chance.choice(("red", "green", "blue", "grey")) for _ in range(chance.randrange(6))]
    place = {"lat": chance.uniform(-90, 90), "lon": chance.uniform(-180, 180)}
    return {"id": number, "user": f"u{chance.randrange(500)}", "tags": tags, "place": place}


def json_lines() -> list[str]:
    """25,000 events, a line each."""
    chance = random.Random(3)
    return [json.dumps(_event(chance, number)) for number in range(25_000)]


def read_event(line: str) -> tuple[int, str, int]:
    """Who, and how many tags."""
    event = json.loads(line)
    return event["id"], event["user"], len(event["tags"])


def json_pages() -> list[str]:
    """80 answers of a service, of 500 events each."""
    chance = random.Random(4)
    return [json.dumps([_event(chance, row) for row in range(500)]) for _ in range(80)]


def read_page(page: str) -> list[dict[str, Any]]:
    """All events north of the equator: large answers."""
    return [event for event in json.loads(page) if event["place"]["lat"] > 0]


STAMPS = [
    (_START + timedelta(minutes=37 * number)).strftime("%d.%m.%Y %H:%M:%S")
    for number in range(1500)
]


def weekday_of(stamp: str) -> tuple[int, str]:
    """The weekday and the ISO form of a date."""
    when = datetime.strptime(stamp, "%d.%m.%Y %H:%M:%S")
    return when.isoweekday(), when.isoformat()
