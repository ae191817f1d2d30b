"""A picture for what has none: a record in a colour of its own, drawn once and remembered."""

from __future__ import annotations

import colorsys
import io
from functools import lru_cache
from zlib import crc32

from PIL import Image, ImageDraw

from library import CoverImage

USUAL_PX = 300
LARGEST_PX = 600  # a drawing gains nothing beyond
_OVERSAMPLING = 2  # Pillow's ellipses have no smooth edges of their own


def placeholder(id: str, size_px: int | None = None) -> CoverImage:
    """The same id has always the same colour. A PNG; its edge is `size_px` at most."""
    size_px = max(1, min(size_px or USUAL_PX, LARGEST_PX))
    hue = crc32(id.encode(errors="replace")) % 24
    return CoverImage(data=_draw(hue, size_px), mime="image/png", etag=f"drawn-1-{hue}-{size_px}")


@lru_cache(maxsize=64)  # 64 × ≤ 12 KB
def _draw(hue: int, size_px: int) -> bytes:
    edge = size_px * _OVERSAMPLING
    image = Image.new("RGB", (edge, edge), _colour(hue, 0.28))
    pen = ImageDraw.Draw(image)
    for share, lightness in (
        (0.76, 0.16),
        (0.70, 0.20),
        (0.62, 0.16),
        (0.54, 0.20),
        (0.30, 0.62),
        (0.05, 0.16),
    ):
        inset = edge * (1 - share) / 2
        pen.ellipse((inset, inset, edge - inset, edge - inset), fill=_colour(hue, lightness))
    out = io.BytesIO()
    image.resize((size_px, size_px), Image.Resampling.BOX).save(out, "PNG", optimize=True)
    return out.getvalue()


def _colour(hue: int, lightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue / 24, lightness, 0.38)
    return round(red * 255), round(green * 255), round(blue * 255)
