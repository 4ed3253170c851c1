"""SVG and PNG of one drawing: the same as matplotlib's own, each drawn by itself."""

import io

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from PIL import Image

from reports.charts._style import SETTINGS
from reports.rendering import rendered

DPI = 120
#: Side, in dots, of the squares whose mean colours are compared: letters may be half a dot aside.
SQUARE = 24
#: By how much (of 255) those may differ; a word more or less is more than twice as much.
ALIKE = 14


def lines(axes: Axes) -> None:
    axes.plot([0, 1, 2], [0.01, 3, 1], color="#0072B2", linewidth=2.5)
    axes.plot([-1, 3], [1, 1], ":", color="#111111", linewidth=3)
    axes.set_xlim(0.4, 1.6)  # lines are cut off


def logarithmic_with_bars(axes: Axes) -> None:
    axes.errorbar([1, 2, 4], [1, 2, 3], yerr=[0.5, 0.2, 1], marker="o", markersize=9, capsize=4)
    axes.set_xscale("log", base=2)
    axes.grid(color="#AAAAAA")


def areas(axes: Axes) -> None:
    axes.fill_between([0, 1, 2], [0, 1, 0], [2, 3, 3], alpha=0.4, color="#009669")
    axes.add_patch(Rectangle((0.2, 0.2), 1, 1, facecolor="white", edgecolor="black", hatch="////"))
    axes.broken_barh([(0, 0.5), (1, 0.7)], (2.2, 0.6), facecolors=["#B84800", "#CD8300"])


def cut_by_a_shape(axes: Axes) -> None:
    shape = Rectangle((0.25, 0.25), 0.5, 0.5, transform=axes.transAxes)
    (line,) = axes.plot([0, 1], [0, 1], linewidth=14)
    line.set_clip_path(shape)


def images(axes: Axes) -> None:
    shades = np.arange(12).reshape(3, 4)
    axes.imshow(shades, interpolation="nearest", aspect="auto", extent=(0, 2, 0, 1))
    axes.imshow(shades.T, interpolation="nearest", aspect="auto", extent=(0, 2, 2, 3))
    axes.set_ylim(0, 3)


def words(axes: Axes) -> None:
    axes.text(0.1, 0.8, "level\nof two lines", size=12)
    axes.text(0.6, 0.1, "upright", rotation=90, color="#B84800", size=12)
    axes.text(0.1, 0.2, "aslant", rotation=35, size=12)
    halo = [withStroke(linewidth=6, foreground="black")]
    axes.text(0.5, 0.5, "halo", size=14, weight="bold", path_effects=halo, color="white")


KINDS = (lines, logarithmic_with_bars, areas, cut_by_a_shape, images, words)


def drawn_by(kind, inches=(4.13, 3.07)) -> Figure:
    figure = Figure(figsize=inches)
    axes = figure.add_axes((0.15, 0.15, 0.7, 0.7))
    kind(axes)
    axes.set_xlabel("workers")
    return figure


def by_itself(figure: Figure, kind: str, **more) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format=kind, dpi=DPI, **more)
    return file.getvalue()


def squares(image: Image.Image) -> np.ndarray:
    """Mean colours of squares, each of `SQUARE` dots along a side."""
    small = image.convert("RGB").reduce(SQUARE)
    return np.asarray(small, dtype=float)


def as_image(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_both_are_as_matplotlib_draws_each(kind):
    """The SVG is the same to a byte, the PNG as large and alike to the eye."""
    with rc_context(SETTINGS):
        both = rendered(drawn_by(kind), DPI, png=True)
        svg = by_itself(drawn_by(kind), "svg", metadata={"Date": None})
        png = as_image(by_itself(drawn_by(kind), "png"))
    assert both.svg == svg.decode()
    made = as_image(both.png)
    assert made.size == png.size
    assert np.abs(squares(made) - squares(png)).max() < ALIKE


@pytest.mark.parametrize("word", range(4))
def test_what_is_alike_differs_where_a_word_lacks(word):
    """The comparison above would fail."""
    with rc_context(SETTINGS):
        whole = squares(as_image(rendered(drawn_by(words), DPI, png=True).png))
        without = drawn_by(words)
        without.axes[0].texts[word].set_visible(False)
        lacking = squares(as_image(rendered(without, DPI, png=True).png))
    assert np.abs(whole - lacking).max() > 2 * ALIKE


def test_without_png_there_are_no_pixels():
    """A page alone needs none; its SVG is the same."""
    with rc_context(SETTINGS):
        alone = rendered(drawn_by(lines), DPI, png=False)
        both = rendered(drawn_by(lines), DPI, png=True)
    assert alone.png == b""
    assert alone.svg == both.svg


def test_a_text_is_remembered_as_it_was():
    """A text that is drawn again looks the same, whatever was drawn between, in its own colour."""

    def of(text: str, colour: str, size: float = 14) -> np.ndarray:
        figure = Figure(figsize=(2, 1))
        figure.text(0.2, 0.4, text, color=colour, size=size)
        return np.asarray(as_image(rendered(figure, DPI, png=True).png))

    first = of("threads", "black")
    assert (of("a longer text", "black") != first).any()
    assert (of("threads", "black") == first).all()
    assert (of("threads", "black", 20) != first).any()
    red = of("threads", "red")
    assert (red[..., 1:] == first[..., 1:]).all()  # as dark in green and blue
    assert (red[..., 0] == 255).all()
