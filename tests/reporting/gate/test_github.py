"""The gate as GitHub's annotations: what it shows, and that no name is taken for a command."""

import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest

from lightwork.commands.report import main
from lightwork.reporting.gate.github import MOST_OF_A_SORT, workflow_command
from tests.fixtures.made_up.runs import save
from tests.reporting.gate.test_decide import Run, changed, gate, rows, run, slower

#: A name that would be a command, close a tag, and break a line, a property or a table.
HOSTILE = "::add-mask::x ##[error]y\r\n::error::z\x00%0A,:<&>\"']]>\ud800\x1b[31m"
TEN = tuple(f"own_{number}" for number in range(10))


def annotated(tmp_path: Path, old: Run, new: Run) -> list[str]:
    """What a gate at 5 % prints for GitHub."""
    made = (save(old, tmp_path / "o", "old.json"), save(new, tmp_path / "n", "new.json"))
    out, words = StringIO(), ["--gate", "5", "--out", str(tmp_path / "out")]
    main([*map(str, made), *words, "--annotate", "github"], out, StringIO())
    return out.getvalue().split("\n")[:-1]


def commands(lines: Sequence[str]) -> list[tuple[str, str, str]]:
    """Name, title and text of what GitHub's runner takes for a command, in the order printed.

    After actions/runner: a line that starts (once leading spaces are gone) with ``::``, or has
    ``##[`` anywhere (src/Runner.Common/ActionCommand.cs, TryParseV2 and TryParse); none between
    stop-commands and its token (src/Runner.Worker/ActionCommandManager.cs).
    """
    found, token = [], ""
    for line in re.split(r"\r\n|\r|\n", "\n".join(lines)):
        text = line.lstrip()
        if token:
            token = "" if text == f"::{token}::" else token
        elif match := re.match(r"::stop-commands::(.+)", text):
            token = match[1]
        elif match := re.match(r"::([a-z-]+)(?: title=(.*?))?::(.*)", text):
            found.append((match[1], unescaped(match[2] or ""), unescaped(match[3])))
        else:
            assert not text.startswith("::")
            assert "##[" not in text
    assert token == ""
    return found


def unescaped(text: str) -> str:
    for escape, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escape, char)
    return text


def hostile(made: Run, of: str = "pool") -> Run:
    """The same with a strategy's name replaced by `HOSTILE`."""
    return changed(made, lambda entry: entry["params"].update(strategy=HOSTILE), of)


def voided(made: Run) -> Run:
    return changed(made, lambda entry: entry["extra_info"].update(void=HOSTILE), "pool")


def test_each_failing_case_is_an_error_and_the_sum_a_notice(tmp_path: Path) -> None:
    """The change and its interval as in gate.csv, the case in the title; last what came of all."""
    found = commands(annotated(tmp_path, run(1), slower(run(2), 1.15, "pool")))
    failing = [row for row in rows(tmp_path) if row["outcome"] == "slower"]
    assert [name for name, _, _ in found] == ["error"] * len(failing) + ["notice"]
    for (_, title, text), row in zip(found, failing, strict=False):
        assert title.startswith(f"slower: speedup: fib-medium-pool-{row['start_method']}-")
        low, high = (100 * (float(row[f"together_{end}"]) - 1) for end in ("low", "high"))
        assert f"[{low:+.1f}, {high:+.1f}] where 5 % is allowed" in text
    assert found[-1][1] == "Gate at 5 %: FAILED"
    assert f"{len(failing)} slower" in found[-1][2]


def test_lost_and_void_cases_are_told(tmp_path: Path) -> None:
    """Became void, vanished: errors with the reason. Void on both sides: a warning."""
    new = voided(run(2))
    new["benchmarks"] = [one for one in new["benchmarks"] if one["params"]["workers"] == 2]
    found = commands(annotated(tmp_path, run(1), new))
    assert {title.split(":")[0] for name, title, _ in found if name == "error"} == {
        "became void",
        "vanished",
    }
    found = commands(annotated(tmp_path / "both", voided(run(1)), voided(run(2))))
    assert {title.split(":")[0] for name, title, _ in found if name == "warning"} == {
        "not comparable"
    }
    assert found[-1][0] == "notice"


