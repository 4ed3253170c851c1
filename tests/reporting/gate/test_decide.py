"""The gate: what fails, what can't be told, what is refused, and its exit codes."""

import csv
import subprocess
import sys
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from lightwork.commands.report import main
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.places import ROOT

Run = dict[str, Any]


def run(seed: int, *, rounds: int = 30, spread: float = 0.02, workloads: Sequence[str] = ("fib",),
        strategies: Sequence[str] = ("threads", "pool")) -> Run:  # fmt: skip
    """A small made-up run: identical code whatever the seed."""
    made = made_up_run(
        2, workloads=workloads, strategies=strategies, rounds=rounds, spread=spread, seed=seed
    )
    made["lightwork"]["run_id"] = f"run-{seed}"
    return made


def slower(made: Run, times: float, strategy: str = "") -> Run:
    """The same with the cases of a strategy (all parallel ones) slower by a factor."""
    for entry in made["benchmarks"]:
        if entry["params"]["strategy"] in ((strategy,) if strategy else ("threads", "pool")):
            entry["stats"]["data"] = [times * seconds for seconds in entry["stats"]["data"]]
    return made


def changed(made: Run, change: Callable[[dict[str, Any]], object], strategy: str = "pool") -> Run:
    """The same with every case of a strategy changed."""
    for entry in made["benchmarks"]:
        if entry["params"]["strategy"] == strategy:
            change(entry)
    return made


def gate(tmp_path: Path, old: Run | Sequence[Run], new: Run | Sequence[Run], *more: str
         ) -> tuple[int, str, str]:  # fmt: skip
    """Exit code, all that was printed, and all complaints, of a gate at 5 %."""
    for name, side in (("old", old), ("new", new)):
        for number, made in enumerate([side] if isinstance(side, dict) else side):
            save(made, tmp_path / name, f"{number:04}_run.json")
    out, err = StringIO(), StringIO()
    words = [str(tmp_path / "old"), str(tmp_path / "new")]
    code = main([*words, "--gate", "5", "--out", str(tmp_path / "out"), *more], out, err)
    return code, " ".join(out.getvalue().split()), err.getvalue()


