"""The JSON of radio stations."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.http.api.playlist_shapes import Base64
from server.http.api.shapes.values import Name, Shape

Address = Annotated[str, Meta(max_length=2000, pattern=r"^https?://[^\x00-\x20\x7f]+$(?!\n)")]
Homepage = Annotated[str, Meta(max_length=2000, pattern=r"^(https?://[^\x00-\x20\x7f]+)?$(?!\n)")]


class StationJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    stream_url: str
    homepage_url: str  # empty: unknown
    picture_url: str | None


class StationsJson(Shape, frozen=True, kw_only=True):
    stations: list[StationJson]


class StationBody(Shape, frozen=True, kw_only=True):
    name: Name
    stream_url: Address
    homepage_url: Homepage = ""


class PictureBody(Shape, frozen=True, kw_only=True):
    picture: Base64  # a JPEG, PNG, WebP or GIF
