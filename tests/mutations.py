"""Saved files and packs, spoilt at random: what the reader must survive. Seeded by their caller."""

import copy
import io
import json
import math
import random
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from reports.packs import README, RUN, SUMS, checksums
from tests.made_up_costs import with_costs
from tests.made_up_runs import made_up_run
from tests.made_up_timelines import with_timelines
from tests.made_up_weak_scaling import made_up_weak

Run = dict[str, Any]
#: So many of a kind, and more to be exhaustive.
EXAMPLES = pytest.mark.parametrize(
    "examples", [25, pytest.param(200, marks=pytest.mark.exhaustive)]
)
SCRIPT = "<script>alert(1)</script>"
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 10**6, 10**17, 2**63, 10**400, -0.0, 0.5, 1e-12, 1e9, 1e-300,
    5e-324, 1.7e308, math.nan, math.inf, -math.inf, "", " ", "x", SCRIPT, "../../etc/x", "=1+1",
    "\x1b[31m", "\u202e", "\ud800", "😀", "$\\frac{$", "%s{0}{{x}}", "a\nb", "x" * 5000, "cold",
    "serial", "ceiling", "sleep", "cpu", "mixed", "none", "speedup", "memory", [], {}, [[]], [None],
    {"": {}}, ["rlc"], [0.1], [0.1] * 6, [math.nan] * 6, ["0 1 2 3"],
)  # fmt: skip
TOKENS = (
    b"NaN", b"Infinity", b"-", b"1e999", b"9" * 5000, b"[" * 1200, b'{"a":' * 1100, b"]", b"}",
    b"\x00", b"\xff", b"\xed\xa0\x80", b'"\\ud800"', b"\\", b'"', b",", b"\xef\xbb\xbf", b"null",
)  # fmt: skip


def settled(examples: int) -> settings:
    """Settings for so many examples, the same ones each time."""
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None)


class Spoilt(NamedTuple):
    """Bytes of a file, what they are called, and how they came about."""

    how: str
    suffix: str
    content: bytes


def originals() -> list[Run]:
    """Valid runs that hold between them all that a file may hold."""
    small = made_up_run(2, workloads=["fib", "sleep"], strategies=["pool", "threads"], rounds=6)
    traced = with_timelines(made_up_run(4, workloads=["fib"], strategies=["pool"], rounds=7))
    costs = with_costs(2, workloads=["fib"], strategies=["pool"], rounds=6)
    growing = copy.deepcopy(small)
    growing["benchmarks"] += made_up_weak(2, workloads=("fib",))
    return [small, traced, costs, growing]


def spoilt(run: Run, chance: random.Random) -> Spoilt:
    """The run as a file that is wrong, or at least odd, in one to four ways."""
    how = chance.choices(list(WAYS), weights=(4, 3, 2, 1))[0]
    return WAYS[how](run, chance)


def odd_values(run: Run, chance: random.Random) -> Spoilt:
    """Keys dropped, doubled, replaced; values nested, swapped, scaled."""
    run = copy.deepcopy(run)
    for _ in range(chance.randint(1, 4)):
        container, key = chance.choice(list(_places(run, chance)))
        chance.choice(CHANGES)(container, key, chance)
    text = json.dumps(run, indent=chance.choice((None, 1)))
    return Spoilt("odd values", ".json", text.encode("utf-8", "surrogatepass"))


def odd_but_right(run: Run, chance: random.Random) -> Spoilt:
    """Cases changed as a whole, so that the file stays one that is read."""
    run = copy.deepcopy(run)
    for _ in range(chance.randint(1, 4)):
        if run["benchmarks"]:
            chance.choice(TURNS)(run, chance)
    return Spoilt("odd but right", ".json", json.dumps(run).encode())


def odd_bytes(run: Run, chance: random.Random) -> Spoilt:
    """Bits flipped, pieces cut out, doubled, or put in."""
    content = of_bytes(json.dumps(run, indent=chance.choice((None, 4))).encode(), chance)
    return Spoilt("odd bytes", ".json", content)


