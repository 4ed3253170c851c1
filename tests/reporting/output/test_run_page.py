"""Page, summary and tables: the same figures everywhere, and nobody's text is run as markup."""

import base64
import csv
import hashlib
import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lightwork.reporting.estimates.analysis import analyse
from lightwork.reporting.output.files import ESTIMATE_COLUMNS, save_report
from lightwork.reporting.output.markdown import code_span, markdown
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.read.run import read_run
from lightwork.reporting.text.verdict_model import Verdict
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import in_blocks, made_up_run, save
from tests.fixtures.made_up.whole import whole_run


class Written:
    """A report on disk and the verdict that it was made of."""

    def __init__(self, run: dict[str, Any], folder: Path) -> None:
        analysis = analyse(read_run(save(run, folder)))
        self.verdict: Verdict = build_verdict(analysis)
        self.folder = folder / "report"
        save_report(analysis, self.verdict, self.folder, ("svg",))
        self.page = (self.folder / "index.html").read_text(encoding="utf-8")
        self.summary = (self.folder / "summary.md").read_text(encoding="utf-8")


class Text(HTMLParser):
    """The text of a page without pictures, styles and script, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        unsaid = r"<svg.*?</svg>|<style.*?</style>|<script.*?</script>"
        self.feed(re.sub(unsaid, "", page, flags=re.DOTALL))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Written:
    run = made_up_run(2, strategies=["threads", "pool", "process", "manager"])
    in_blocks(run)
    run["lightwork"]["finished"] = False  # so that there is an alarm to be told
    return Written(run, tmp_path_factory.mktemp("page"))


def test_the_verdict_comes_first(report: Written) -> None:
    """The first thing under the title is what to use."""
    page = Text(report.page).text
    assert page.index("Pure Python") < 400
    parts = ("How sure", "Speedup against workers", "All numbers:")
    places = [page.index(words) for words in parts]
    assert places == sorted(places)


def test_the_page_needs_nothing_else(report: Written) -> None:
    """No link to another file or host; under 1 MB."""
    tags = Text(report.page).tags
    assert not {"img", "iframe", "object"} & {tag for tag, _ in tags}
    assert [about for tag, about in tags if tag == "link"] == [{"rel": "icon", "href": "data:,"}]
    links = [about["href"] or "" for tag, about in tags if tag == "a"]
    assert links
    assert all(link.startswith("#") for link in links)
    fetched = re.findall(
        r"""(?:src|href)=["'](?!#|data:)[^"']*["']|url\((?!#|["']?data:)""", report.page
    )
    assert fetched == []
    assert len(report.page.encode()) < 1_000_000


def test_the_policy_allows_our_script_alone(report: Written) -> None:
    """One script, of which the content policy has the hash; nothing can be fetched or framed."""
    scripts = re.findall(r"<script>(.*?)</script>", report.page, flags=re.DOTALL)
    assert len(scripts) == report.page.count("<script") == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    (policy,) = [about["content"] for tag, about in Text(report.page).tags
                 if about.get("http-equiv") == "Content-Security-Policy"]  # fmt: skip
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'"
    )
    assert not re.search(r"<[^>]* on\w+=", report.page)
    assert len(scripts[0].encode()) <= 8 * 1024


def test_the_page_has_its_parts_in_order(report: Written) -> None:
    """Alarms and verdict first, how sure right after, then the open charts; the rest is folded."""
    parts = ["workloads", "workers", "run"]  # costs and tasks were not measured
    places = [report.page.index(f'id="{name}"') for name in (
        "main", "verdict", "trust", "controls", "speedup", "job_length", *parts,
        "names", "not-drawn", "plan",
        "reproduce", "numbers",
    )]  # fmt: skip
    assert places == sorted(places)
    assert re.findall(r'<details class="part" id="(\w+)"', report.page) == parts
    assert "<table" not in report.page[places[2] : report.page.index("<svg")]
    assert report.page.index('class="alarm"') < places[1]


def test_each_chart_has_its_finding_its_picture_and_its_data(report: Written) -> None:
    """A section with anchor, sentence, focusable figure, read-out and a table to sort."""
    sections = re.findall(r'<section class="chart".*?</section>', report.page, flags=re.DOTALL)
    assert len(sections) == 5
    for section in sections:
        (name,) = re.findall(r'data-chart="([^"]+)"', section)
        assert f'id="{name}"' in section
        assert f'class="anchor" href="#{name}"' in section
        assert re.search(r'<p class="finding">[^<]+</p>', section)
        assert '<figure tabindex="0"' in section
        assert section.count("<svg") == section.count('role="img"') == section.count("<desc")
        assert section.count(" hidden>") == section.count("<svg") - 1
        assert 'aria-live="polite"' in section
        (count,) = re.findall(r"Data: (\d+) rows", section)
        assert section.count("<tr") == int(count) + 1
        rows = {row for marks in re.findall(r"data-marks='([^']*)'", section)
                for *_, row in json.loads(marks)}  # fmt: skip
        assert rows == set(range(int(count)))


def test_series_are_chosen_by_the_names_that_the_charts_show(report: Written) -> None:
    """Each box says what stands beside its lines, and hides what has its token."""
    boxes = re.findall(r'data-series="(strategy:[^"]+)"> ([^<]+)</label>', report.page)
    assert dict(boxes) == {
        "strategy:threads": "Thread",
        "strategy:pool": "Pool.map",
        "strategy:process": "Process",
        "strategy:manager": "Manager",
    }


