"""Names of machines: short where they are repeated, in full once, and no two alike."""

from reports.machines.comparison import Comparison
from reports.machines.labels import LONGEST_NAME
from reports.machines.page import page
from reports.machines.tables import summary
from reports.machines.telling import tell
from reports.machines.terminal import MOST, lines
from reports.markdown import markdown
from tests.made_up_machines import MadeUpMachine, made_up_comparison
from tests.test_report_machine_page import Text

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
    assert max(map(len, labels)) <= LONGEST_NAME + len(" (m-5)")


def test_a_long_label_is_told_in_full_once() -> None:
    """By page, summary and terminal, where the machines are listed; what was short is not."""
    found = comparison_of(LONG[0], "desk")
    words = tell(found)
    for text in (" ".join(" ".join(lines(words)).split()), Text(page(found, words, ())).text):
        assert text.count(LONG[0]) == 1
    assert summary(words).count(markdown(LONG[0])) == 1
    assert "in full" not in next(one.text for one in words.machines if one.topic == "desk")


def test_the_terminal_folds_what_machines_are() -> None:
    """What each ran, when, and which is the baseline stands at the end of a long line; of eight
    with the longest labels there is a line each, as more have no room."""
    printed = " ".join(" ".join(lines(tell(comparison_of(*LONG[:2], "desk")))).split())
    assert printed.count("1 run, 2026-11-01, effort standard") == 3
    assert "effort standard; the baseline" in printed
    found = made_up_comparison(
        machines=[MadeUpMachine(f"{place} {'z' * 400} {place}", 2 + place) for place in range(8)]
    )
    shown = lines(tell(found))
    assert len(shown) <= MOST
    assert max(map(len, shown)) <= 100
