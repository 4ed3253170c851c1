"""The pages of a comparison on disk: charts as files, and one page that needs none of them."""

from collections.abc import Sequence
from pathlib import Path

from reports.charts import discover
from reports.drawing import draw_all
from reports.machines import charts
from reports.machines.comparison import Comparison
from reports.machines.page import page
from reports.machines.words import ComparisonWords


def save_pages(
    comparison: Comparison, words: ComparisonWords, folder: Path, formats: Sequence[str]
) -> Path:
    """Write ``charts/`` and ``index.html`` into ``folder``; give the page. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = list(draw_all(comparison, discover(charts), folder / "charts", formats))
    index = folder / "index.html"
    index.write_text(page(comparison, words, drawn), encoding="utf-8", newline="\n")
    return index
