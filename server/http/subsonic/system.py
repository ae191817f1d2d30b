"""System: is it there, what can it do. Subsonic "System"; OpenSubsonic extensions and tokenInfo."""

from __future__ import annotations

from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import ParameterMissing
from server.http.subsonic.methods import Method, OpenMethod, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

# Only what works: apps change their ways on each of these (Feishin posts every call on reading `formPost`).
EXTENSIONS = {
    "apiKeyAuthentication": [1],
    "formPost": [1],
    "getPodcastEpisode": [1],
    "indexBasedQueue": [1],
    "playbackReport": [1],
    "remotePlayback": [1],
    "songLyrics": [1, 2],
    "transcodeOffset": [1],
    "transcoding": [1],
}


def ping(_services: Services, _params: Params, _user: User) -> Ok:
    """Polled on every page by some apps: nothing is looked up."""
    return Ok()


def get_license(_services: Services, _params: Params, _user: User) -> Ok:
    return Ok({"license": {"valid": True}})


def get_open_subsonic_extensions(_services: Services, _params: Params) -> Ok:
    extensions: list[Node] = [{"name": name, "versions": versions} for name, versions in EXTENSIONS.items()]
    return Ok({"openSubsonicExtensions": extensions})


def token_info(_services: Services, params: Params, user: User) -> Ok:
    """Whose API key this is. Only a key can be asked about (OpenSubsonic apiKeyAuthentication)."""
    if params.find_text("apiKey") is None:
        raise ParameterMissing("apiKey")
    return Ok({"tokenInfo": {"username": user.name}})


METHODS: Section = {
    "ping": Method(ping),
    "getLicense": Method(get_license),
    "getOpenSubsonicExtensions": OpenMethod(get_open_subsonic_extensions),
    "tokenInfo": Method(token_info),
}
