"""Makes small pictures of covers and keeps them; the library's one door to Pillow. Knows files, no
catalogue."""

from __future__ import annotations

import io
import struct
import threading
from typing import cast

from PIL import Image, ImageOps

from library.disk_cache import DiskCache
from library.model import CoverImage

# Sizes are rounded up to these, so that a cover has a handful of files and not one for every pixel ratio.
BUCKETS_PX = (64, 128, 256, 384, 512, 768, 1024, 1600)

# Opening a larger one would take hundreds of MB: 50 megapixels are a 7000 × 7000 scan.
_MAX_PIXELS = 50_000_000
_AT_ONCE = 2  # pictures being decoded; each may take 150 MB
_WAIT_S = 20.0

_SEEN_PX = 48  # enough to tell a colour by
_COLOURS = 6  # of which the most frequent one is taken

_MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


# What Pillow raises on bytes that are no picture, or too large a one; the last only where warnings are
# errors.
_REFUSALS = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, struct.error, Image.DecompressionBombError),
    Image.DecompressionBombWarning,
)


class Unshowable(Exception):
    """Not a picture that Pillow knows, or too large to open safely."""


class Thumbnails:
    """Any thread. The cache may be emptied at any time: it only saves work."""

    def __init__(self, cache: DiskCache) -> None:
        self._cache = cache
        self._slots = threading.BoundedSemaphore(_AT_ONCE)

    def find(self, digest: str, size_px: int) -> CoverImage | None:
        name = _name(digest, size_px)
        data = self._cache.find(name)
        return None if data is None else CoverImage(data, "image/jpeg", name)

    def make(self, data: bytes, digest: str, size_px: int) -> CoverImage:
        """Some 10 to 100 ms; kept if the disk allows. Raises: Unshowable."""
        if not self._slots.acquire(timeout=_WAIT_S):
            raise Unshowable("too many pictures are being made")
        try:
            small = _shrunk(data, bucket(size_px))
        finally:
            self._slots.release()
        name = _name(digest, size_px)
        self._cache.put(name, small)
        return CoverImage(small, "image/jpeg", name)


def _name(digest: str, size_px: int) -> str:
    return f"{digest}-{bucket(size_px)}"


def bucket(size_px: int) -> int:
    return next((size for size in BUCKETS_PX if size >= size_px), BUCKETS_PX[-1])


def original(data: bytes, digest: str) -> CoverImage:
    """As it is; only its header is looked at. Raises: Unshowable."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            mime = _MIMES.get(image.format or "")
    except _REFUSALS as error:
        raise Unshowable(str(error)) from error
    if mime is None:
        raise Unshowable("a format that browsers do not show")
    return CoverImage(data, mime, digest)


def dominant_colour(data: bytes) -> str:
    """What most of a picture shows, as `#1e2f3a`: a placeholder until the picture is there; empty if it cannot be
    shown. Some ms."""
    try:
        few = _small(data, _SEEN_PX).quantize(_COLOURS).convert("RGB")
    except Unshowable:
        return ""
    counted = few.getcolors(_SEEN_PX * _SEEN_PX) or []
    _, colour = max(counted, key=lambda each: (each[0], each[1]))
    return "#{:02x}{:02x}{:02x}".format(*cast(tuple[int, int, int], colour))


def _shrunk(data: bytes, size_px: int) -> bytes:
    buffer = io.BytesIO()
    _small(data, size_px).save(buffer, "JPEG", quality=85, optimize=True, progressive=True)
    return buffer.getvalue()


def _small(data: bytes, size_px: int) -> Image.Image:
    """Upright, in RGB. Raises: Unshowable."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise Unshowable(f"{image.width} × {image.height} pixels")
            image.draft("RGB", (size_px, size_px))  # JPEG: decodes at a fraction of the size
            upright = _flat(ImageOps.exif_transpose(image))
            upright.thumbnail((size_px, size_px), Image.Resampling.LANCZOS)  # never enlarges
            return upright
    except _REFUSALS as error:
        raise Unshowable(str(error)) from error


def _flat(image: Image.Image) -> Image.Image:
    """RGB from CMYK, palettes and 16 bits; transparency on white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        flat = Image.new("RGB", rgba.size, "white")
        flat.paste(rgba, mask=rgba.getchannel("A"))
        return flat
    return image.convert("RGB")
