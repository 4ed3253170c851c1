"""The colours of pages, on light and on dark paper, and how those of pictures become them.

Text has a contrast of 4.5 on its paper and series one of 3, in both themes (W3C, Web Content
Accessibility Guidelines 2.1, criteria 1.4.3 and 1.4.11; tests/reporting/drawing/test_colours.py).
"""

from typing import NamedTuple

from lightwork.reporting.charts.parts import style


class Tone(NamedTuple):
    """A colour on light and on dark paper."""

    light: str
    dark: str


#: CSS variable -> its colour.
PAGE = {
    "paper": Tone("#ffffff", "#15181b"),
    "tint": Tone("#f4f6f8", "#1f2428"),
    "ink": Tone("#1d1f21", "#e6e8ea"),
    "faint": Tone("#5c6166", "#a3abb2"),
    "rule": Tone("#dcdfe3", "#363c42"),
    "mark": Tone("#00639c", "#6db8e8"),
    "sure": Tone("#00693e", "#4fd19b"),
    "unsure": Tone("#7a5200", "#e3b341"),
    "dont": Tone("#9a3412", "#f0916a"),
    "alarm": Tone("#9a3412", "#f0916a"),
    "alarm-tint": Tone("#fdf1e9", "#33211a"),
}
#: Likewise of series and limits in pictures; on light paper they are as in the files.
PICTURE_TONES = {
    "blue": Tone(style.BLUE, "#2E86D1"),
    "vermillion": Tone(style.VERMILLION, "#E8692B"),
    "green": Tone(style.GREEN, "#1FB588"),
    "purple": Tone(style.PURPLE, "#D98AB8"),
    "sky": Tone(style.SKY, "#7CC7F2"),
    "orange": Tone(style.ORANGE, "#E69F00"),
    "black": Tone(style.BLACK, "#E6E8EA"),
    "yellow": Tone(style.YELLOW, "#F0E442"),
    "ceiling": Tone(style.CEILING_COLOUR, "#8d969d"),
}
PICTURE_TONES |= {
    f"{name}-words": Tone(style.COLOUR_NAMES[tone.light], tone.dark)
    for name, tone in PICTURE_TONES.items()
    if tone.light in style.COLOUR_NAMES
}
#: Colour as SVG files have it -> what stands for it in a page.
IN_PICTURES = {
    style.INK.lower(): "var(--ink)",
    style.FAINT.lower(): "var(--faint)",
    style.GRID.lower(): "var(--rule)",
    "#ffffff": "var(--paper)",
    **{tone.light.lower(): f"var(--{name})" for name, tone in PICTURE_TONES.items()},
}


def variables() -> str:
    """The rules that set all colours: the system's theme, unless the reader chose one."""
    tones = {**PAGE, **PICTURE_TONES}
    light = "".join(f"--{name}:{tone.light};" for name, tone in tones.items())
    dark = "".join(f"--{name}:{tone.dark};" for name, tone in tones.items())
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light])"
        f"{{color-scheme:dark;{dark}}}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f"@media print{{:root,:root[data-theme=dark]{{color-scheme:light;{light}}}}}"
    )
