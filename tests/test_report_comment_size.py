"""summary.md and gate.md can be posted as a comment on GitHub, whatever the run."""

import re
from pathlib import Path
from typing import Any

import pytest

from reports.comment_size import GITHUB_MOST, MOST, fitting
from reports.gate import judge
from reports.gate_saving import gate_markdown
from reports.machines.tables import summary as machines_summary
from reports.machines.telling import tell
from reports.machines.words import Said
from reports.reading import read_run
from reports.summary import summary
from reports.verdict import judge as verdict_of
from tests.made_up_costs import with_costs
from tests.made_up_machines import made_up_comparison
from tests.made_up_runs import analysed, made_up_run, save
from tests.made_up_weak_scaling import made_up_weak

CUT = "**Cut here: a comment on GitHub holds 65,536 characters, and this would have "


def summary_of(run: dict[str, Any]) -> str:
    analysis = analysed(run)
    return summary(analysis, verdict_of(analysis))


def well_formed(text: str) -> None:
    """What is folded away ends; a line of a table has all its cells; code ends on its line."""
    assert text.count("<details>") == text.count("</details>")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)
    assert all(re.sub(r"\\`", "", line).count("`") % 2 == 0 for line in text.splitlines())


def test_a_run_of_all_families_on_192_cores_fits() -> None:
    """Every workload, strategy, worker count and cost: uncut, by a wide margin."""
    run = with_costs(192)
    run["benchmarks"] += made_up_weak(192)
    text = summary_of(run)
    assert len(run["benchmarks"]) > 1000
    assert "Cut here" not in text
    assert len(text) < GITHUB_MOST / 2


def test_what_is_too_long_is_cut_and_says_so() -> None:
    """A hundred plug-ins that were left out for long reasons: head and command stay."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    run["manyhands"]["skipped"] = [
        {
            "what": f"plug-in {number} `<details>`",
            "reason": f"line {number} could not be read " * 50,
        }
        for number in range(100)
    ]
    text = summary_of(run)
    assert MOST - 3000 < len(text) <= MOST < GITHUB_MOST
    assert text.startswith("# manyhands on made")
    head, cut, tail = text.partition(CUT)
    assert "plug-in 3" in head
    assert "index.html" in tail
    assert cut
    assert tail.rstrip().endswith("Reproduce: `pytest benchmarks/ --benchmark-autosave`")
    well_formed(text)


def test_a_gate_of_very_many_cases_is_cut(tmp_path: Path) -> None:
    """The folded table of the untold is cut between its rows, closed, and the remedy stays."""
    strategies = [f"strategy_of_a_plug_in_number_{number}" for number in range(60)]
    sides = []
    for seed in (1, 2):
        run = made_up_run(
            2, workloads=["fib", "sleep"], strategies=strategies, rounds=6, spread=0.1, seed=seed
        )
        run["manyhands"]["run_id"] = f"run-{seed}"
        sides.append([read_run(save(run, tmp_path, f"{seed}.json"))])
    text = gate_markdown(judge(sides[0], sides[1], 0.05))
    assert len(text) <= MOST
    assert "</details>\n\n" + CUT in text
    assert "gate.csv" in text.partition(CUT)[2]
    assert text.rstrip().endswith("`pytest benchmarks/ --benchmark-autosave --effort thorough`")
    well_formed(text)


def test_a_comparison_of_very_many_refusals_is_cut() -> None:
    """A thousand files that were left out for long reasons: verdict and head stay."""
    refused = tuple(Said(f"{number}.json", "could not be read " * 20) for number in range(1000))
    words = tell(made_up_comparison((2, 4), workloads=("fib",)))._replace(refused=refused)
    text = machines_summary(words)
    assert MOST - 3000 < len(text) <= MOST
    assert words.title in text
    assert "comparison.csv" in text.partition(CUT)[2]
    well_formed(text)


@pytest.mark.parametrize("more", [0, 1])
def test_only_what_does_not_fit_is_cut(more: int) -> None:
    """Just as long as allowed: as it was. One character more: cut, and still not too long."""
    text = "a\n" * (MOST // 2 - 1) + "b" * (1 + more) + "\n"
    assert (fitting(text, keep_from="none", whole="x") == text) == (more == 0)
    assert len(fitting(text, keep_from="none", whole="x")) <= MOST


def test_one_endless_line_is_cut_too() -> None:
    """Nothing that could be kept whole: the sentence alone, and the command."""
    text = "x" * MOST + "\nReproduce: `y`\n"
    shown = fitting(text, keep_from="Reproduce:", whole="index.html")
    assert shown.strip().startswith("**Cut here")
    assert shown.endswith("\nReproduce: `y`\n")
