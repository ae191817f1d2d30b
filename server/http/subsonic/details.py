"""What OpenSubsonic asks of songs and albums beyond names and numbers; pure, like `shapes`."""

from __future__ import annotations

from collections.abc import Sequence

from library import Disc, Part, Release, Track
from server.http.subsonic.answers import Node
from server.streaming import REPLAYGAIN_LUFS


def of_track(track: Track) -> Node:
    """Every field there, empty where the file says nothing."""
    parts = track.parts
    return {
        "isrc": list(track.isrcs),
        "contributors": [_contributor(part) for part in parts] if parts else [],
        "displayComposer": ", ".join([part.name for part in parts if part.role == "composer"]),
        "moods": list(track.moods),
        "groupings": list(track.groupings),
        "works": _works(track),
        "movements": _movements(track),
        "replayGain": _gains(track),
        "explicitStatus": track.advisory or "",
    }


def of_release(release: Release) -> Node:
    return {
        "version": release.version or "",
        "recordLabels": [{"name": label} for label in release.labels],
        "releaseTypes": list(release.types),
        "moods": list(release.moods),
        "originalReleaseDate": date(release.original_date or release.date or _year(release)),
        "releaseDate": date(release.date or _year(release)),
        "explicitStatus": release.advisory or "",
        "discTitles": disc_titles(release.discs),
    }


def _gains(track: Track) -> Node:
    """As the file says, else as it was measured; only what is known."""
    said = track.replay_gain
    gain_db, peak = said.track_db, said.track_peak
    if gain_db is None and track.loudness is not None and track.loudness.integrated_lufs is not None:
        gain_db = round(REPLAYGAIN_LUFS - track.loudness.integrated_lufs, 2)
        peak = round(track.loudness.true_peak, 6)
    told = (
        ("trackGain", gain_db),
        ("trackPeak", peak),
        ("albumGain", said.album_db),
        ("albumPeak", said.album_peak),
    )
    return {name: value for name, value in told if value is not None}


def nothing() -> Node:
    """The fields of a Child that are a song's alone, for a Child that is none."""
    lists = ("isrc", "contributors", "moods", "works", "movements", "groupings")
    empty: Node = {name: [] for name in lists}
    return empty | {"displayComposer": "", "replayGain": {}, "explicitStatus": ""}


def date(text: str | None) -> Node:
    """An ItemDate: only the parts that are known."""
    numbers = [int(part) for part in text.split("-")] if text else []
    return dict(zip(("year", "month", "day"), numbers, strict=False))


def disc_titles(discs: Sequence[Disc]) -> list[Node]:
    return [{"disc": disc.number, "title": disc.title} for disc in discs if disc.title]


def _year(release: Release) -> str | None:
    return None if release.year is None else str(release.year)


def _contributor(part: Part) -> Node:
    known: Node = {"role": part.role, "artist": {"id": part.artist_id, "name": part.name}}
    return known | ({"subRole": part.part} if part.part else {})


def _works(track: Track) -> list[Node]:
    if track.work is None or not track.work.title:
        return []
    return [{"name": track.work.title, "musicBrainzId": track.work.musicbrainz_id or ""}]


def _movements(track: Track) -> list[Node]:
    work = track.work
    if work is None or not (work.movement or work.movement_number):
        return []
    counts = {"number": work.movement_number, "count": work.movement_total}
    known: Node = {name: count for name, count in counts.items() if count is not None}
    return [{"name": work.movement or ""} | known]
