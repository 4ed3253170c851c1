"""Pictures: thumbnails of photographs, and their outlines."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter


def _photograph(seed: int, width: int, height: int) -> bytes:
    chance = random.Random(seed)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        corner, size = (chance.randrange(width), chance.randrange(height)), chance.randrange(9, 90)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        draw.ellipse((*corner, corner[0] + size, corner[1] + size), fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def photographs() -> list[bytes]:
    """48 photographs of three sizes."""
    sizes = ((640, 480), (800, 600), (1024, 768))
    return [_photograph(number, *sizes[number % 3]) for number in range(48)]


def thumbnail(photograph: bytes) -> bytes:
    """A small copy, as PNG."""
    image = Image.open(io.BytesIO(photograph))
    image.thumbnail((128, 128))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def large_photographs() -> list[bytes]:
    """9 photographs."""
    return [_photograph(number, 1200, 900) for number in range(100, 109)]


def outline(photograph: bytes) -> int:
    """How many points lie on an edge."""
    grey = Image.open(io.BytesIO(photograph)).convert("L")
    edges = grey.filter(ImageFilter.GaussianBlur(3)).filter(ImageFilter.FIND_EDGES)
    return sum(edges.histogram()[40:])
