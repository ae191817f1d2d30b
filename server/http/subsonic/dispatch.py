"""From a request to a reply: find the method, log in, call it, turn what goes wrong into a Subsonic error.

Knows no Flask; the blueprint reads and writes HTTP.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from devices import UnknownDevice
from library import NotFound, NotOwner, PlaylistIsSmart
from server.http.subsonic import (
    annotation,
    bookmarks,
    browsing,
    chat,
    deciding,
    information,
    jukebox,
    lists,
    lyrics,
    people,
    play_queue,
    playback,
    playlists,
    podcasts,
    radio,
    remote,
    retrieval,
    scanning,
    searching,
    shares,
    system,
    videos,
)
from server.http.subsonic.answers import Failure, Reply
from server.http.subsonic.auth import authenticate
from server.http.subsonic.errors import (
    Busy,
    ClientTooOld,
    Failed,
    NotAllowed,
    NotThere,
    ServerTooOld,
    SubsonicError,
    Unexpected,
)
from server.http.subsonic.methods import Method, OpenMethod
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services
from server.podcasts import AlreadyFollowed, TooManyChannels, UnknownChannel, UnknownEpisode
from server.sessions import Busy as SessionsBusy
from server.sessions import (
    DeviceBusy,
    NothingToPlay,
    NowhereToPlay,
    PlaysByItself,
    TooManySessions,
    UnknownSession,
)
from server.shares import NothingToShare, TooManyShares, UnknownShare
from server.stations import TooManyStations, UnknownStation
from server.streaming import (
    FileChanged,
    FileMissing,
    LinkExpired,
    LinkForged,
    NotYetMade,
    TooManyStreams,
    Undecodable,
)
from server.users import LastAdmin, NameTaken, TooManyAttempts, UnknownUser

log = logging.getLogger(__name__)

METHODS: Mapping[str, Method | OpenMethod] = {
    **system.METHODS,
    **browsing.METHODS,
    **information.METHODS,
    **lists.METHODS,
    **searching.METHODS,
    **retrieval.METHODS,
    **annotation.METHODS,
    **people.METHODS,
    **playlists.METHODS,
    **scanning.METHODS,
    **lyrics.METHODS,
    **playback.METHODS,
    **play_queue.METHODS,
    **bookmarks.METHODS,
    **deciding.METHODS,
    **jukebox.METHODS,
    **remote.METHODS,
    **podcasts.METHODS,
    **radio.METHODS,
    **shares.METHODS,
    **chat.METHODS,
    **videos.METHODS,
}


def is_binary(name: str) -> bool:
    method = METHODS.get(name)
    return isinstance(method, Method) and method.is_binary


def has_status(name: str) -> bool:
    """Whether its failures are told by HTTP, too."""
    method = METHODS.get(name)
    return isinstance(method, Method) and method.has_status


def answer(services: Services, name: str, params: Params, *, address: str) -> Reply:
    """Never raises: whatever happens has a place in the envelope."""
    try:
        return _call(services, name, params, address)
    except Exception as error:
        return failure(name, error)


def failure(name: str, error: Exception) -> Failure:
    """What happened: for the client if it concerns it, else for the log."""
    known = translate(error)
    if known is None:
        log.error("subsonic method failed method=%s", name, exc_info=error)
    return Failure(known or Unexpected())


def translate(error: Exception) -> SubsonicError | None:
    """The one table from the house's errors to Subsonic's; None for what should not happen."""
    match error:
        case SubsonicError():
            return error
        case NotFound():
            return NotThere(error.id)
        case NotOwner():
            return NotAllowed("change somebody else's playlist")
        case PlaylistIsSmart():
            return NotAllowed("change the songs of a smart playlist; its rules choose them")
        case UnknownShare() | UnknownStation() | UnknownChannel() | UnknownEpisode():
            return NotThere(error.id)
        case NothingToShare() | TooManyShares() | TooManyStations() | AlreadyFollowed() | TooManyChannels():
            return Failed(str(error)[:1].upper() + str(error)[1:])
        case LastAdmin() | NameTaken() | TooManyAttempts():
            return Failed(str(error)[:1].upper() + str(error)[1:])
        case UnknownUser():
            return NotThere(error.name)
        case DeviceBusy() | NothingToPlay() | NowhereToPlay() | PlaysByItself() | TooManySessions():
            return Failed(_sentence(error), reason=_REASONS[type(error)])
        case UnknownSession() | UnknownDevice():
            return NotThere(error.id)
        case SessionsBusy():
            return Busy(str(error), 1)
        case FileMissing() | FileChanged():
            return Failed("The file is not what it was at the last scan. Scan again")
        case LinkForged():
            return Failed("Parameter transcodeParams is not one of getTranscodeDecision")
        case LinkExpired():
            return Failed("Parameter transcodeParams is too old: ask getTranscodeDecision again")
        case Undecodable():
            return Failed("The file cannot be decoded; the web app lists why")
        case TooManyStreams() | NotYetMade():
            return Busy(str(error), error.retry_after_s)
        case _:
            return None


_REASONS: Mapping[type[Exception], str] = {
    DeviceBusy: "deviceBusy",
    NothingToPlay: "nothingToPlay",
    NowhereToPlay: "nowhereToPlay",
    PlaysByItself: "playsByItself",
    TooManySessions: "tooManySessions",
}


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _call(services: Services, name: str, params: Params, address: str) -> Reply:
    method = METHODS.get(name)
    if method is None:
        raise Failed(f"Segue does not have the method {name[:80]!r}")
    if isinstance(method, OpenMethod):
        return method.handle(services, params)
    _check_version(params.find_text("v"))
    user = authenticate(services, params, address=address)
    return method.handle(services, params, user)


def _check_version(version: str | None) -> None:
    """Subsonic: equal major versions, and the app's minor one not above ours (1.16). Absent is fine."""
    if not version:
        return
    major, minor, *_ = [*version.split("."), "0"]
    if not (major.isdecimal() and minor.isdecimal()):
        raise Failed(f"Parameter v is not a version: {version[:40]!r}")
    if int(major[:9]) < 1:
        raise ClientTooOld(version[:40])
    if (int(major[:9]), int(minor[:9])) > (1, 16):
        raise ServerTooOld(version[:40])
