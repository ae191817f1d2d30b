"""Apps that need another answer than everybody else; the one place that knows an app by its name (`c=`).

| app      | what it gets                       | why, and where seen                                   |
|----------|------------------------------------|-------------------------------------------------------|
| DSub     | Subsonic's fields, no OpenSubsonic | Navidrome `Subsonic.LegacyClients`; gonic (hides      |
|          |                                    | `contributors`); LMS (no OpenSubsonic for DSub)       |
| SubMusic | songs of id, title, isDir only     | Navidrome `Subsonic.MinimalClients`: a watch's memory |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.http.subsonic.answers import Node, Value


@dataclass(frozen=True, slots=True)
class Client:
    """How an app wants its answers."""

    open_subsonic: bool = True
    bare_songs: bool = False


_ORDINARY = Client()
_CLIENTS = {
    "DSub": Client(open_subsonic=False),
    "SubMusic": Client(bare_songs=True),
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
    return value


def _fields(thing: Mapping[str, Value], client: Client) -> Mapping[str, Value]:
    """Only things (they have an id) carry the extra fields; `genres` is the name of a container too."""
    if "id" not in thing:
        return thing
    if client.bare_songs and thing.get("mediaType") == "song":
        return {key: thing[key] for key in _BARE_SONG_FIELDS}
    if not client.open_subsonic:
        return {key: value for key, value in thing.items() if key not in OPEN_SUBSONIC_FIELDS}
    return thing
