"""The page of several machines: the verdict first, the comparison's figures, and never too long."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.comparison import Comparison, Difference
from lightwork.reporting.machines.output.files import save_pages
from lightwork.reporting.machines.output.page import (
    MOST_PAGE_CASES,
    MOST_PAGE_LINES,
    case_rows,
    page_command,
)
from lightwork.reporting.machines.text.build import build_text
from lightwork.reporting.text.figures import seconds_between, times_between
from lightwork.reporting.text.verdict_model import LabelledText
from tests.fixtures.made_up.comparison import (
    HOSTILE,
    MIXED,
    WORKS,
    Host,
    made_up_comparison,
    made_up_fleet,
)

MEGABYTE = 1_000_000
SECTIONS = ["verdict", "hosts_by_kind", "speedup_by_machine", "hosts", "efficiency_by_machine",
            "seconds_by_machine", "costs_by_machine", "over_time", "refused", "not-drawn",
            "reproduce"]  # fmt: skip


class Text(HTMLParser):
    """The text of a page without that of its pictures; its tags, and the ids of sections."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(re.sub(r"<svg.*?</svg>|<style.*?</style>", "", page, flags=re.DOTALL))
        self.text = " ".join(" ".join(self.words).split())
        self.sections = [about["id"] for tag, about in self.tags
                         if tag == "section" and about.get("id")]  # fmt: skip

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def written(comparison: Comparison, folder: Path) -> str:
    """The page, as it is on disk."""
    index = save_pages(comparison, build_text(comparison), folder, ("svg",))
    return index.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def mixed() -> Comparison:
    return made_up_comparison(*MIXED)


