"""Tools that keep benchmarks over time take our saved file as it is: their rules, on a real run.

The rules are read from their sources and written down again here, as neither tool can be installed
from a package registry: github-action-benchmark (benchmark-action/github-action-benchmark,
src/extract.ts, read at commit 8157ef4) and Bencher (bencherdev/bencher,
lib/bencher_adapter/src/adapters/python/pytest.rs, read at commit 0b66275).
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

import pytest

from tests.fixtures.checkout import Checkout

#: lib/bencher_valid/src/benchmark_name.rs, MAX_BENCHMARK_NAME_LEN, in bytes.
LONGEST_NAME = 1024
Saved = dict[str, Any]


class Refused(Exception):
    """What the tool would say."""


def not_json(constant: str) -> NoReturn:
    """NaN and Infinity, which Python writes and takes, and neither JSON.parse nor serde_json."""
    raise Refused(f"{constant} is no JSON")


def number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{value!r} is no number")
    return float(value)


def github_action_benchmark(text: str) -> dict[str, tuple[float, str, str, str]]:
    """Name -> value, unit, range, extra, by extractPytestResult (src/extract.ts, lines 268-286).

    It raises for an undefined ``stats`` only; undefined numbers would be shown as "undefined" and
    charted as nothing, so they are refused here. Lines 129-139 choose the unit of the mean.
    """
    found = {}
    for bench in json.loads(text, parse_constant=not_json)["benchmarks"]:
        stats = bench["stats"]
        seconds = number(stats["mean"])
        steps = ((1e-6, 1e9, "nsec"), (1e-3, 1e6, "usec"), (1.0, 1e3, "msec"))
        times, unit = next(((k, name) for most, k, name in steps if seconds < most), (1.0, "sec"))
        extra = f"mean: {seconds * times} {unit}\nrounds: {number(stats['rounds']):g}"
        spread = f"stddev: {number(stats['stddev'])}"
        if bench["fullname"] in found:
            raise Refused("two results of one name would be one line of its chart")
        found[bench["fullname"]] = (number(stats["ops"]), "iter/sec", spread, extra)
    if not found:
        raise Refused("No benchmark result was found")
    return found


class Latency(NamedTuple):
    """Nanoseconds."""

    value: float
    lower: float
    upper: float


def bencher(text: str) -> dict[str, Latency]:
    """Name -> latency, by the structs of pytest.rs, lines 23-48, and its try_from, lines 50-81.

    ``machine_info`` and ``commit_info`` are any objects; ``fullname`` is 1 to 1,024 bytes; of
    ``stats`` it takes the median and the interquartile range, in seconds.
    """
    run = json.loads(text, parse_constant=not_json)
    for key in ("machine_info", "commit_info"):
        if not isinstance(run[key], dict):
            raise Refused(f"{key} is no object")
    found = {}
    for bench in run["benchmarks"]:
        name, stats = bench["fullname"], bench["stats"]
        if not isinstance(name, str) or not 0 < len(name.encode()) <= LONGEST_NAME:
            raise Refused(f"{name!r} is no valid benchmark name")
        middle, spread = (1e9 * number(stats[key]) for key in ("median", "iqr"))
        found[name] = Latency(middle, middle - spread, middle + spread)
    return found


@pytest.fixture(scope="module", params=["--benchmark-autosave", "--benchmark-json"])
def saved(measured: Checkout, request: pytest.FixtureRequest) -> str:
    """The text of the same real run, as either option saved it."""
    if request.param == "--benchmark-autosave":
        return measured.saved_files()[0].read_text()
    return (measured.folder / ".benchmarks" / "run.json").read_text()


def entries(text: str) -> list[Saved]:
    benchmarks: list[Saved] = json.loads(text)["benchmarks"]
    assert len(benchmarks) == 4
    return benchmarks


def test_github_action_benchmark_takes_the_file(saved: str) -> None:
    """One result for each case: its speed, its scatter, its mean and how many rounds."""
    found = github_action_benchmark(saved)
    assert len(found) == len(entries(saved))
    for bench in entries(saved):
        data = bench["stats"]["data"]
        value, unit, spread, extra = found[bench["fullname"]]
        assert value == pytest.approx(len(data) / sum(data))
        assert (unit, spread.split()[0]) == ("iter/sec", "stddev:")
        assert extra.endswith(f"\nrounds: {len(data)}")


def test_bencher_takes_the_file(saved: str) -> None:
    """One latency for each case, in nanoseconds, between its bounds."""
    found = bencher(saved)
    assert len(found) == len(entries(saved))
    for bench in entries(saved):
        latency = found[bench["fullname"]]
        data = sorted(bench["stats"]["data"])
        assert 1e9 * data[0] <= latency.value <= 1e9 * data[-1]
        assert latency.lower <= latency.value <= latency.upper


def test_names_are_the_same_in_every_run(saved: str) -> None:
    """Both find yesterday's result by the name: it is made of the case alone, and says it whole."""
    for bench in entries(saved):
        case = "-".join(str(value) for value in bench["params"].values())
        shown = bench["fullname"].removeprefix("benchmarks/test_speedup.py::test_speedup[")
        assert shown != bench["fullname"]
        assert shown.replace("w-", "-", 1).replace("c-", "-", 1) == f"{case}]"


def without(key: str) -> Callable[[Saved], object]:
    return lambda run: run["benchmarks"][1]["stats"].pop(key)


@pytest.mark.parametrize(
    ("tool", "spoil"),
    [
        (github_action_benchmark, without("ops")),
        (github_action_benchmark, lambda run: run["benchmarks"].clear()),
        (github_action_benchmark, lambda run: run["benchmarks"].append(run["benchmarks"][0])),
        (bencher, without("iqr")),
        (bencher, lambda run: run.update(commit_info=None)),
        (bencher, lambda run: run["benchmarks"][0].update(fullname="x" * 1025)),
        (bencher, lambda run: run["benchmarks"][0]["stats"].update(median=float("nan"))),
    ],
)
def test_the_rules_refuse_what_the_tools_refuse(
    measured: Checkout, tool: Callable[[str], object], spoil: Callable[[Saved], object]
) -> None:
    """The rules above are no rubber stamp: what the tools can't use, they don't take."""
    run = measured.saved()
    spoil(run)
    with pytest.raises((Refused, KeyError)):
        tool(json.dumps(run))