def odd_packs(run: Run, chance: random.Random) -> Spoilt:
    """Packs with odd bytes, members, checksums; or a whole pack of an odd file."""
    content = json.dumps(run).encode()
    if chance.random() < 0.3:
        content = odd_values(run, chance).content
    members = {README: b"a pack", RUN: content}
    members[SUMS] = checksums(members)
    if chance.random() < 0.3:
        members[chance.choice(list(members))] = chance.choice(TOKENS)
    if chance.random() < 0.2:
        members[chance.choice(("../../x.json", "x", "/etc/x", "RUN.JSON"))] = b"{}"
    if chance.random() < 0.2:
        members.pop(chance.choice(list(members)))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", chance.choice((0, 8, 12))) as pack:
        for name, data in members.items():
            pack.writestr(name, data)
    packed = whole.getvalue()
    if chance.random() < 0.6:
        packed = of_bytes(packed, chance)
    return Spoilt("odd packs", ".manyhands.zip", packed)


WAYS: dict[str, Callable[[Run, random.Random], Spoilt]] = {
    "odd values": odd_values,
    "odd but right": odd_but_right,
    "odd bytes": odd_bytes,
    "odd packs": odd_packs,
}


def _places(value: Any, chance: random.Random) -> Iterator[tuple[Any, Any]]:
    """Containers and keys of a JSON value; of a list three, else all there is are rounds."""
    if isinstance(value, dict):
        keys: list[Any] = list(value)
    elif isinstance(value, list):
        keys = chance.sample(range(len(value)), min(3, len(value)))
    else:
        return
    for key in keys:
        yield value, key
        yield from _places(value[key], chance)


def _replace(container: Any, key: Any, chance: random.Random) -> None:
    container[key] = copy.deepcopy(chance.choice(ODD))


def _drop(container: Any, key: Any, _: random.Random) -> None:
    del container[key]


def _double(container: Any, key: Any, chance: random.Random) -> None:
    if isinstance(container, list):
        container.insert(key, copy.deepcopy(container[key]))
    else:
        container[f"{key}{chance.choice(('2', ' ', ''))}"] = container[key]


def _rename(container: Any, key: Any, chance: random.Random) -> None:
    if isinstance(container, dict):
        container[str(chance.choice(ODD))] = container.pop(key)


def _nest(container: Any, key: Any, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 2, 50))):
        container[key] = chance.choice(([container[key]], {"a": container[key]}))


def _scale(container: Any, key: Any, chance: random.Random) -> None:
    value = container[key]
    if isinstance(value, int | float) and not isinstance(value, bool):
        container[key] = value * chance.choice((-1, 0, 2, 0.5, 1e-9, 1e9, 1e200))
    elif isinstance(value, str | list):
        container[key] = value * chance.choice((0, 2, 20))


CHANGES = (_replace, _replace, _drop, _double, _rename, _nest, _scale)


