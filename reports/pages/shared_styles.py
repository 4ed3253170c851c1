"""The styles of all pictures of a page, each said once: pictures look alike, and there are many."""

import re

from reports.lightening import TAG

PICTURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
#: What `reports.lightening` writes: classes and nothing else.
STYLES = re.compile(r"<style>((?:\.\w+\{[^{}]*\})+)</style>")
RULE = re.compile(r"\.(\w+)\{([^{}]*)\}")
CLASS = re.compile(r'(?<= class=")[^"]*')


def shared_styles(page: str) -> str:
    """The same page with the classes of its pictures in the style of its head, the first there is.

    They come after the page's own rules, as they did before.
    """
    shared: dict[str, str] = {}  # rule -> class

    def without(picture: re.Match[str]) -> str:
        own = {
            name: shared.setdefault(rule, f"s{len(shared)}")
            for block in STYLES.findall(picture[0])
            for name, rule in RULE.findall(block)
        }
        return TAG.sub(lambda tag: _renamed(tag[0], own), STYLES.sub("", picture[0]))

    page = PICTURE.sub(without, page)
    rules = "".join(f".{name}{{{rule}}}" for rule, name in shared.items())
    return page.replace("</style>", f"{rules}</style>", 1)


def _renamed(tag: str, names: dict[str, str]) -> str:
    return CLASS.sub(lambda it: " ".join(names.get(one, one) for one in it[0].split()), tag)
