"""Colours: readable on light and dark paper, and told apart whatever colours one can see.

Contrast: W3C, Web Content Accessibility Guidelines 2.1, "relative luminance" and "contrast ratio".
Colour vision: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009) 1291, severity 1.
"""

from itertools import combinations

import numpy as np
import pytest

from lightwork.reporting.charts.parts import style
from lightwork.reporting.drawing.colours import PAGE, PICTURE_TONES, Tone, variables
from lightwork.reporting.drawing.svg_inline import inline

THEMES = Tone._fields
VISION = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
          [0.0193339, 0.1191920, 0.9503041]]  # fmt: skip
#: Distance in CIELAB below which two colours of lines look alike.
APART = 13.0


def linear(colour: str) -> np.ndarray:
    share = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def in_lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array(TO_XYZ) @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_contrast_is_the_standard_s() -> None:
    """Black on white is 21, and #777777 just fails 4.5, as the standard's tools say."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["ink", "faint", "mark", "sure", "unsure", "dont", "alarm"])
def test_text_is_readable(name: str, theme: str) -> None:
    """Text has a contrast of 4.5 on the papers that it stands on, in both themes."""
    text = getattr(PAGE[name], theme)
    papers = ["paper", "tint", *(["alarm-tint"] if name == "ink" else [])]
    assert all(contrast(text, getattr(PAGE[paper], theme)) >= 4.5 for paper in papers)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PICTURE_TONES)
def test_series_are_seen(name: str, theme: str) -> None:
    """Lines and markers have a contrast of 3 on their paper, in both themes."""
    assert contrast(getattr(PICTURE_TONES[name], theme), getattr(PAGE["paper"], theme)) >= 3


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
def test_series_are_told_apart(theme: str, vision: str) -> None:
    """No two colours of series look alike to any colour vision."""
    seen = {
        name: in_lab(np.array(VISION[vision]) @ linear(getattr(tone, theme)))
        for name, tone in PICTURE_TONES.items()
        # A series' words are in a darker tone of its own colour.
        if name != "ceiling" and not name.endswith("-words")
    }
    close = [
        (one, other)
        for one, other in combinations(seen, 2)
        if np.linalg.norm(seen[one] - seen[other]) < APART
    ]
    assert close == []


def test_every_colour_of_a_look_has_a_dark_tone() -> None:
    """What a strategy is drawn in can be seen on dark paper: pictures have no other colours."""
    light = {tone.light.lower() for tone in PICTURE_TONES.values()}
    used = {look.colour.lower() for look in style.KNOWN_STYLES.values()} | {
        c.lower() for c in style.CYCLE
    }
    assert used <= light


def test_words_on_areas_are_readable() -> None:
    """Areas are alike in both themes, and so are the words on them."""
    assert all(contrast(style.ON_AREA, area) >= 3 for area in style.AREAS.values())
    themed = {tone.light.lower() for tone in PICTURE_TONES.values()} | {style.INK, "#ffffff"}
    assert not themed & {c.lower() for c in (*style.AREAS.values(), style.ON_AREA)}
    assert style.ON_DARK_AREA.lower() not in themed


def test_pictures_take_the_page_s_colours_and_labels_stay() -> None:
    """Colours in styles become variables; the same text in a label does not."""
    svg = '<svg><text style="fill: #222222">#222222</text><path style="stroke: #0072b2"/></svg>'
    assert inline(svg, "x") == (
        '<svg><text style="fill: var(--ink)">#222222</text>'
        '<path style="stroke: var(--blue)"/></svg>'
    )


def test_the_reader_s_choice_beats_the_system_s() -> None:
    """Dark by the system's preference unless light was chosen; on paper always light."""
    rules = variables()
    assert "prefers-color-scheme:dark){:root:not([data-theme=light])" in rules
    assert ":root[data-theme=dark]" in rules
    assert rules.index("@media print") > rules.index(":root[data-theme=dark]")
