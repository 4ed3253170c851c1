"""What to do about cases that can't be told: measure more, and how much more."""

import shlex
from io import StringIO
from pathlib import Path

import pytest

from lightwork.commands.report import main
from lightwork.reporting.report.arguments import UsageError, parser, refuse_useless
from tests.fixtures.made_up.runs import save
from tests.reporting.gate.test_decide import Run, gate, rows, run

MANY = ("fib", "prime_count", "mandelbrot", "word_count", "hash_chain", "matmul")


def noisy(seed: int, command: list[str]) -> Run:
    """So few rounds that scatter so much that nothing is told of more than 20 cases."""
    made = run(seed, rounds=8, spread=0.05, workloads=MANY)
    made["lightwork"]["command"] = command
    return made


@pytest.mark.parametrize(
    "effort", [[], ["--effort", "quick"], ["--effort=quick"], ["--effort", "thorough"]]
)
def test_many_untold_cases_are_measured_with_more_rounds(effort: list[str], tmp_path: Path) -> None:
    """OLD's command as it was would measure the same again: it says thorough, and says it once."""
    command = ["pytest", "benchmarks/", *effort, "--benchmark-autosave"]
    code, out, _ = gate(tmp_path, noisy(1, command), noisy(2, command))
    assert code == 0
    assert any(int(row["needed_rounds"] or 0) > 8 for row in rows(tmp_path))
    shown = shlex.split(out.partition("TO TELL MORE: ")[2].partition(": ")[2])
    assert shown[:2] == ["pytest", "benchmarks/"]
    assert "--benchmark-autosave" in shown
    assert shown.count("--effort") == 1
    assert shown[shown.index("--effort") + 1] == "thorough"
    assert not any(word.startswith("--effort=") for word in shown)


def test_how_many_runs_a_side_is_said(tmp_path: Path) -> None:
    """At least as many as there are, in the terminal and in the text for a pull request."""
    command = ["pytest", "benchmarks/"]
    old, new = ([noisy(seed + side, command) for side in (0, 1)] for seed in (10, 20))
    _, out, _ = gate(tmp_path, old, new)
    sentence = out.partition("TO TELL MORE: ")[2].partition(":")[0]
    words = sentence.split()
    assert int(words[words.index("up") + 2]) >= 2
    assert sentence in (tmp_path / "out" / "gate.md").read_text()


@pytest.mark.parametrize(
    ("command", "useless"),
    [
        (["--gate", "5"], ["--baseline", "x"]),
        (["--gate", "5"], ["--each"]),
        (["--gate", "5"], ["--format", "svg"]),
        (["--gate", "5"], ["--tables", "csv"]),
        (["--export", "packed"], ["--format", "png"]),
        (["--export", "packed"], ["--baseline", "x"]),
        (["--export", "packed"], ["--each"]),
        (["--export", "packed"], ["--annotate", "github"]),
    ],
)
def test_no_option_is_dropped_without_a_word(
    command: list[str], useless: list[str], tmp_path: Path
) -> None:
    """What a gate or a pack has no use for is a usage error in one line; nothing is written."""
    file = str(save(run(1), tmp_path))
    out, err = StringIO(), StringIO()
    words = [file, *([file] if command[0] == "--gate" else []), *command, *useless]
    assert main([*words, "--out", str(tmp_path / "out")], out, err) == 2
    assert err.getvalue().startswith(f"error: {command[0]}: got {useless[0]}, too")
    assert err.getvalue().count("\n") == 1
    assert out.getvalue() == ""
    assert not (tmp_path / "out").exists()


def test_a_gate_makes_no_parquet() -> None:
    """Its table is CSV; whoever asks for another is told, whether pyarrow is there or not."""
    options = parser().parse_args(["OLD", "NEW", "--gate", "5"])
    refuse_useless(options, "gate")
    options.tables = ("csv", "parquet")
    with pytest.raises(UsageError, match="--gate: got --tables, too"):
        refuse_useless(options, "gate")
