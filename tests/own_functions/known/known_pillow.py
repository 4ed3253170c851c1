"""Pillow's resize: ImagingResample lets go of the GIL (ImagingSectionEnter in Resample.c)."""

import numpy as np
from PIL import Image

ITEMS = list(range(300, 316))
_PIXELS = np.random.default_rng(1).integers(0, 256, (900, 900, 3), dtype=np.uint8)
_PICTURE = Image.fromarray(_PIXELS)


def work(item: int) -> int:
    """Resize a picture to a square; one of its pixels."""
    pixel = _PICTURE.resize((item, item), Image.Resampling.LANCZOS).getpixel((7, 7))
    return int(pixel[0])