def test_what_looks_slower_and_cannot_be_told_is_a_warning(tmp_path: Path) -> None:
    """Beyond the threshold, but not surely: with what would tell. What looks equal is none."""
    old, new = (run(seed, rounds=6, spread=0.1) for seed in (1, 2))
    found = commands(annotated(tmp_path, old, slower(new, 1.1, "pool")))
    warned = {title for name, title, _ in found if name == "warning"}
    untold = [row for row in rows(tmp_path) if row["outcome"] == "inconclusive"]
    assert len(warned) == sum(float(row["change"]) > 1.05 for row in untold) > 0
    assert len(warned) < len(untold)
    assert all("needs" in text for name, _, text in found if name == "warning")


def test_a_failed_null_control_is_the_first_warning(tmp_path: Path) -> None:
    """Nothing is told then, and the annotation says why."""
    new = changed(
        slower(run(2), 1.15),
        lambda one: one["stats"].update(data=[1.2 * each for each in one["stats"]["data"]]),
        "serial",
    )
    found = commands(annotated(tmp_path, run(1), new))
    name, title, text = found[0]
    assert (name, title) == ("warning", "A/A check failed, so there is no verdict")
    assert "serial against itself" in text
    assert found[-1][1] == "Gate at 5 %: INVALID"


def test_no_more_than_github_shows(tmp_path: Path) -> None:
    """Of many failing cases nine are shown, and the tenth error counts the others."""
    made = [run(seed, strategies=TEN) for seed in (1, 2)]
    for entry in made[1]["benchmarks"]:
        if entry["params"]["strategy"] in TEN:
            entry["stats"]["data"] = [2 * seconds for seconds in entry["stats"]["data"]]
    errors = [one for one in commands(annotated(tmp_path, *made)) if one[0] == "error"]
    failing = sum(row["outcome"] == "slower" for row in rows(tmp_path))
    assert len(errors) == MOST_OF_A_SORT < failing
    assert errors[-1][1] == f"and {failing - 9} more cases, in gate.md"


def test_hostile_names_are_no_commands(tmp_path: Path) -> None:
    """All that GitHub's runner would obey is ours: errors with the name in them, and the notice."""
    lines = annotated(tmp_path, hostile(run(1)), hostile(slower(run(2), 1.15, "pool")))
    assert any("add-mask" in line for line in lines)
    found = commands(lines)
    assert {name for name, _, _ in found} == {"error", "notice"}
    assert "add-mask" in found[0][1]


def test_a_name_at_the_start_of_a_line_is_no_command() -> None:
    """The check itself sees a command that is not ours: this file's parser is not blind."""
    assert commands(["    ::add-mask::x"]) == [("add-mask", "", "x")]
    assert commands(["::stop-commands::t", " ::add-mask::x", "::t::"]) == []
    with pytest.raises(AssertionError):
        commands(["some ##[error]y"])


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("a:b,c", "d:e,f", "::error title=a%3Ab%2Cc::d:e,f"),
        ("100 %", "5 %0A", "::error title=100 %25::5 %250A"),
        ("a\nb", "c\rd\ne", "::error title=a b::c d e"),
    ],
)
def test_escapes_are_those_of_the_toolkit(heading: str, text: str, expected: str) -> None:
    """As escapeProperty and escapeData of @actions/core; line breaks are spaces before that."""
    assert workflow_command("error", heading, text) == expected


def test_without_the_option_nothing_is_annotated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in GitHub's own machines either: what is printed does not hang on where it runs."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    _, out, _ = gate(tmp_path, run(1), slower(run(2), 1.15))
    assert "::" not in out


def test_annotations_need_a_gate() -> None:
    """One line says what to add, before anything is read."""
    err = StringIO()
    assert main(["nowhere.json", "--annotate", "github"], StringIO(), err) == 2
    assert err.getvalue() == "error: --annotate: needs a gate to speak of. Add: --gate PERCENT\n"
