"""The words of a song. Subsonic "Media retrieval": getLyrics; OpenSubsonic extension songLyrics 1 and 2."""

from __future__ import annotations

from library import Limits, LyricLine, Lyrics, Track, TrackId
from server.http.subsonic.answers import Attribute, Node, Ok
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
    is_enhanced = params.flag("enhanced", default=False)
    found = [_structured(track, lyrics) | (_enhanced(lyrics) if is_enhanced else {}) for lyrics in words]
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


def _enhanced(lyrics: Lyrics) -> Node:
    """songLyrics 2: the words' times, with each word's first and last byte in its line."""
    timed = [(index, line) for index, line in enumerate(lyrics.lines) if line.words]
    return {"kind": "main", "cueLine": [_cue_line(index, line) for index, line in timed]}


def _cue_line(index: int, line: LyricLine) -> Node:
    """Every word has an end or none has: gaps are filled with what comes next."""
    ends = [word.end_ms for word in line.words]
    if any(end is not None for end in ends):
        following = [*(word.start_ms for word in line.words[1:]), line.end_ms or line.words[-1].start_ms]
        ends = [later if end is None else end for end, later in zip(ends, following, strict=True)]
    cues: list[Node] = []
    for word, end_ms in zip(line.words, ends, strict=True):
        first = len(line.text[: word.at].encode("utf-8", "replace"))
        last = first + len(word.text.encode("utf-8", "replace")) - 1
        cue: Node = {"start": word.start_ms, "byteStart": first, "byteEnd": last, "value": word.text}
        cues.append(cue if end_ms is None else {**cue, "end": end_ms})
    told: Node = {"index": index, "start": line.words[0].start_ms, "value": Attribute(line.text), "cue": cues}
    end_ms = line.end_ms or ends[-1]
    return told if end_ms is None else {**told, "end": end_ms}


METHODS: Section = {
    "getLyrics": Method(get_lyrics),
    "getLyricsBySongId": Method(get_lyrics_by_song_id),
}