def test_what_was_not_run_and_how_to_run_it_again(report: Written) -> None:
    """The plan has every reason, the families and their rounds; the command stands in full."""
    page = Text(report.page).text
    plan = page[page.index("What was run, and what not") :]
    assert "needs Python 3.14; this is 3.11.7" in plan
    assert "the run did not finish" in plan
    assert "pytest benchmarks/ --benchmark-autosave" in plan
    assert "python reports/plot.py FOLDER/0001_made_up.json" in plan


def test_a_page_of_all_families_is_under_a_megabyte(tmp_path: Path) -> None:
    """Every chart and every number of a thorough run on a machine of 192 cores, sweeps too."""
    report = Written(whole_run(192, "thorough"), tmp_path)
    assert len(report.page.encode()) < 1_000_000
    assert report.page.count('<section class="chart"') == 21


def test_anchors_lead_somewhere(report: Written) -> None:
    """Each link of the page has its target, and no id is given twice."""
    ids = re.findall(r'\bid="([^"]+)"', report.page)
    outside = [about["id"] for _, about in Text(report.page).tags if "id" in about]
    assert len(outside) == len(set(outside))
    targets = re.findall(r'<a href="#([^"]+)"', report.page)
    assert set(targets) <= set(ids)


def test_pictures_in_the_page_are_well_formed(report: Written) -> None:
    """Each inlined chart is an SVG by itself, with what it shows said for those who can't see."""
    pictures = re.findall(r"<svg.*?</svg>", report.page, flags=re.DOTALL)
    assert len(pictures) == 7  # two scales of speedup, and seconds beside it
    for picture in pictures:
        ElementTree.fromstring(picture)  # noqa: S314 - our own file
    spoken = [about for tag, about in Text(report.page).tags if tag == "figure"]
    assert all(about["aria-label"] for about in spoken)


HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> $\\frac$ | `x` [a](b) \x1b[31m\ud800"
)


def test_hostile_text_is_text(tmp_path: Path) -> None:
    """Markup in label, CPU, names and reasons shows as itself in page, charts and summary."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], label=HOSTILE)
    run["machine_info"]["machine"]["cpu_model"] = HOSTILE
    run["lightwork"]["skipped"] = [{"what": HOSTILE, "reason": HOSTILE}]
    run["lightwork"]["command"] = ["pytest", HOSTILE]
    for benchmark in run["benchmarks"]:
        benchmark["params"]["workload"] = HOSTILE
        if benchmark["params"]["strategy"] == "pool":
            benchmark["params"]["strategy"] = HOSTILE
        benchmark["extra_info"]["warnings"] = [HOSTILE]
    report = Written(run, tmp_path)
    for page in (report.page, *(f.read_text() for f in report.folder.glob("charts/*.svg"))):
        assert "<script>alert" not in page
        assert "<img" not in page
    assert "&lt;script&gt;" in report.page
    *text, command = report.summary.splitlines()
    assert command.count("`") == 2  # between them GitHub shows everything as it is
    assert "<script" not in "\n".join(text).replace("\\<script", "")
    rows = [line for line in report.summary.splitlines() if line.startswith("| \\<script")]
    assert rows
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) in (6, 11)
    assert not any("\x1b" in line for line in verdict_lines(report.verdict, full=True))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("word_count", "word_count"),
        ("_x_ *y*", r"\_x\_ \*y\*"),
        ("1.87× [1.80, 1.93]", "1.87× [1.80, 1.93]"),
        ("[a](http://b)", r"[a\](http://b)"),
        ("a|b\nc", r"a\|b c"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, shown: str) -> None:
    """What would be markup is escaped; names and intervals stay readable."""
    assert markdown(text) == shown


def test_code_can_not_be_left() -> None:
    """Backticks inside code are replaced."""
    assert code_span("a`b\n") == "a'b "


def test_estimates_have_a_row_per_case_and_quantity(tmp_path: Path) -> None:
    """Values in base units; an interval that can't be given is empty, and the warning says why."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=5)
    report = Written(run, tmp_path)
    rows = list(csv.DictReader(StringIO((report.folder / "estimates.csv").read_text())))
    assert tuple(rows[0]) == ESTIMATE_COLUMNS
    pool = [row for row in rows if row["strategy"] == "pool" and row["workers"] == "2"]
    cold = {row["quantity"]: row for row in pool
            if (row["state"], row["start_method"]) == ("cold", "fork")}  # fmt: skip
    assert set(cold) == {
        "seconds", "seconds_p95", "seconds_worst", "speedup", "efficiency", "share_of_ceiling",
        "karp_flatt",
    }  # fmt: skip
    assert float(cold["seconds"]["value"]) == pytest.approx(0.17, rel=0.1)
    assert float(cold["efficiency"]["value"]) == pytest.approx(float(cold["speedup"]["value"]) / 2)
    assert {row["low"] for row in pool} == {""}
    bounded = [row for row in pool if not row["quantity"].startswith("seconds_")]
    assert all("at least 6" in row["warnings"] for row in bounded)
    assert {row["quantity"] for row in rows if row["strategy"] == "serial"} == {
        "seconds", "seconds_p95", "seconds_worst", "null_control"
    }  # fmt: skip
    assert len([row for row in rows if row["strategy"] == "ceiling"]) == 2
