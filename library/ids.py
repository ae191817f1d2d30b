"""Turns row numbers into the opaque ids of the house and back; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Literal, cast

from library.errors import NotFound
from library.model import ArtistId, CoverId, FolderId, LibraryId, ReleaseId, TrackId

Kind = Literal["tr", "al", "ar", "fo", "li", "pl", "co"]

# [0-9], not \d, which also means the digits of every other script; 18 digits always fit SQLite's integers.
_PATTERN = re.compile(r"(tr|al|ar|fo|li|pl)-([1-9][0-9]{0,17})|(co)-([1-9][0-9]{0,17})-[0-9a-f]{8}")


def track_id(number: int) -> TrackId:
    return TrackId(f"tr-{number}")


def release_id(number: int) -> ReleaseId:
    return ReleaseId(f"al-{number}")


def artist_id(number: int) -> ArtistId:
    return ArtistId(f"ar-{number}")


def folder_id(number: int) -> FolderId:
    return FolderId(f"fo-{number}")


def library_id(number: int) -> LibraryId:
    return LibraryId(f"li-{number}")


def cover_id(number: int, digest: str) -> CoverId:
    """`digest` is of the picture, so that the id changes with it."""
    return CoverId(f"co-{number}-{digest[:8]}")


def parsed(id: str) -> tuple[Kind, int]:
    """The kind and row number of any id. Raises: NotFound for what is no id at all."""
    match = _PATTERN.fullmatch(id)
    if match is None:
        raise NotFound(id)
    return cast(Kind, match[1] or match[3]), int(match[2] or match[4])


def number_of(id: str, kind: Kind) -> int:
    """The row number. Raises: NotFound for another kind."""
    found, number = parsed(id)
    if found != kind:
        raise NotFound(id)
    return number


_ACTS = re.compile(r"(ma|gr)-([1-9][0-9]{0,17})")


def act_number(id: str, kind: Literal["ma", "gr"]) -> int:
    """Of a match, `ma-3`, or of a change of grouping, `gr-3`. Raises: NotFound."""
    match = _ACTS.fullmatch(id)
    if match is None or match[1] != kind:
        raise NotFound(id)
    return int(match[2])


# One bound value, from ids_json, however many ids.
IN_IDS = "IN (SELECT value FROM json_each(?))"


def ids_json(ids: Iterable[int]) -> str:
    """What IN_IDS takes."""
    return json.dumps(sorted(ids))
