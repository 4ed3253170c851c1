"""Clips of an SVG as classes: hundreds of lines are cut off at the same few frames.

``clip-path`` is a property of CSS as well as an attribute, with the same meaning (W3C, CSS Masking
Module Level 1, section 5.1), and a class is a fifth of its length.
"""

import re
from collections import Counter

CLIPPED = re.compile(r"<[a-z][^<>]* clip-path=[^<>]*>")
CLIP = re.compile(r' clip-path="(url\(#[^")]+\))"')
CLASS = re.compile(r' class="([^"]*)"')


def classed_clips(svg: str, name: str, often: int) -> str:
    """The same with a class for each clip that is used ``often``; classes begin with ``name``."""
    uses = Counter(CLIP.findall(svg))
    classes = {clip: f"{name}c{i}" for i, (clip, n) in enumerate(uses.items()) if n >= often}

    def classed(tag: re.Match[str]) -> str:
        clip = CLIP.search(tag[0])
        if clip is None or clip[1] not in classes:
            return tag[0]
        own = classes[clip[1]]
        text = tag[0].replace(clip[0], "", 1)
        if CLASS.search(text):
            return CLASS.sub(rf' class="\1 {own}"', text, count=1)
        end = len(text) - (2 if text.endswith("/>") else 1)
        return f'{text[:end]} class="{own}"{text[end:]}'

    svg = CLIPPED.sub(classed, svg)
    return with_rules(svg, {own: f"clip-path:{clip}" for clip, own in classes.items()})


def with_rules(svg: str, rules: dict[str, str]) -> str:
    """The picture with a style for each class."""
    if not rules:
        return svg
    start = svg.index(">") + 1
    text = "".join(f".{name}{{{rule}}}" for name, rule in rules.items())
    return f"{svg[:start]}<style>{text}</style>{svg[start:]}"
