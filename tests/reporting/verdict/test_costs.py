"""What things cost, in words: known answers from made-up runs, and the same figures everywhere."""

import math
import re
from pathlib import Path

import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import cheapest, payload_bytes
from lightwork.reporting.estimates.crossover import INCONCLUSIVE, LOSES, WINS, crossover
from lightwork.reporting.output.files import run_summary, save_report
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.figures import (
    TERMINAL_WIDTH,
    cost_seconds_text,
    megabytes,
    of_all,
    payload,
    per_second,
    seconds_text,
)
from lightwork.reporting.text.verdict_model import CostLine
from lightwork.reporting.verdict.build import build_verdict
from lightwork.reporting.verdict.costs import cost_lines
from tests.fixtures.made_up.costs import entry, made_up_costs
from tests.fixtures.made_up.runs import Noise, analysed, analysed_entries, made_up_run

FIGURE = re.compile(r"\d[\d.,]*(?: ns| µs| ms| s\b| MB| kB| of [\d,]+ \(\d+ %\))")
CHUNKED = ("outstanding", "1024_tasks", "pool", "fork", 2)


def told(analysis: Analysis) -> dict[str, CostLine]:
    return {line.topic: line for line in cost_lines(analysis)}


def values(line: CostLine) -> dict[str, str]:
    return {one.name: one.figure.value for one in line.entries}


@pytest.fixture(scope="module")
def exact() -> dict[str, CostLine]:
    """The lines of a run without any noise."""
    return told(analysed_entries(made_up_costs(2, spread=0.0)))


def around(value: float, share: float = 0.1) -> Estimate:
    return Estimate(value, value * (1 - share), value * (1 + share), 0.97, 6)


UNKNOWN = Estimate(1.0, math.nan, math.nan, math.nan, 5)
KIB, MIB = 2**10, 2**20


@pytest.mark.parametrize(
    ("mine", "others", "words"),
    [
        ({1: 2, KIB: 2, MIB: 3}, [{1: 1, KIB: 4, MIB: 9}], "from 1 KiB on (slower at 1 B)"),
        ({1: 2, KIB: 2, MIB: 3}, [{1: 1, KIB: 2, MIB: 9}],
         "from 1 MiB, the largest size measured (slower at 1 B)"),
        ({1: 2, KIB: 2, MIB: 3}, [{1: 2, KIB: 4, MIB: 9}], "from 1 KiB on (below inconclusive)"),
        ({1: 1, KIB: 1, MIB: 1}, [{1: 2, KIB: 4, MIB: 9}],
         "at every size measured, 1 B to 1 MiB"),
        ({1: 2, MIB: 9}, [{1: 1, MIB: 3}],
         "never here: slower at 1 MiB, the largest size measured"),
        ({1: 2, MIB: 3}, [{1: 1, MIB: 3}],
         "inconclusive: no measurable difference at 1 MiB, the largest measured"),
        ({1: 1, MIB: 3}, [{1: 2, MIB: 3}], "at 1 B, but inconclusive at 1 MiB"),
        ({1: 1, MIB: 3}, [{1: 2, MIB: 2}], "at 1 B, but not at 1 MiB"),
        ({1: 2, KIB: 2}, [{1: 1, KIB: 4}, {1: 4, KIB: 1}],
         "never here: slower at 1 KiB, the largest size measured"),
        ({1: 2, KIB: 2}, [{1: 4, KIB: 4}, {1: 3, KIB: 3}], "at every size measured, 1 B to 1 KiB"),
        ({1: 1}, [{MIB: 2}], "inconclusive: no size was measured of both"),
        ({}, [{}], "inconclusive: no size was measured of both"),
    ],
)  # fmt: skip
def test_crossover_has_known_answers(
    mine: dict[int, float], others: list[dict[int, float]], words: str
) -> None:
    """It wins from the size on from which it is told cheaper everywhere; the bracket is given."""
    made = [{size: around(value) for size, value in other.items()} for other in others]
    found = crossover({size: around(value) for size, value in mine.items()}, made)
    assert found.words == words


