"""Pages: letters from a template, notes to HTML."""

import html
import random
import re
from string import Template

_LETTER = Template(
    "Dear $name,\n\nyour order $number of $count pieces was sent to $city on the $day.\n"
    "Yours, $seller\n"
)
CUSTOMERS = [
    {
        "name": f"Customer {number}", "number": str(7000 + number), "count": str(number % 9 + 1),
        "city": ("Ulm", "Bern", "Graz")[number % 3], "day": f"{number % 28 + 1}.", "seller": "us",
    }
    for number in range(4000)
]  # fmt: skip


def write_letter(customer: dict[str, str]) -> str:
    """A letter: short."""
    return _LETTER.substitute(customer)


def _note(chance: random.Random, paragraphs: int) -> str:
    linked = "[page](http://a.example/b)"
    words = ["plan", "*team*", "`code`", "**now**", linked, "<tag>", "&", "later"]
    lines = ["# Notes"]
    for _ in range(paragraphs):
        lines += ["", " ".join(chance.choices(words, k=40)), "", "- one", "- **two**", "## More"]
    return "\n".join(lines)


def notes() -> list[str]:
    """200 notes; most are short and some are very long."""
    chance = random.Random(1)
    return [_note(chance, min(300, int(chance.paretovariate(0.9)) + 1)) for _ in range(200)]


def to_html(note: str) -> str:
    """Headings, lists, emphasis, code and links."""
    out = []
    for line in html.escape(note).splitlines():
        shown = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", line)
        shown = re.sub(r"\*(.+?)\*", r"<i>\1</i>", shown)
        shown = re.sub(r"`(.+?)`", r"<code>\1</code>", shown)
        shown = re.sub(r"\[(.+?)\]\((.+?)\)", r'<a href="\2">\1</a>', shown)
        level = len(shown) - len(shown.lstrip("#"))
        if level:
            shown = f"<h{level}>{shown[level + 1 :]}</h{level}>"
        elif shown.startswith("- "):
            shown = f"<li>{shown[2:]}</li>"
        elif shown:
            shown = f"<p>{shown}</p>"
        out.append(shown)
    return "\n".join(out)
