"""A figure as SVG and as PNG of one drawing.

To find out what stands where is half of a drawing's time, and ``savefig`` does so for each format.
Here what was placed once is handed to two renderers, which are matplotlib's own.
"""

import io
import warnings
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, TransformedPath
from PIL import Image

from reports.pixels import REMEMBERED, Pixels

#: SVG counts in points: so many are an inch.
POINTS = 72
#: Of zlib; half the time of its usual 6 for 5 % more bytes.
COMPRESSION = 2


class Rendered(NamedTuple):
    """A figure as files."""

    svg: str
    png: bytes  # empty where none is wanted


def rendered(figure: Figure, dpi: float, *, png: bool) -> Rendered:
    """Draw ``figure`` once; ``dpi`` dots per inch are the PNG's and those of images in the SVG."""
    file = io.StringIO()
    figure.set_dpi(POINTS)
    width, height = (float(inches) for inches in figure.get_size_inches())
    # No date: the same run gives the same file.
    svg: Any = _Points(  # type: ignore[no-untyped-call]
        width * POINTS, height * POINTS, file, image_dpi=dpi, metadata={"Date": None}
    )
    # Rounded: 8.7 inches of 120 dots are 1044, not 1043.9999.
    across, down = (int(round(inches * dpi, 6)) for inches in (width, height))
    pixels: Any = Pixels(across, down, dpi) if png else None  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        # A label in a script that the font lacks is shown as boxes in PNG, and whole in SVG.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        renderer = svg if pixels is None else Both(svg, pixels)
        figure.draw(renderer)
    # Texts keep their renderer until somebody looks for cycles; pixels may be 200 MB.
    renderer.pixels = None
    svg.finalize()
    return Rendered(file.getvalue(), b"" if pixels is None else _as_png(pixels, dpi))


def _as_png(pixels: Any, dpi: float) -> bytes:
    file = io.BytesIO()
    # Nothing shines through a figure: a fourth channel would take a quarter more time.
    image = Image.fromarray(np.asarray(pixels.buffer_rgba())).convert("RGB")
    image.save(file, "png", compress_level=COMPRESSION, dpi=(dpi, dpi))
    return file.getvalue()


class _Points(RendererSVG):
    """Draws as `RendererSVG`; a text is measured once, as charts say the same over and over."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        # A copy, as somebody may change the text's own, and what is remembered must not change.
        return _size(s, prop.copy(), ismath)


@lru_cache(REMEMBERED)
def _size(text: str, font: FontProperties, ismath: Any) -> tuple[float, float, float]:
    width, height, descent = text_to_path.get_text_width_height_descent(text, font, ismath)
    return float(width), float(height), float(descent)


class Both(RendererBase):
    """Hands all that is drawn to a renderer of points and to one of pixels.

    Figures are laid out in points, as for the SVG alone; for the pixels all is so much larger.
    Widths of lines and sizes of letters are in points for both: each knows its dots per inch.
    """

    def __init__(self, svg: Any, pixels: Any) -> None:
        super().__init__()
        self.svg, self.pixels = svg, pixels
        self.scale = float(pixels.dpi) / POINTS
        self.larger = np.diag([self.scale, self.scale, 1.0])

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        self.svg.draw_path(gc, path, transform, rgbFace)
        self.pixels.draw_path(self._scaled(gc), path, self._enlarged(transform), rgbFace)

    def draw_markers(
        self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:  # fmt: skip
        self.svg.draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        marker, places = self._enlarged(marker_trans), self._enlarged(trans)
        self.pixels.draw_markers(self._scaled(gc), marker_path, marker, path, places, rgbFace)

    def draw_path_collection(
        self, gc: Any, master_transform: Any, paths: Any, all_transforms: Any, offsets: Any,
        offset_trans: Any, *colours: Any, **more: Any,
    ) -> None:  # fmt: skip
        own = (paths, all_transforms, offsets)
        self.svg.draw_path_collection(gc, master_transform, *own, offset_trans, *colours, **more)
        shape, places = self._enlarged(master_transform), self._enlarged(offset_trans)
        self.pixels.draw_path_collection(self._scaled(gc), shape, *own, places, *colours, **more)

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:  # noqa: ARG002
        # Without `option_scale_image` images come in pixels of the PNG, and without a transform.
        self.svg.draw_image(gc, x, y, im)
        self.pixels.draw_image(self._scaled(gc), x * self.scale, y * self.scale, im)

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        self.svg.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        # From the foot of the page: its pixels are whole, so that it is a little lower.
        down = self.pixels.height - (self.svg.height - y) * self.scale
        self.pixels.draw_text(self._scaled(gc), x * self.scale, down, s, prop, angle, ismath, mtext)

    def _enlarged(self, transform: Any) -> "np.ndarray[Any, Any]":
        matrix: np.ndarray[Any, Any] = self.larger @ transform.get_matrix()
        return matrix

    def _scaled(self, gc: Any) -> GraphicsContextBase:
        """The same pen, cut off where the pixels are."""
        own = GraphicsContextBase()
        own.copy_properties(gc)
        box = gc.get_clip_rectangle()
        if box is not None:
            own.set_clip_rectangle(Bbox(box.get_points() * self.scale))
        path, transform = gc.get_clip_path()
        if path is not None:
            own.set_clip_path(TransformedPath(path, Affine2D(self._enlarged(transform))))
        return own

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        size: tuple[float, float, float] = self.svg.get_text_width_height_descent(s, prop, ismath)
        return size

    def get_canvas_width_height(self) -> tuple[float, float]:
        return float(self.svg.width), float(self.svg.height)

    def get_image_magnification(self) -> float:
        return self.scale

    def flipy(self) -> bool:
        return True  # texts count from the top

    def open_group(self, s: str, gid: str | None = None) -> None:
        self.svg.open_group(s, gid)

    def close_group(self, s: str) -> None:
        self.svg.close_group(s)
