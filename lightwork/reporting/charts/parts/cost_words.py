"""What to take from a chart of costs: what is printed of them in brief, in one sentence."""

from collections.abc import Callable, Iterable

from lightwork.core.decision import INCONCLUSIVE
from lightwork.reporting.charts.parts.style import in_brackets
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.text.names import in_a_sentence
from lightwork.reporting.text.verdict_model import CostLine
from lightwork.reporting.verdict.costs import cost_lines


def cost_finding(*topics: str) -> Callable[[Analysis, object], str]:
    """Of the lines whose topics begin like one of ``topics``."""
    return lambda analysis, _found: cost_sentence(
        line for line in cost_lines(analysis) if line.topic.startswith(topics)
    )


def cost_sentence(lines: Iterable[CostLine]) -> str:
    """From the first to the last cost of each line, and its text; of all costs if none is brief."""
    kept = list(lines)
    for all_of_them in (False, True):
        if parts := [text for line in kept if (text := _clause(line, all_of_them))]:
            return f"{'; '.join([parts[0], *map(in_a_sentence, parts[1:])])}."
    return "The figures stand beside the marks."


def _clause(line: CostLine, all_of_them: bool) -> str:
    shown = [one for one in line.entries if one.brief or all_of_them]
    ends = {one.figure.value: in_brackets(one.figure.value, one.name)
            for one in (*shown[-1:], *shown[:1])}  # fmt: skip
    span = " to ".join(reversed(ends.values()))
    unsure = f"cheapest: {line.cheapest}" if INCONCLUSIVE in line.cheapest else ""
    text = ", ".join(filter(None, (span, span and unsure, line.text)))
    return text and f"{line.topic}: {text}"
