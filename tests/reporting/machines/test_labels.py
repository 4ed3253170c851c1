"""Names of machines: short where they are repeated, in full once, and no two alike."""

from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.output.files import comparison_summary
from lightwork.reporting.machines.output.page import comparison_page
from lightwork.reporting.machines.output.terminal import MOST_TERMINAL_LINES, comparison_lines
from lightwork.reporting.machines.series.labels import LONGEST_MACHINE_NAME
from lightwork.reporting.machines.text.build import build_text
from lightwork.reporting.output.markdown import markdown
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_comparison
from tests.reporting.machines.output.test_page import Text

#: What machines are called by default, and what somebody may call them.
LONG = (
    "AMD EPYC 7B13 64-Core Processor, 2 usable cores",
    "AMD EPYC 7B13 64-Core Processor, 8 usable cores",
    "x" * 500 + "1", "x" * 500 + "2", "y" * 500 + " ...", "y" * 501 + " ...",
)  # fmt: skip


def comparison_of(*labels: str) -> Comparison:
    machines = [MadeUpMachine(label, id=f"m-{place}") for place, label in enumerate(labels)]
    return made_up_comparison(machines=machines, workloads=("fib",), strategies=("pool",))


def test_long_labels_keep_start_and_end() -> None:
    """No more letters than a line can repeat, and all of them differ; short ones are kept."""
    labels = [one.label for one in comparison_of(*LONG, "desk").series]
    assert labels[:2] == ["AMD EPYC 7B13…2 usable cores", "AMD EPYC 7B13…8 usable cores"]
    assert labels[-1] == "desk"
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= LONGEST_MACHINE_NAME + len(" (m-5)")


def test_a_long_label_is_told_in_full_once() -> None:
    """By page, summary and terminal, where the machines are listed; what was short is not."""
    found = comparison_of(LONG[0], "desk")
    words = build_text(found)
    for text in (
        " ".join(" ".join(comparison_lines(words)).split()),
        Text(comparison_page(found, words, ())).text,
    ):
        assert text.count(LONG[0]) == 1
    assert comparison_summary(words).count(markdown(LONG[0])) == 1
    assert "in full" not in next(one.text for one in words.machines if one.topic == "desk")


def test_the_terminal_folds_what_machines_are() -> None:
    """What each ran, when, and which is the baseline stands at the end of a long line; of eight
    with the longest labels there is a line each, as more have no room."""
    printed = " ".join(
        " ".join(comparison_lines(build_text(comparison_of(*LONG[:2], "desk")))).split()
    )
    assert printed.count("1 run, 2026-11-01, effort standard") == 3
    assert "effort standard; the baseline" in printed
    found = made_up_comparison(
        machines=[MadeUpMachine(f"{place} {'z' * 400} {place}", 2 + place) for place in range(8)]
    )
    shown = comparison_lines(build_text(found))
    assert len(shown) <= MOST_TERMINAL_LINES
    assert max(map(len, shown)) <= 100