def test_crossover_tells_nothing_without_intervals() -> None:
    """Five rounds give no interval, so nothing wins or loses."""
    found = crossover({1: around(9.0), MIB: around(1.0)}, [{1: around(1.0), MIB: UNKNOWN}])
    assert found.outcomes == ((1, LOSES), (MIB, INCONCLUSIVE))
    assert crossover({1: around(1.0)}, [{1: around(2.0)}]).outcomes == ((1, WINS),)


@pytest.mark.parametrize(
    ("size", "count"),
    [("1B", 1), ("32KiB", 32768), ("64MiB", 2**26), ("2GiB", 2**31), ("1024_tasks", None),
     ("", None), ("KiB", None)],
)  # fmt: skip
def test_sizes_are_read_as_bytes(size: str, count: int | None) -> None:
    """Sizes of payloads are bytes; other sizes are none."""
    assert payload_bytes(size) == count


def test_amounts_are_worded_in_one_place() -> None:
    """Units suit the amount; what is below 0 keeps its sign; few are not called none."""
    assert [seconds_text(x) for x in (-2e-3, -5e-10, 0.0)] == ["-2.00 ms", "-0.50 ns", "0 s"]
    assert [payload(x) for x in (1, 1024, 3 * 2**19, 2**31)] == ["1 B", "1 KiB", "1.5 MiB", "2 GiB"]
    assert [megabytes(x) for x in (9.35e6, 2.18e8, 12_000)] == ["9.35 MB", "218 MB", "12 kB"]
    assert [per_second(x) for x in (1.25e9, 3e4, 5)] == ["1.25 GB/s", "30.0 kB/s", "5.00 B/s"]
    assert of_all(12_345, 40_000) == "12,345 of 40,000 (31 %)"
    assert of_all(1, 40_000) == "1 of 40,000 (under 1 %)"
    assert cost_seconds_text(Estimate(2e-9, -1e-9, 4e-9, 0.97, 6)) == "not above 0"
    assert cost_seconds_text(around(2e-9)) == "2.00 ns"


def test_starting_workers(exact: dict[str, CostLine]) -> None:
    """Each mechanism by each start method, for one worker and for as many as cores."""
    one = values(exact["Start, 1 worker"])
    assert one["Thread"] == "50.0 µs"
    assert [one[f"Process{how}"] for how in ("", " (forkserver)", " (spawn)")] == [
        "3.00 ms", "9.00 ms", "24.0 ms",
    ]  # fmt: skip
    assert values(exact["Start, 2 workers"])["Pool.map"] == "12.0 ms"
    assert one["Manager"] == "15.0 ms"
    assert exact["Start, 1 worker"].cheapest == "Thread"
    assert exact["Parent with data"].text == (
        "costs most for Pool.map, 256 MB of Python objects: 12.0 ms → 48.0 ms"
    )


def test_the_first_start_in_a_process_stands_below_later_ones(exact: dict[str, CostLine]) -> None:
    """With its own figures and interval; a file of before has none, and still the later ones."""
    topics = [topic for topic in exact if "1 worker" in topic]
    assert topics[:2] == ["Start, 1 worker", "First start, 1 worker"]
    later, first = (exact[topic].entries for topic in topics[:2])
    pairs = zip(later, first, strict=True)
    assert all(one.name == other.name and other.figure.interval for one, other in pairs)
    assert values(exact["First start, 1 worker"])["Pool.map"] == "18.0 ms"  # 3 times 6 ms
    entries = made_up_costs(2, spread=0.0)
    for one in entries:
        one["extra_info"].pop("observed", None)
    older = told(analysed_entries(entries))
    assert "First start, 1 worker" not in older
    assert values(older["Start, 1 worker"]) == values(exact["Start, 1 worker"])


def test_handing_out_tasks(exact: dict[str, CostLine]) -> None:
    """One at a time, many one by one, and in the chunks that are cheapest."""
    assert values(exact["Dispatch, single"])["Pool.map"] == "90.0 µs"
    assert values(exact["Dispatch, many"])["Pool.map"] == "30.2 µs"
    assert values(exact["Dispatch, chunks"])["Pool.map by 1024"] == "229 ns"
    assert "Pool.apply_async by 1" not in values(exact["Dispatch, chunks"])


