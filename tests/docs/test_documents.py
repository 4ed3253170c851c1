"""What the documents name is there; they are in plain words, short, and as the parsers are."""

import ast
import re

import pytest

from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import plan_families
from lightwork.measuring.session.catalog import load_costs, load_strategies, load_workloads
from studies.options_page import options_page
from tests.fixtures.places import ROOT
from tests.fixtures.words.retired_words import long_sentences_in, paragraphs_of, retired_words_in

TUTORIAL = ROOT / "docs" / "tutorial.md"
#: What the mission names, each to be found in the table's first column.
PARTS = (
    "cpu_count active_children Process start run is_alive join name pid Lock Value Array Pipe "
    "Manager().Value Manager().Array Manager().list Manager().dict Manager().Queue Manager().Lock "
    "Pool apply_async close waits file one core waiting all cores computing shared loses"
)

#: The pages for readers; each has no more lines than this, where there is a limit.
PAGES = {
    **{f"docs/{path.name}": 400 for path in sorted((ROOT / "docs").glob("*.md"))},
    "README.md": 160,
    "METHOD.md": 300,
    "GLOSSARY.md": 90,
    "ARCHITECTURE.md": 150,
}
#: Its words are still to be replaced.
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(#[^)\s]+)?\)")


def rows() -> list[list[str]]:
    lines = [line for line in TUTORIAL.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return cells[2:]


@pytest.fixture(scope="module")
def planned() -> dict[str, list[str]]:
    """The names of the cases of a standard run on two cores, by family."""
    plan = plan_families(
        Choice("standard"),
        load_workloads(),
        load_strategies(),
        load_costs(),
        Cores(2, 2, 2, None, 2),
    )
    return {name: [case.id for case in own.cases] for name, own in plan.families.items()}


def test_every_part_of_the_mission_has_a_row() -> None:
    """Nothing is missing."""
    first_column = " ".join(row[0] for row in rows())
    words = re.split(r" (?!core)", PARTS)
    assert [word for word in words if word not in first_column] == []


@pytest.mark.parametrize("row", rows(), ids=[row[0] for row in rows()])
def test_a_row_names_a_planned_benchmark_and_a_test(
    row: list[str], planned: dict[str, list[str]]
) -> None:
    """A standard run has such cases, and the test file is there and speaks of it."""
    _, _, family, cases, test = row
    assert any(cases in name for name in planned[family]), f"no case of {family} has {cases}"
    assert (ROOT / test).is_file()


def test_the_table_of_tests_has_every_file_with_its_promise() -> None:
    """The promise is the first line of the file; files that are gone are not in the table."""
    text = (ROOT / "tests" / "README.md").read_text()
    promises = {
        str(path.relative_to(ROOT)): str(ast.get_docstring(ast.parse(path.read_text())))
        for path in (ROOT / "tests").rglob("test_*.py")
    }
    first_lines = {
        path: promise.splitlines()[0].replace("``", "`") for path, promise in promises.items()
    }
    assert dict(re.findall(r"^\| `(tests/\S+\.py)` \| (.*) \|$", text, re.MULTILINE)) == first_lines


def test_what_the_page_on_tests_names_is_there() -> None:
    """Fixtures and helpers, too."""
    text = (ROOT / "tests" / "README.md").read_text()
    assert [
        path for path in re.findall(r"tests/[\w/]+\.py", text) if not (ROOT / path).exists()
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_in_plain_words_and_no_longer_than_it_may_be(page: str) -> None:
    """No retired word, and as many lines as somebody reads."""
    text = (ROOT / page).read_text()
    assert retired_words_in(text) == []
    assert len(text.splitlines()) <= PAGES[page]


@pytest.mark.parametrize("page", ["README.md", "METHOD.md"])
def test_its_sentences_can_be_read_once(page: str) -> None:
    """None has more than 30 words, in tables neither."""
    paragraphs = paragraphs_of((ROOT / page).read_text())
    assert [one for paragraph in paragraphs for one in long_sentences_in(paragraph)] == []


@pytest.mark.parametrize("page", PAGES)
def test_its_links_lead_somewhere(page: str) -> None:
    """To a file, and to a heading in it."""
    for target, anchor in LINK.findall((ROOT / page).read_text()):
        if "://" not in target:
            file = (ROOT / page).parent / target if target else ROOT / page
            assert file.exists(), f"{page}: no {target}"
            assert not anchor or anchor[1:] in anchors_of(file.read_text()), f"{page}: {anchor}"


def anchors_of(markdown: str) -> list[str]:
    """What a link may name of a page, as GitHub makes it of headings."""
    headings = re.findall(r"^#+ (.*)$", markdown, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings]


def test_the_page_of_options_is_what_the_parsers_say() -> None:
    """Made anew by ``python -m studies.options_page > docs/options.md``."""
    assert (ROOT / "docs" / "options.md").read_text() == options_page()


def test_sections_and_commands_that_are_named_are_there() -> None:
    """A section of METHOD.md by its number, a study by its name."""
    numbers = set(re.findall(r"^## (\d+)\.", (ROOT / "METHOD.md").read_text(), re.MULTILINE))
    for page in PAGES:
        text = (ROOT / page).read_text()
        named = re.findall(r"METHOD(?:\.md)?[\])(./\w]*,\s+section\s+(\d+)", text)
        assert set(named) <= numbers, page
        for study in re.findall(r"\bstudies\.([a-z]\w+)", text):
            assert [*(ROOT / "studies").glob(f"{study}*")], f"{page}: {study}"
