"""matplotlib's renderer of pixels, with each text turned into pixels once.

A chart says the same words, numbers and units over and over, and to lay out letters is most of the
time that pixels take.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, findfont, get_font

#: Texts that are remembered: twice as many as all charts of a standard run have. matplotlib's
#: settings are not part of them, as they are the same for all charts (`SETTINGS`).
REMEMBERED = 2048
#: FreeType counts in so many parts of a pixel.
PARTS = 64


class Letters(NamedTuple):
    """A text as pixels, and how far right of its place and beneath it they begin."""

    image: "np.ndarray[Any, Any]"
    right: float
    down: float


class Pixels(RendererAgg):
    """Draws as `RendererAgg`; level texts stand on whole pixels."""

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        if ismath or angle:  # turned pixels would be blurred
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        # A copy, as somebody may change the text's own, and what is remembered must not change.
        letters = _letters(s, prop.copy(), self.dpi)
        left, bottom = round(x + letters.right), round(y + letters.down)
        self._renderer.draw_text_image(letters.image, left, bottom + 1, angle, gc)


@lru_cache(REMEMBERED)
def _letters(text: str, font: FontProperties, dpi: float) -> Letters:
    face = get_font(findfont(font))
    face.set_size(font.get_size_in_points(), dpi)
    face.set_text(text, 0.0, flags=get_hinting_flag())  # type: ignore[no-untyped-call]
    face.draw_glyphs_to_bitmap(antialiased=True)
    right, down = face.get_bitmap_offset()
    # A copy: the next text is drawn into the same memory.
    image = np.array(face.get_image())
    return Letters(image, right / PARTS, (down + face.get_descent()) / PARTS)
