"""Whether two pictures of a page show the same: loosely, so that edges and hinting do not matter.

Both are made small and soft first. What is left of letters is a grey; a block that is missing, has
moved or has another colour is not.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageFilter

#: Pixels that a picture is made wide before it is kept or compared.
WIDTH = 160
#: Softening in such pixels: about two lines of text.
SOFT = 2.0
#: A pixel differs if any of its colours does by more than this, of 255.
STEP = 24
#: What may differ: colours on average (of 255), pixels that differ (share), height (share).
MOST_MEAN, MOST_SHARE, MOST_HEIGHT = 2.5, 0.03, 0.02


class Likeness(NamedTuple):
    """How far a picture is from the approved one."""

    mean: float  # of all pixels and colours, of 255
    share: float  # of pixels that differ
    height: float  # by how much it is higher or lower, as a share

    @property
    def same(self) -> bool:
        """Whether they show the same."""
        return self.mean <= MOST_MEAN and self.share <= MOST_SHARE and self.height <= MOST_HEIGHT

    def __str__(self) -> str:
        return (
            f"colours differ by {self.mean:.1f} of 255 on average (allowed {MOST_MEAN:g}), "
            f"{100 * self.share:.1f} % of the pixels differ (allowed {100 * MOST_SHARE:g} %), "
            f"the height by {100 * self.height:.1f} % (allowed {100 * MOST_HEIGHT:g} %)"
        )


def small(picture: Image.Image) -> Image.Image:
    """As it is kept: `WIDTH` pixels wide, three colours."""
    height = max(1, round(picture.height * WIDTH / picture.width))
    return picture.convert("RGB").resize((WIDTH, height), Image.Resampling.BOX)


def likeness(found: Image.Image, approved: Image.Image) -> Likeness:
    """Compare two `small` pictures; what only one of them has at its foot counts as height."""
    height = min(found.height, approved.height)
    soft = [_soft(picture, height) for picture in (found, approved)]
    difference = np.abs(soft[0] - soft[1])
    return Likeness(
        mean=float(difference.mean()),
        share=float((difference.max(axis=2) > STEP).mean()),
        height=abs(found.height / approved.height - 1),
    )


def _soft(picture: Image.Image, height: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    cut = picture.crop((0, 0, WIDTH, height)).filter(ImageFilter.GaussianBlur(SOFT))
    return np.asarray(cut, dtype=np.float64)


def save_difference(found: Image.Image, approved: Image.Image, file: Path) -> None:
    """Approved, found, and what differs, side by side and four times as large."""
    height = max(found.height, approved.height)
    sheet = Image.new("RGB", (3 * WIDTH + 20, height), "magenta")
    cut = (0, 0, WIDTH, min(found.height, approved.height))
    difference = ImageChops.difference(found.crop(cut), approved.crop(cut))
    for number, picture in enumerate((approved, found, difference)):
        sheet.paste(picture, (number * (WIDTH + 10), 0))
    file.parent.mkdir(parents=True, exist_ok=True)
    sheet.resize((4 * sheet.width, 4 * height), Image.Resampling.NEAREST).save(file)