@pytest.fixture(scope="module")
def page(mixed: Comparison, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(mixed, tmp_path_factory.mktemp("page"))


def test_the_verdict_comes_first(page: str) -> None:
    """All sections are there in the order in which they are read; each id once."""
    text = Text(page)
    assert [name for name in text.sections if name in SECTIONS] == SECTIONS
    ids = [about["id"] for _, about in text.tags if about.get("id")]
    assert len(ids) == len(set(ids))
    anchors = {about["href"] for tag, about in text.tags
               if tag == "a" and (about.get("href") or "").startswith("#")}  # fmt: skip
    assert anchors <= {f"#{name}" for name in ids}


def test_the_sentence_comes_first_and_letters_are_explained_once(tmp_path: Path) -> None:
    """Before any table or picture: the verdict, then what each letter stands for."""
    hosts = [Host("a server with a long label", 2), Host("another server with one", 4)]
    comparison = made_up_comparison(*hosts)
    page = written(comparison, tmp_path)
    text = Text(page).text
    verdict = build_text(comparison).verdict
    key = "A a server with a long label, the baseline B another server with one"
    assert text.index(verdict) < text.index(key) < text.index("Machines by kind of work")
    assert text.count(key) == 1
    assert page.index("<table") > page.index('<div class="picture"')


def test_each_kind_of_work_has_its_best_machine_and_each_machines_advice(
    mixed: Comparison, page: str
) -> None:
    """Tables of which machine, whole and per core, and of what to use on each, and how sure."""
    text = "".join(Text(page).text.split())
    for words in build_text(mixed).kinds:
        row = f"{words.heading}{words.whole}{words.per_core}"
        assert "".join(row.split()) in text
        assert words.advice
        for said in words.advice:
            assert "".join(f"{said.use}{said.gain}{said.worth_it}".split()) in text


def test_cases_of_the_page_are_those_of_the_comparison(mixed: Comparison, page: str) -> None:
    """Each case of each machine, in the words that all outputs use."""
    text = Text(page).text
    for series in mixed.series:
        for pooled in series.cases.values():
            assert pooled.speedup is not None
            figures = f"{seconds_between(pooled.seconds)} {times_between(pooled.speedup)}"
            assert f"{pooled.case.id} {series.label} {figures}" in text


def test_machines_can_be_hidden(mixed: Comparison, page: str) -> None:
    """A control for each machine, whose token its rows and lines bear."""
    boxes = [about.get("data-series") for tag, about in Text(page).tags if tag == "input"
             and about.get("type") == "checkbox"]  # fmt: skip
    assert boxes == [series.key for series in mixed.series]


def test_nobodys_text_is_markup(tmp_path: Path) -> None:
    """Labels, reasons, values and commits of others appear as text, in each section."""
    bad = "<script>alert(1)</script>"
    comparison = made_up_comparison(*(Host(label, 2) for label in HOSTILE), works=WORKS[:1])
    comparison = comparison._replace(
        refused=(LabelledText(bad, bad),), differences=(Difference(bad, (bad,) * len(HOSTILE)),)
    )
    text = Text(written(comparison, tmp_path))
    assert sum(tag == "script" for tag, _ in text.tags) == 1
    assert not any(tag == "img" for tag, _ in text.tags)
    assert not any(name.startswith("on") for _, about in text.tags for name in about)
    assert text.text.count("alert(1)") >= 4


def test_no_request_leaves_the_page(page: str) -> None:
    """No address but those of SVG's names."""
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_eight_machines_with_all_that_can_be_measured_stay_light(tmp_path: Path) -> None:
    """Under 3 MB with 8 machines, long labels, 11 workloads and up to 192 cores."""
    hosts = [Host(f"a long label of machine {i} " + "x" * 60, cores, 1 + 0.1 * i, runs=2)
             for i, cores in enumerate((2, 4, 8, 16, 48, 64, 96, 192))]  # fmt: skip
    works = [Work(f"{work.workload}_{i}", work.size, work.kind)
             for i in range(2) for work in WORKS]  # fmt: skip
    page = written(made_up_comparison(*hosts, works=[*works, WORKS[0]]), tmp_path)
    assert len(page.encode()) < 3 * MEGABYTE
    assert "Speedup of each machine" in page


def test_a_fleet_is_summed_up(tmp_path: Path) -> None:
    """3,000 machines: under 2 MB, models in the table of verdicts, and where the rest stands."""
    fleet = made_up_fleet(3000)
    page = written(fleet, tmp_path)
    text = Text(page)
    assert len(page.encode()) < 2 * MEGABYTE
    assert "Waiting Made-up CPU 192, 192 cores" in text.text
    assert "Made-up CPU 2, 2 cores : median 1.11×" in text.text
    assert "each stands in comparison.csv" in text.text
    assert "2 on 750, 8 on 750, 64 on 750 and 192 on 750" in text.text
    assert not any(about.get("data-series") for tag, about in text.tags if tag == "input")


def test_long_tables_end_and_say_so() -> None:
    """Cases beyond those shown are counted; values of a fleet are counted, rare ones left out."""
    hosts = [Host(f"host {i}", 192) for i in range(8)]
    works = [Work(f"work {i}", "medium", "cpu") for i in range(20)]
    comparison = made_up_comparison(*hosts, works=works)
    shown, more = case_rows(comparison)
    assert len(shown) == MOST_PAGE_CASES
    assert len(shown) + more == sum(len(series.cases) for series in comparison.series)
    values = tuple(f"kernel {i}" for i in range(9))
    fleet = made_up_fleet(9)._replace(differences=(Difference("kernel", values),))
    assert build_text(fleet).differences[0].text.endswith("kernel 5 on 1 and 3 more")


def test_what_is_refused_is_bounded(tmp_path: Path) -> None:
    """The first by name, the others as a count."""
    many = tuple(LabelledText(f"file {i}", "another schema") for i in range(MOST_PAGE_LINES + 7))
    comparison = made_up_comparison(Host("a", 1), works=WORKS[:1])._replace(refused=many)
    text = Text(written(comparison, tmp_path)).text
    assert f"file {MOST_PAGE_LINES - 1} : another schema And 7 more." in text
    assert f"file {MOST_PAGE_LINES} :" not in text


def test_the_command_names_files_but_not_the_folders_above_them(mixed: Comparison) -> None:
    """A page is mailed: whose home the runs were in is nobody's business."""
    moved = [
        series._replace(runs=tuple(
            run._replace(file=Path("/home/alice/runs") / folder / run.file) for run in series.runs
        ))
        for folder, series in zip("abcd", mixed.series, strict=True)
    ]  # fmt: skip
    comparison = mixed._replace(series=tuple(moved))
    assert page_command(comparison) == (
        "python reports/plot.py FOLDER/a/0000.json FOLDER/b/0000.json FOLDER/c/0000.json "
        "FOLDER/c/0001.json FOLDER/c/0002.json FOLDER/d/0000.json --baseline laptop"
    )
