"""Colours as a browser computes them, and how well one can be read on another."""

import re
from typing import NamedTuple

NUMBERS = re.compile(r"[\d.]+")


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255; alpha from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


def parsed(text: str) -> Colour:
    """``rgb(1, 2, 3)``, ``rgba(1, 2, 3, 0.5)`` or ``color(srgb 0.1 0.2 0.3)``, as CSS computes."""
    numbers = [float(number) for number in NUMBERS.findall(text.removeprefix("color(srgb"))]
    if text.startswith("color(srgb"):
        numbers[:3] = [255 * part for part in numbers[:3]]
    elif not text.startswith("rgb"):
        raise ValueError(f"{text!r} is no colour that this knows")
    return Colour(*numbers)


def over(colour: Colour, paper: Colour) -> Colour:
    """What is seen of a colour on an opaque one."""
    share = colour.alpha
    mixed = [share * a + (1 - share) * b for a, b in zip(colour[:3], paper[:3], strict=True)]
    return Colour(*mixed)


def contrast(ink: Colour, paper: Colour) -> float:
    """1 (none) to 21 (black on white): WCAG 2.2, "contrast ratio"; both opaque."""
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    """WCAG 2.2, "relative luminance"."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