def rows(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "out" / "gate.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def outcomes(tmp_path: Path, strategy: str) -> set[str]:
    return {row["outcome"] for row in rows(tmp_path) if row["strategy"] == strategy}


@pytest.mark.parametrize("seed", range(6))
def test_identical_code_passes(tmp_path: Path, seed: int) -> None:
    """A/A: exit 0, nothing fails, and most cases are shown not to have changed."""
    code, out, err = gate(tmp_path, run(2 * seed), run(2 * seed + 1))
    assert (code, err) == (0, "")
    assert out.startswith("Gate at 5 %: passed")
    assert outcomes(tmp_path, "pool") <= {"no change", "inconclusive"}
    assert sum(row["outcome"] == "no change" for row in rows(tmp_path)) >= 5


def test_a_slower_case_fails(tmp_path: Path) -> None:
    """+15 % in one mechanism: exit 1, its change and interval in print, the others unharmed."""
    code, out, _ = gate(tmp_path, run(1), slower(run(2), 1.15, "pool"))
    assert code == 1
    assert out.startswith("Gate at 5 %: FAILED")
    assert "FAILS slower speedup: fib-medium-pool-fork-1w-4c-cold: +1" in out
    assert outcomes(tmp_path, "pool") == {"slower"}
    assert "slower" not in outcomes(tmp_path, "threads")


def test_a_slowdown_of_all_is_one_of_each(tmp_path: Path) -> None:
    """Where everything is slower, nothing stands out, and all of it fails."""
    assert gate(tmp_path, run(1), slower(run(2), 1.15))[0] == 1
    assert {row["outcome"] for row in rows(tmp_path)} == {"slower"}


def test_a_gain_passes(tmp_path: Path) -> None:
    """Faster is said, and no failure."""
    assert gate(tmp_path, slower(run(1), 1.2), run(2))[0] == 0
    assert {row["outcome"] for row in rows(tmp_path)} == {"faster"}


def test_ten_percent_are_found_in_several_runs(tmp_path: Path) -> None:
    """Three runs a side of ten rounds each find +10 %; the scatter comes from the runs."""
    old = [run(seed, rounds=10) for seed in (1, 2, 3)]
    new = [slower(run(seed, rounds=10), 1.1, "pool") for seed in (4, 5, 6)]
    code, out, _ = gate(tmp_path, old, new)
    assert code == 1
    assert "from 6 runs" in out
    assert "slower" in outcomes(tmp_path, "pool")
    assert {(row["runs_old"], row["runs_new"]) for row in rows(tmp_path)} == {("3", "3")}


def test_a_vanished_case_fails(tmp_path: Path) -> None:
    """A case of OLD that NEW lacks is named, with what to do if that was meant."""
    code, out, _ = gate(tmp_path, run(1), run(2, strategies=("threads",)))
    assert code == 1
    assert "vanished speedup: fib-medium-pool-" in out
    assert "OLD's options" in out
    assert outcomes(tmp_path, "pool") == {"vanished"}


def test_a_case_that_became_void_fails(tmp_path: Path) -> None:
    """With the reason that NEW gives."""
    new = changed(run(2), lambda entry: entry["extra_info"].update(void="ran in one process"))
    code, out, _ = gate(tmp_path, run(1), new)
    assert code == 1
    assert "became void speedup: fib-medium-pool-fork-1w-4c-cold: ran in one process" in out


def test_void_in_one_run_of_several_is_no_loss(tmp_path: Path) -> None:
    """The other runs are compared."""
    void = changed(run(3), lambda entry: entry["extra_info"].update(void="ran in one process"))
    assert gate(tmp_path, run(1), [run(2), void])[0] == 0
    assert {row["runs_new"] for row in rows(tmp_path) if row["strategy"] == "pool"} == {"1"}


def test_a_new_case_is_listed_only(tmp_path: Path) -> None:
    """What OLD lacks can't be slower."""
    code, out, _ = gate(tmp_path, run(1, strategies=("threads",)), run(2))
    assert code == 0
    assert "NEW speedup: fib-medium-pool-fork-1w-4c-cold: not in OLD" in out


def test_another_workload_is_not_compared(tmp_path: Path) -> None:
    """Where the source of a workload changed, the case is counted and listed, and passes."""
    new = changed(run(2), lambda entry: entry["extra_info"].update(workload_version="beef"))
    code, out, _ = gate(tmp_path, run(1), slower(new, 2.0, "pool"))
    assert code == 0
    assert "not comparable" in out
    assert "how it is timed, differs" in out
    assert outcomes(tmp_path, "pool") == {"not comparable"}


def test_few_rounds_tell_nothing(tmp_path: Path) -> None:
    """Five rounds: inconclusive, though twice as slow, and what is needed; exit 0."""
    code, out, _ = gate(tmp_path, run(1, rounds=5), slower(run(2, rounds=5), 2.0))
    assert code == 0
    assert "passed, as all is inconclusive" in out
    assert "at least 6 are needed" in out
    assert {row["outcome"] for row in rows(tmp_path)} == {"inconclusive"}


def test_wide_scatter_says_what_is_needed(tmp_path: Path) -> None:
    """Six rounds of 5 %: inconclusive, with rounds or runs and the command that gets them."""
    code, out, _ = gate(
        tmp_path, run(1, rounds=6, spread=0.05), run(2, rounds=6, spread=0.05)
    )  # fmt: skip
    assert code == 0
    assert "INCONCLUSIVE" in out
    assert "rounds in each run (has 6)" in out
    assert "runs a side (has 1)" in out
    assert "--workloads fib --strategies serial," in out
    untold = [row for row in rows(tmp_path) if row["outcome"] == "inconclusive"]
    assert any(row["needed_runs"] for row in untold)
    assert all(int(row["needed_runs"] or 2) > 1 for row in untold)


def test_a_failed_null_control_tells_nothing_of_change(tmp_path: Path) -> None:
    """First in print, whatever the changes; no timing fails, a vanished case still does."""
    off = changed(
        slower(run(2), 1.5),
        lambda entry: entry["stats"].update(data=[1.1 * x for x in entry["stats"]["data"]]),
        "serial",
    )
    code, out, _ = gate(tmp_path, run(1), off)
    assert code == 0
    assert out.startswith("! A/A check failed")
    assert "serial against itself is 0.9" in out
    assert "INVALID" in out
    assert {row["outcome"] for row in rows(tmp_path)} == {"inconclusive"}
    assert "**A/A check failed" in (tmp_path / "out" / "gate.md").read_text()
    off["benchmarks"] = [e for e in off["benchmarks"] if e["params"]["strategy"] != "threads"]
    assert gate(tmp_path, run(1), off)[0] == 1


def test_disturbed_rounds_don_t_count(tmp_path: Path) -> None:
    """Ten of thirty rounds three times as slow and flagged: no change."""

    def disturb(entry: dict[str, Any]) -> None:
        data = entry["stats"]["data"]
        entry["stats"]["data"] = [3 * x if i < 10 else x for i, x in enumerate(data)]
        entry["extra_info"]["disturbed"] = [i < 10 for i in range(len(data))]

    assert gate(tmp_path, run(1), changed(run(2), disturb))[0] == 0
    assert "no change" in outcomes(tmp_path, "pool")


def test_one_wild_round_is_no_slowdown(tmp_path: Path) -> None:
    """A round of ten times the seconds, in each case and not flagged, fails nothing."""

    def wild(entry: dict[str, Any]) -> None:
        entry["stats"]["data"][7] *= 10

    assert gate(tmp_path, run(1), changed(run(2), wild))[0] == 0


def test_the_ceiling_cancels_what_a_core_is_worth(tmp_path: Path) -> None:
    """A second core that is worth less slows the ceiling alike, and is no change of code."""

    def shared(entry: dict[str, Any]) -> None:
        entry["extra_info"]["ceiling_seconds"] = [
            1.3 * x for x in entry["extra_info"]["ceiling_seconds"]
        ]

    new = changed(slower(run(2), 1.3, "pool"), shared)
    assert gate(tmp_path, run(1), new)[0] == 0
    pool = [row for row in rows(tmp_path) if row["strategy"] == "pool"]
    assert {row["quantity"] for row in pool} == {"case / ceiling"}


@pytest.mark.parametrize(
    ("keys", "value", "named"),
    [
        (("machine_info", "machine", "id"), "m-other", "m-other"),
        (("machine_info", "machine", "usable_cores"), 1, "usable_cores"),
        (("lightwork", "run_id"), "run-1", "a run that is in OLD"),
    ],
)
def test_what_can_not_be_compared_is_refused(
    tmp_path: Path, keys: Sequence[str], value: object, named: str
) -> None:
    """Another machine, other limits, the same run twice: exit 2, one line with the remedy."""
    new = run(2)
    part = new
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    code, out, err = gate(tmp_path, run(1), new)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert named in err
    assert "Measure" in err


def test_another_python_is_compared_and_told(tmp_path: Path) -> None:
    """That may be just what is tested."""
    new = run(2)
    new["machine_info"]["python"]["version"] = "3.14.1"
    code, out, _ = gate(tmp_path, run(1), new)
    assert code == 0
    assert "Another Python: OLD CPython 3.11.7; NEW CPython 3.14.1" in out


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["a.json", "--gate", "5"], ["--gate", "got 1 RUN", "OLD NEW"]),
        (["--gate", "5"], ["got 0 RUNs"]),
        (["a", "b", "c", "--gate", "5"], ["got 3 RUNs", "folder"]),
        (["a", "b", "--gate", "0"], ["'0'", "above 0"]),
        (["a", "b", "--gate", "nan"], ["'nan'", "above 0"]),
        (["a", "b", "--gate", "five"], ["'five'", "for example 5"]),
        (["no_such", "b", "--gate", "5"], ["no_such", "nothing of that name"]),
    ],
)
def test_usage_errors_are_one_line(argv: list[str], words: list[str]) -> None:
    """Exit 2, nothing on stdout, one line that names what was wrong and what would be right."""
    out, err = StringIO(), StringIO()
    assert main(argv, out, err) == 2
    assert (out.getvalue(), len(err.getvalue().splitlines())) == ("", 1)
    assert [word for word in words if word not in err.getvalue()] == []


