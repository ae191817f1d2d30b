"""Draws the covers: plain geometry in few colours, drawn large and shrunk so that edges are smooth."""

from __future__ import annotations

import io
import math
from typing import assert_never

from PIL import Image, ImageDraw, ImageFilter

from library.demo.programme import Motif

_SIZE_PX = 800
_DRAWN_PX = 2 * _SIZE_PX


def cover(motif: Motif) -> bytes:
    """A square JPEG."""
    match motif:
        case Motif.TIDES:
            image = _tides()
        case Motif.LANTERNS:
            image = _lanterns()
        case Motif.TILES:
            image = _tiles()
        case _:
            assert_never(motif)
    buffer = io.BytesIO()
    image.resize((_SIZE_PX, _SIZE_PX), Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _tides() -> Image.Image:
    """A moon over waves that darken towards the viewer."""
    image = _gradient("#0b2239", "#e8b98a")
    draw = ImageDraw.Draw(image)
    moon = _DRAWN_PX * 0.17
    _disc(draw, _DRAWN_PX * 0.5, _DRAWN_PX * 0.4, moon, "#f7ead7")
    colours = ("#d98f6c", "#a8656a", "#6a4a68", "#3a3a63", "#1b2b4f", "#0b1b38")
    for row, colour in enumerate(colours):
        level = _DRAWN_PX * (0.50 + 0.085 * row)
        height, length = _DRAWN_PX * (0.018 + 0.004 * row), _DRAWN_PX * (0.30 + 0.05 * row)
        crest = [
            (x, level + height * math.sin(2 * math.pi * x / length + 1.7 * row))
            for x in range(0, _DRAWN_PX + 8, 8)
        ]
        draw.polygon([*crest, (_DRAWN_PX, _DRAWN_PX), (0, _DRAWN_PX)], fill=colour)
    return image


def _lanterns() -> Image.Image:
    """Glowing discs of several sizes, rising out of the dark."""
    image = _gradient("#120f26", "#4b1f4f")
    for x, y, radius, colour in (
        (0.30, 0.70, 0.190, "#ff8a4c"),
        (0.66, 0.56, 0.140, "#ffc15e"),
        (0.46, 0.33, 0.095, "#ff6f59"),
        (0.78, 0.26, 0.060, "#ffd98a"),
        (0.20, 0.22, 0.040, "#ffb37a"),
        (0.86, 0.82, 0.075, "#e5526d"),
    ):
        glow = Image.new("L", image.size)
        _disc(ImageDraw.Draw(glow), x * _DRAWN_PX, y * _DRAWN_PX, 1.35 * radius * _DRAWN_PX, 120)
        glow = glow.resize((200, 200)).filter(ImageFilter.GaussianBlur(9)).resize(image.size)
        image.paste(Image.new("RGB", image.size, colour), mask=glow)
        draw = ImageDraw.Draw(image)
        _disc(draw, x * _DRAWN_PX, y * _DRAWN_PX, radius * _DRAWN_PX, colour)
        for rib in (0.33, 0.66):
            left, right = (x - rib * radius) * _DRAWN_PX, (x + rib * radius) * _DRAWN_PX
            top, bottom = (y - radius) * _DRAWN_PX, (y + radius) * _DRAWN_PX
            draw.ellipse((left, top, right, bottom), outline="#120f26", width=4)
    return image


def _tiles() -> Image.Image:
    """A floor of quarter circles."""
    image = Image.new("RGB", (_DRAWN_PX, _DRAWN_PX), "#f3ead8")
    draw = ImageDraw.Draw(image)
    colours = ("#23404f", "#d8573c", "#e9a93c", "#6f9a8d", "#f3ead8")
    side = _DRAWN_PX // 4
    for row in range(4):
        for column in range(4):
            turn = (row * 3 + column * 5 + row * column) % 4
            ground, shape = colours[(row + 2 * column) % 5], colours[(row * 2 + column + 1) % 5]
            if ground == shape:
                shape = "#23404f" if ground != "#23404f" else "#e9a93c"
            left, top = column * side, row * side
            draw.rectangle((left, top, left + side, top + side), fill=ground)
            x, y = left + side * (turn in (1, 2)), top + side * (turn in (2, 3))
            draw.pieslice(
                (x - side, y - side, x + side, y + side), start=90 * turn, end=90 * turn + 90, fill=shape
            )
    return image


def _gradient(top: str, bottom: str) -> Image.Image:
    mask = Image.linear_gradient("L").resize((_DRAWN_PX, _DRAWN_PX))
    size = (_DRAWN_PX, _DRAWN_PX)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str | int) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
