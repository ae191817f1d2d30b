"""The words of a song. Subsonic "Media retrieval": getLyrics; OpenSubsonic extension songLyrics 1."""

from __future__ import annotations

from library import Limits, Lyrics, Track, TrackId
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

_NONE = Limits(0)
_CANDIDATES = Limits(20)


def get_lyrics(services: Services, params: Params, user: User) -> Ok:
    """By names, as apps of before song ids ask: the first song of that title and artist that has any."""
    artist, title = params.find_text("artist") or "", params.find_text("title") or ""
    for track in _named(services, artist, title, user) if title else ():
        for lyrics in services.library.get_lyrics(track.id, for_user=user.id)[:1]:
            text = "\n".join(line.text for line in lyrics.lines)
            return Ok({"lyrics": {"artist": track.artist, "title": track.title, "value": text}})
    return Ok({"lyrics": {"artist": artist, "title": title, "value": ""}})


def get_lyrics_by_song_id(services: Services, params: Params, user: User) -> Ok:
    track = services.library.get_track(TrackId(params.text("id")), for_user=user.id)
    words = services.library.get_lyrics(track.id, for_user=user.id)
    found = [_structured(track, lyrics) for lyrics in words]
    return Ok({"lyricsList": {"structuredLyrics": found}})


def _named(services: Services, artist: str, title: str, user: User) -> list[Track]:
    found = services.library.search(
        f"{title} {artist}", artists=_NONE, releases=_NONE, tracks=_CANDIDATES, for_user=user.id
    ).tracks
    return [track for track in found if track.title.casefold() == title.casefold()]


def _structured(track: Track, lyrics: Lyrics) -> Node:
    lines: list[Node] = [
        {"value": line.text} if line.start_ms is None else {"start": line.start_ms, "value": line.text}
        for line in lyrics.lines
    ]
    return {
        "displayArtist": track.artist,
        "displayTitle": track.title,
        "lang": lyrics.language or "und",
        "synced": lyrics.is_synced,
        "line": lines,
    }


METHODS: Section = {
    "getLyrics": Method(get_lyrics),
    "getLyricsBySongId": Method(get_lyrics_by_song_id),
}