def test_carrying_payloads(exact: dict[str, CostLine]) -> None:
    """A trip all in all by channel; shared memory wins from where it truly does.

    It takes 10 µs more than a pipe and saves 0.47 ns a byte: 21 KiB.
    """
    assert values(exact["Transfer 1 B"])["Pipe"] == "10.1 µs"
    assert values(exact["Transfer 1 MiB"])["SharedMemory"] == "335 µs"
    assert not {"pickle", "pickle_out_of_band"} & set(values(exact["Transfer 1 B"]))
    shared = exact["Shared memory"]
    assert values(shared)["over Pipe"] == "from 32 KiB on (slower at 1 KiB)"
    assert values(shared)["over Manager().Queue"] == "at every size measured, 1 B to 16 MiB"
    assert shared.text == "over every other channel: from 32 KiB on (slower at 1 KiB)"


def test_updates_and_what_is_lost_of_them(exact: dict[str, CostLine]) -> None:
    """A lock beside a Manager; how many of how many are lost, over all rounds."""
    updates = values(exact["A shared update"])
    assert updates["Value, its own lock (Process)"] == "2.02 µs"
    assert updates["Manager().Value (Process)"] == "200 µs"
    assert exact["A shared update"].text == "through a Manager 99.0× as long as with the lock"
    lost = exact["Lost updates"]
    assert values(lost)["Value, no lock (Process)"] == "3,720 of 12,000 (31 %)"
    assert values(lost)["Value, its own lock (Process)"] == "none lost"
    assert lost.text == "all other shared types: no lost updates"
    spoilt = exact["Records of a file"]
    assert values(spoilt)["file, no Lock (Process)"] == ("5 % corrupted, 5 % missing of 12,000")
    assert values(spoilt)["file, with a Lock (Process)"] == "none corrupted"


def test_that_all_are_of_processes_goes_without_saying() -> None:
    """Where a terminal compares several; a single one is named with what loses its updates."""
    verdict = build_verdict(analysed_entries(made_up_costs(2, spread=0.0)))
    short, full = ("\n".join(verdict_lines(verdict, full)) for full in (False, True))
    for text, topic in ((short, "shared update    "), (full, "A shared update   ")):
        assert f"{topic}Value, its own lock 2.02 µs; Manager().Value 200 µs" in text
    assert "Lost updates      Value, no lock (Process) 3,720 of 12,000 (31 %)" in full


def test_memory_of_a_worker(exact: dict[str, CostLine]) -> None:
    """Private memory by mechanism, and what reading a heavy parent's objects copies."""
    assert values(exact["Memory, a worker"])["Process"] == "9.00 MB"
    heavy = values(exact["… 256 MB parent"])
    assert heavy["Pool.map, Python objects read by each"] == "270 MB"
    assert heavy["Pool.map, numpy data read by each"] == "11.0 MB"


def test_nothing_is_said_of_what_was_not_measured() -> None:
    """Without cost cases there are no cost lines; with one family only its own."""
    assert cost_lines(analysed(made_up_run(2))) == ()
    noise = Noise(0.02, 1)
    entries = [entry("dispatch", (*CHUNKED, 1, "warm"), 3e-5, noise)]
    analysis = analysed_entries(entries)
    assert list(told(analysis)) == ["Dispatch, many"]
    printed = list(verdict_lines(build_verdict(analysis), full=True))
    assert not any("Nothing to judge" in line or "Cold:" in line for line in printed)


def test_a_cost_of_nothing_is_not_told_from_zero() -> None:
    """Where the mechanism costs nothing there is no figure, and the interval includes 0."""
    noise = Noise(0.05, 4)
    entries = [entry("dispatch", (*CHUNKED, 1, "warm"), 0.0, noise, reference=1e-6, rounds=10)]
    analysis = analysed_entries(entries)
    (one,) = told(analysis)["Dispatch, many"].entries
    assert one.figure.value == "not above 0"
    assert re.fullmatch(r"\[-[\d.]+ ns, [\d.]+ ns\]", one.figure.interval)
    assert "Pool.map not above 0" in "\n".join(verdict_lines(build_verdict(analysis), full=True))


