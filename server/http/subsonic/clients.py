"""What apps need that not every server gives, by name; the one place that knows an app by its name (`c=`).

Three are answered differently from everybody else. What the others rely on everybody gets, so an app that hides its
name, or that nobody has heard of, is not worse off; the table says whom a change would break. tests/server/http/
subsonic/test_clients.py asks as each of them does. `#` is an issue of the project named before it.

| app             | what it gets, or relies on                              | where seen                              |
|-----------------|---------------------------------------------------------|-----------------------------------------|
| DSub            | Subsonic's fields, no OpenSubsonic                      | Navidrome `LegacyClients`, gonic, LMS   |
| SubMusic        | songs of id, title, isDir only: a watch's memory        | Navidrome `MinimalClients`              |
| Symfonium       | search3 of `""` is everything; genres have names        | gonic#229, koel#2619, kima-hub#126      |
| Ultrasonic      | one bookmark's entry is an object, one child a list     | ultrasonic#129 #454, navidrome#1099     |
| Strawberry      | size, suffix, duration, type of songs; no album is []   | its code; tests/e2e/test_desktop_apps.py|
| Sublime Music   | a path for each song: where it keeps its copy of it     | its code; tests/e2e/test_desktop_apps.py|
| Music Assistant | discNumber, artistImageUrl; `albumInfo`; empty lists    | support#4055 #1949, its server#3705     |
| Supersonic      | ids are text; reports instead of scrobbles; jukebox     | supersonic#996, its code                |
| Feishin         | getArtistInfo without 2; posts all once formPost is told| its code                                |
| Sonixd          | getStarred beside getStarred2; getScanStatus            | its code                                |
| substreamer     | every role in getUser; estimateContentLength            | its code                                |
| airsonic-refix  | any origin, errors and preflights too; play queues      | its code                                |
| Aonsoku         | any origin; getAlbumInfo2, lyrics by names and by id    | aonsoku#26, its code                    |
| Amperfy         | XML; `format=raw` is the file's own bytes               | its code                                |
| Tempus          | transcodeOffset told, or it never seeks in conversions  | tempus#83, its code                     |
| bonob           | getTranscodeDecision within 48 kHz                      | its code                                |
| play:Sub        | JSON although it says v=1.9.0                           | owncloud/music#730                      |
| Nocturne        | tokens work: 41 and 42 would send it to passwords       | Nocturne#211                            |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.http.subsonic.answers import Batches, Node, Value


@dataclass(frozen=True, slots=True)
class Client:
    """How an app wants its answers."""

    open_subsonic: bool = True
    bare_songs: bool = False
    distinct_paths: bool = False  # the tracks of one file share theirs, as may files of two music folders


_ORDINARY = Client()
_CLIENTS = {
    "DSub": Client(open_subsonic=False),
    "SubMusic": Client(bare_songs=True),
    "Sublime Music": Client(distinct_paths=True),
}

# Fields that OpenSubsonic added to songs, releases and artists.
OPEN_SUBSONIC_FIELDS = frozenset([
    "bitDepth", "samplingRate", "channelCount", "mediaType", "played", "bpm", "comment", "sortName",
    "musicBrainzId", "isrc", "genres", "artists", "displayArtist", "albumArtists", "displayAlbumArtist",
    "contributors", "displayComposer", "moods", "replayGain", "explicitStatus", "works", "movements",
    "groupings", "version", "recordLabels", "releaseTypes", "originalReleaseDate", "releaseDate",
    "isCompilation", "discTitles", "disambiguation", "roles", "state", "positionMs", "playbackRate",
])  # fmt: skip
_BARE_SONG_FIELDS = ("id", "isDir", "title")


def client_named(name: str | None) -> Client:
    return _CLIENTS.get(name or "", _ORDINARY)


def tailor(content: Node, client: Client) -> Node:
    """The answer as this app wants it; untouched for nearly everybody."""
    if client == _ORDINARY:
        return content
    return {key: _tailor(value, client) for key, value in content.items()}


def _tailor(value: Value, client: Client) -> Value:
    if isinstance(value, Mapping):
        return {key: _tailor(inner, client) for key, inner in _fields(value, client).items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_tailor(inner, client) for inner in value]
    if isinstance(value, Batches):
        make = value.make
        return Batches(
            lambda: ([tailor({**_fields(each, client)}, client) for each in batch] for batch in make())
        )
    return value


def _fields(thing: Mapping[str, Value], client: Client) -> Mapping[str, Value]:
    """Only things (they have an id) carry the extra fields; `genres` is the name of a container too."""
    if "id" not in thing:
        return thing
    if client.bare_songs and thing.get("mediaType") == "song":
        return {key: thing[key] for key in _BARE_SONG_FIELDS}
    if client.distinct_paths and "path" in thing:
        return {**thing, "path": f"{thing['id']}/{thing['path']}"}
    if not client.open_subsonic:
        return {key: value for key, value in thing.items() if key not in OPEN_SUBSONIC_FIELDS}
    return thing
