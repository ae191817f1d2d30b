"""Decides whether a file is a recording that the catalogue knows, and by what evidence; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Encoders add and cut up to a tenth of a second; two takes of one song differ by more than this.
_SAME_LENGTH_MS = 2_000


class Evidence(StrEnum):
    """Strongest first."""

    FILE = "file"  # the same size and time to the nanosecond: moved
    MUSICBRAINZ = "musicbrainz"  # the same recording on the same release
    FINGERPRINT = "fingerprint"  # the same encoded sound
    TAGS = "tags"  # the same names and length


_RANK = {evidence: rank for rank, evidence in enumerate(Evidence)}


@dataclass(frozen=True, slots=True)
class Trace:
    """What of a file identifies it. Names are folded; empty where it has none of its own."""

    name: str  # of the file, without suffix
    fingerprint: str | None
    musicbrainz_id: str | None
    release_musicbrainz_id: str | None
    title: str
    artist: str
    album: str
    disc: int | None
    number: int | None
    duration_ms: int
    track: int = 0  # of the catalogue


@dataclass(frozen=True, slots=True)
class Match:
    track: int
    evidence: Evidence


def evidence(one: Trace, other: Trace) -> Evidence | None:
    """Symmetric."""
    if _is_same_release_track(one, other):
        return Evidence.MUSICBRAINZ
    if one.fingerprint is not None and one.fingerprint == other.fingerprint:
        return Evidence.FINGERPRINT
    return Evidence.TAGS if _has_same_tags(one, other) else None


def best_match(new: Trace, known: Iterable[Trace]) -> Match | None:
    """By the strongest evidence; among equals the most alike: records hold dozens of equal silent tracks."""
    found = [
        (_RANK[why], _differences(new, trace), trace.track, why)
        for trace in known
        if (why := evidence(new, trace)) is not None
    ]
    if not found:
        return None
    *_, track, why = min(found)
    return Match(track, why)


def is_double(one: Trace, other: Trace) -> bool:
    """Whether both may be the same file copied, though both exist: the sound alone is not enough then."""
    why = evidence(one, other)
    if why is Evidence.FINGERPRINT:
        return one.name == other.name or (bool(one.title) and one.title == other.title)
    return why is not None


def _differences(one: Trace, other: Trace) -> int:
    pairs = (
        (one.name, other.name),
        (one.title, other.title),
        (one.album, other.album),
        (one.artist, other.artist),
        (one.number, other.number),
    )
    return sum(mine != its for mine, its in pairs)


def _is_same_release_track(one: Trace, other: Trace) -> bool:
    """A release may hold a recording twice: then it must be at the same place, too."""
    return (
        one.musicbrainz_id is not None
        and one.release_musicbrainz_id is not None
        and (one.musicbrainz_id, one.release_musicbrainz_id)
        == (other.musicbrainz_id, other.release_musicbrainz_id)
        and _has_same_place(one, other)
    )


def _has_same_tags(one: Trace, other: Trace) -> bool:
    return (
        bool(one.title and one.artist)
        and (one.title, one.artist, one.album) == (other.title, other.artist, other.album)
        and _has_same_place(one, other)
        and abs(one.duration_ms - other.duration_ms) <= _SAME_LENGTH_MS
    )


def _has_same_place(one: Trace, other: Trace) -> bool:
    """`disc 1` and no disc are the same."""
    return (one.disc or 1, one.number) == (other.disc or 1, other.number)