def test_a_figure_without_an_interval_says_why() -> None:
    """Five rounds: terminal and summary say that six are needed."""
    entries = [entry("dispatch", (*CHUNKED, 1, "warm"), 3e-5, Noise(0.02, 4), rounds=5)]
    analysis = analysed_entries(entries)
    verdict = build_verdict(analysis)
    why = "no interval: 5 rounds, 6 are needed"
    assert told(analysis)["Dispatch, many"].entries[0].figure.words == why
    assert f"  1 figure with {why}" in list(verdict_lines(verdict, full=True))
    assert why in run_summary(analysis, verdict)


def test_what_overlaps_is_not_ranked() -> None:
    """Two strategies of the same cost: inconclusive; of chunks as good the smallest is named."""
    noise = Noise(0.1, 7)
    entries = [
        entry("dispatch", ("outstanding", "1024_tasks", name, "fork", 2, chunksize, "warm"), cost,
              noise)
        for name in ("pool", "process_pool")
        for chunksize, cost in ((1, 3e-5), (64, 2.1e-6), (1024, 2e-6))
    ]  # fmt: skip
    analysis = analysed_entries(entries)
    line = told(analysis)["Dispatch, many"]
    assert line.cheapest.startswith("inconclusive (")
    assert {"Pool.map", "ProcessPoolExecutor"} <= set(re.findall(r"[\w.]+", line.cheapest))
    found = cheapest(analysis.costs_of("dispatch")[:1], lambda one: one.cost)
    assert found is not None
    assert not found.alike
    words = [one.figure.words for one in told(analysis)["Dispatch, chunks"].entries]
    assert words == ["64 is not measurably different from 1024"] * 2


def test_void_cost_cases_are_named_and_no_numbers(tmp_path: Path) -> None:
    """A void case has no figure in the verdict, and its reason under Void and in All numbers."""
    made = entry("dispatch", (*CHUNKED, 1, "warm"), 3e-5, Noise(0.02, 4))
    made["extra_info"]["void"] = "started by fork, not by spawn"
    analysis = analysed_entries([made])
    verdict = build_verdict(analysis)
    assert verdict.costs == ()
    assert verdict.trust.void[0].text == "started by fork, not by spawn"
    save_report(analysis, verdict, tmp_path / "report", ("svg",))
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "void: started by fork, not by spawn" in page


def test_terminal_summary_and_page_agree(tmp_path: Path) -> None:
    """Every figure of the terminal is in both others; no line is wider than the terminal."""
    analysis = analysed_entries(made_up_costs(2))
    verdict = build_verdict(analysis)
    save_report(analysis, verdict, tmp_path / "report", ())
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    page = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    plain = re.sub(r"\\(.)", r"\1", (tmp_path / "report" / "summary.md").read_text("utf-8"))
    printed = list(verdict_lines(verdict, full=True))
    start = next(i for i, line in enumerate(printed) if line.startswith("OVERHEADS"))
    end = next(i for i in range(start + 1, len(printed)) if not printed[i].startswith(" "))
    costs = printed[start:end]
    assert max(map(len, costs)) <= TERMINAL_WIDTH
    assert len(costs) <= 30
    figures = set(FIGURE.findall(" ".join(line.strip() for line in costs)))
    assert len(figures) > 35
    assert [figure for figure in figures if figure not in plain] == []
    assert [figure for figure in figures if figure not in page] == []


def test_a_page_with_all_families_stays_light(tmp_path: Path) -> None:
    """Every cost case has a row, every id is given once, and the page is under 1 MB."""
    run = made_up_run(2, workloads=["fib", "sleep"])
    run["benchmarks"] += made_up_costs(2)
    analysis = analysed(run)
    save_report(analysis, build_verdict(analysis), tmp_path / "report", ())
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 1_000_000
    ids = re.findall(r'\bid="([^"]+)"', re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    assert len(ids) == len(set(ids))
    numbers = page[page.index('<details id="numbers">') :]
    assert all(numbers.count(f">{result.case.id}<") == 1 for result in analysis.costs)