def test_a_refused_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """It is named; the code is that of the others, with --strict it is 2."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "broken.json").write_text("{")
    code, _, err = gate(tmp_path, run(1), run(2))
    assert code == 0
    assert "broken.json" in err
    assert gate(tmp_path, run(1), run(2), "--strict")[0] == 2


def test_nothing_heavy_is_loaded_and_nothing_is_nan(tmp_path: Path) -> None:
    """A whole gate loads no pandas, matplotlib or jinja2, and prints no nan."""
    _, out, _ = gate(tmp_path, run(1, rounds=5), run(2))
    texts = [out, *(path.read_text() for path in (tmp_path / "out").iterdir())]
    assert not any("nan" in text.lower().split() or ",nan" in text for text in texts)
    program = (
        "import sys, io; from lightwork.commands.report import main;"
        "main(sys.argv[1:], io.StringIO(), sys.stderr);"
        "print(*{'pandas', 'matplotlib', 'jinja2'} & set(sys.modules))"
    )
    words = [str(tmp_path / name) for name in ("old", "new")]
    done = subprocess.run(
        [sys.executable, "-c", program, *words, "--gate", "5", "--out", str(tmp_path / "out")],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stdout.split(), done.stderr) == ([], "")


def test_many_cases_stay_a_screenful(tmp_path: Path) -> None:
    """A hundred failing cases are counted, not all printed; gate.md has all."""
    many = {"workloads": ("fib", "prime_count", "mandelbrot", "sleep"), "rounds": 6,
            "strategies": ("pool", "process", "threads", "thread_pool")}  # fmt: skip
    out = StringIO()
    for name, made in (("old", run(1, **many)), ("new", slower(run(2, **many), 3.0))):
        save(made, tmp_path / name)
    words = [str(tmp_path / "old"), str(tmp_path / "new"), "--gate", "5"]
    assert main([*words, "--out", str(tmp_path / "out")], out, StringIO()) == 1
    assert len(out.getvalue().splitlines()) <= 50
    assert "more cases, in gate.md" in out.getvalue()
    text = (tmp_path / "out" / "gate.md").read_text()
    failing = [row for row in rows(tmp_path) if row["outcome"] == "slower"]
    assert len(failing) > 10
    assert f"## Slower: {len(failing)}" in text