def of_bytes(content: bytes, chance: random.Random) -> bytes:
    """Bits flipped; pieces cut out, doubled, put in; another encoding."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at, end = sorted(chance.randint(0, len(data)) for _ in "ab")
        what = chance.randrange(6)
        if what == 0 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            del data[at:]
        elif what == 2:
            data[at:at] = data[at : min(end, at + 2000)]
        elif what == 3:
            data[at:at] = chance.choice(TOKENS)
        elif what == 4:
            del data[at : min(end, at + 50)]
        elif chance.random() < 0.2:
            data = bytearray(bytes(data).decode("latin-1").encode("utf-16"))
    return bytes(data)


PER_ROUND = (
    "reference_seconds", "ceiling_seconds", "order", "cpu_seconds", "foreign_cpu_share",
    "disturbed", "disturbed_by",
)  # fmt: skip


def _a_case(run: Run, chance: random.Random) -> Run:
    return chance.choice(run["benchmarks"])  # type: ignore[no-any-return]


def _other_seconds(run: Run, chance: random.Random) -> None:
    case = _a_case(run, chance)
    lists = [case["stats"]["data"], *(case["extra_info"].get(key) or [] for key in PER_ROUND[:2])]
    factor = chance.choice((0, 1e-9, 1e-3, 1e3, 1e8))
    same = chance.random() < 0.3
    for values in chance.sample(lists, chance.randint(1, 3)):
        first = values[:1]
        for i, value in enumerate(values):
            values[i] = min(1e9, max(1e-12, (first[0] if same else value) * factor))


def _other_length(run: Run, chance: random.Random) -> None:
    chosen = [_a_case(run, chance)] if chance.random() < 0.5 else run["benchmarks"]
    rounds = chance.choice((1, 2, 3, 5, 40))
    for case in chosen:
        extra = case["extra_info"]
        lists = [extra.get(key) for key in PER_ROUND]
        for values in (case["stats"]["data"], *lists, *extra.get("observed", {}).values()):
            if values:
                values[:] = (values * rounds)[:rounds]


def _other_key(run: Run, chance: random.Random) -> None:
    params = _a_case(run, chance)["params"]
    key = chance.choice(list(params))
    numbers = (1, 2, 3, 1000, 100_000)
    texts = [text for text in ODD if isinstance(text, str)]
    params[key] = chance.choice(numbers if isinstance(params[key], int) else texts)


def _other_extra(run: Run, chance: random.Random) -> None:
    extra = _a_case(run, chance)["extra_info"]
    rounds = len(extra["order"])
    key, value = chance.choice(
        (
            ("void", f"because {SCRIPT}"), ("verified", False), ("warnings", [SCRIPT] * 3),
            ("kind", chance.choice(("cpu", "sleep", "memory", "empty", "native", "odd"))),
            ("tasks", chance.choice((1, 10**17))), ("peak_memory_bytes", chance.choice((0, 1e17))),
            ("ceiling_seconds", None), ("workload_version", "another"), ("order", ["?"] * rounds),
            ("disturbed", [True] * rounds), ("disturbed_by", ["heat, steal"] * rounds),
            ("cpu_seconds", chance.choice(([None] * rounds, [1e17] * rounds, [0] * rounds))),
            ("foreign_cpu_share", [None] * rounds), ("distinct_workers", 0),
            ("family", chance.choice(("speedup", "memory", "startup", "weak_scaling", "sharing"))),
            ("stopped", chance.choice(("settled", "budget"))), ("added_rounds", 10**17),
        )
    )  # fmt: skip
    extra[key] = value


def _other_machine(run: Run, chance: random.Random) -> None:
    machine = run["machine_info"]["machine"]
    texts = [text for text in ODD if isinstance(text, str)]
    key = chance.choice(list(machine))
    counts = chance.choice((1, 3, 64, 100_000))
    old = machine[key]
    machine[key] = counts if isinstance(old, int) or old is None else chance.choice(texts)
    if chance.random() < 0.3:
        machine["quota_cores"] = chance.choice((0, 1e-9, 0.5, 1.5, 1e17))


def _fewer_cases(run: Run, chance: random.Random) -> None:
    kept = chance.randint(0, len(run["benchmarks"]))
    run["benchmarks"] = chance.sample(run["benchmarks"], kept) or run["benchmarks"][:kept]


def _other_words(run: Run, chance: random.Random) -> None:
    ours = run["manyhands"]
    texts = [text for text in ODD if isinstance(text, str)]
    key, value = chance.choice(
        (
            ("label", chance.choice(texts)), ("effort", chance.choice(texts)),
            ("command", [chance.choice(texts)] * 3), ("command", []), ("finished", False),
            ("seconds", 1e17), ("planned_cases", 10**17), ("precision", 0), ("time_budget", 1e17),
            ("extra_rounds", 10**17), ("skipped", [{"what": SCRIPT, "reason": "x" * 3000}] * 50),
        )
    )  # fmt: skip
    ours[key] = value
    run["datetime"] = chance.choice((run["datetime"], "0001-01-01", "9999-12-31T23:59:59-23:59"))


TURNS = (
    _other_seconds, _other_length, _other_key, _other_extra, _other_machine, _fewer_cases,
    _other_words,
)  # fmt: skip
