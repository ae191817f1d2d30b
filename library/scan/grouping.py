"""Decides which tracks make a release and what it is called; pure, so that the order of scanning cannot
matter."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from library.names import UNKNOWN, VARIOUS, identity

T = TypeVar("T")

_UNNUMBERED = 1_000_000  # after all others
_DISC_FOLDER = re.compile(r"(?:cd|dis[ck]|vinyl|lp|side)[\s._-]*(?:\d{1,2}|[a-d])\b", re.IGNORECASE)
_DISC_NUMBER = re.compile(r"(?:cd|dis[ck]|vinyl|lp)[\s._-]*(\d{1,2})\b", re.IGNORECASE)
_DISC_IN_TITLE = re.compile(
    r"(?:\s*[(\[]|\s*,\s*|\s+-\s+|\s+)(?:cd|dis[ck])\s*(\d{1,2})(?:\s*(?:of|/)\s*\d{1,2})?[)\]]?\s*$",
    re.IGNORECASE,
)
_GUEST = re.compile(r"\s+[(\[]?(?:feat|ft|featuring)\b\.?", re.IGNORECASE)


class About(NamedTuple):
    """What a track says of its release beyond what groups it."""

    sort_title: str | None = None
    date: str | None = None
    original_date: str | None = None
    version: str | None = None
    advisory: str | None = None
    status: str | None = None
    country: str | None = None
    release_group_musicbrainz_id: str | None = None


NOTHING = About()


@dataclass(frozen=True, slots=True)
class Grouped:
    """What of a track matters here."""

    track: int
    folder: str  # name of the folder that its kind share: above "CD 2"
    album: str | None
    artists: tuple[str, ...]
    album_artists: tuple[str, ...]
    album_artist: str | None
    is_compilation: bool
    release_musicbrainz_id: str | None
    disc: int | None
    number: int | None
    year: int | None
    path: str
    about: About = NOTHING


@dataclass(frozen=True, slots=True)
class Described:
    title: str
    artists: tuple[str, ...]
    artist: str  # as displayed
    year: int | None
    is_compilation: bool
    musicbrainz_id: str | None
    order: tuple[int, ...]  # its tracks by disc, number, path
    about: About


def is_disc_folder(name: str) -> bool:
    """`CD 2`, `Disc 1 - Live`: a part of the release in the folder above."""
    return _DISC_FOLDER.match(name) is not None


def disc_of_folder(name: str) -> int | None:
    """2 of `CD 2`."""
    match = _DISC_NUMBER.match(name)
    return int(match[1]) or None if match else None


@lru_cache(1_024)  # of an album, once for each of its tracks
def without_disc(album: str) -> tuple[str, int | None]:
    """(`Live`, 2) of `Live (Disc 2)`; a title that is nothing else stays whole."""
    match = _DISC_IN_TITLE.search(album)
    if match is None or not album[: match.start()].strip():
        return album, None
    return album[: match.start()].strip(), int(match[1]) or None


def release_keys(tracks: Sequence[Grouped], folder_id: int) -> dict[int, str]:
    """The key of each track's release, from all present tracks of one folder. Equal keys are one release
    anywhere."""
    by_album: dict[str | None, list[Grouped]] = defaultdict(list)
    for track in tracks:
        by_album[identity(without_disc(track.album)[0]) if track.album else None].append(track)
    return {
        track.track: key
        for album, members in by_album.items()
        for track, key in _keyed(members, album, folder_id)
    }


def describe(tracks: Iterable[Grouped]) -> Described:
    """From all present tracks of a release, at least one, wherever they are."""
    ordered = sorted(tracks, key=lambda t: (t.disc or 1, t.number or _UNNUMBERED, t.path))
    artists, artist = _artists(ordered)
    return Described(
        title=_most_common(without_disc(t.album)[0] if t.album else None for t in ordered)
        or ordered[0].folder,
        artists=artists,
        artist=artist,
        year=_most_common(t.year for t in ordered),
        is_compilation=any(t.is_compilation for t in ordered) or artists == (VARIOUS,),
        musicbrainz_id=_most_common(t.release_musicbrainz_id for t in ordered),
        order=tuple(t.track for t in ordered),
        about=_about([t.about for t in ordered]),
    )


def _keyed(members: list[Grouped], album: str | None, folder_id: int) -> Iterable[tuple[Grouped, str]]:
    ids = {t.release_musicbrainz_id for t in members if t.release_musicbrainz_id}
    shared = (
        ids.pop() if len(ids) == 1 else None
    )  # some tracks of a tagged release lack its id: they still belong
    versions = {identity(t.about.version) for t in members if t.about.version}
    version = versions.pop() if len(versions) == 1 else None  # as with the id
    untold = _untold_artist([t for t in members if not t.album_artists])
    for track in members:
        if album is None:
            yield track, f"folder\0{folder_id}"  # loose files are one release a folder, named after it
        elif mbid := track.release_musicbrainz_id or shared:
            yield track, f"mb\0{mbid}"
        else:
            artist = "\0".join(track.album_artists) or (VARIOUS if track.is_compilation else untold)
            edition = identity(track.about.version) if track.about.version else version
            yield track, f"album\0{identity(artist)}\0{album}" + (f"\0{edition}" if edition else "")


def _about(told: Sequence[About]) -> About:
    """What most say; explicit is what holds one explicit track, clean what holds some and no other."""
    if told.count(told[0]) == len(told):
        return told[0]
    advisories = {about.advisory for about in told if about.advisory}
    return About(
        sort_title=_most_common(about.sort_title for about in told),
        date=_most_common(about.date for about in told),
        original_date=_most_common(about.original_date for about in told),
        version=_most_common(about.version for about in told),
        advisory=min(advisories, key=("explicit", "clean").index, default=None),
        status=_most_common(about.status for about in told),
        country=_most_common(about.country for about in told),
        release_group_musicbrainz_id=_most_common(about.release_group_musicbrainz_id for about in told),
    )


def _artists(tracks: Sequence[Grouped]) -> tuple[tuple[str, ...], str]:
    told = [(t.album_artists, t.album_artist) for t in tracks if t.album_artists]
    if told:
        names, display = _most(told)
        return names, display or ", ".join(names)
    if any(t.is_compilation and t.album for t in tracks):
        return (VARIOUS,), VARIOUS
    if len({t.artists for t in tracks}) == 1 and tracks[0].artists:
        return tracks[0].artists, ", ".join(tracks[0].artists)
    artist = _untold_artist(tracks)
    return (artist,), artist


def _untold_artist(tracks: Sequence[Grouped]) -> str:
    """Who made a release whose tracks name no album artist."""
    firsts = [_GUEST.split(t.artists[0])[0] for t in tracks if t.artists]
    if not firsts:
        return UNKNOWN
    return firsts[0] if len({identity(name) for name in firsts}) == 1 else VARIOUS


def _most_common(values: Iterable[T | None]) -> T | None:
    told = [value for value in values if value is not None]
    return _most(told) if told else None


def _most(told: Sequence[T]) -> T:
    """The first one of those that are said most often; mostly all say the same, which needs no counting."""
    return told[0] if told.count(told[0]) == len(told) else Counter(told).most_common(1)[0][0]
