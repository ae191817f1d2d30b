"""The one table from errors to RFC 9457 problems: nowhere else in /api is a failure given a status code."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from flask import Flask, Response, has_request_context, request
from werkzeug.exceptions import HTTPException

from devices import DeviceError, UnknownDevice
from library import (
    DatabaseUnusable,
    NotFound,
    NotOwner,
    PlaylistIsSmart,
    RulesInvalid,
    ScanRunning,
    UnreadableFile,
)
from server.http.errors import (
    BodyTooLarge,
    CrossOrigin,
    Invalid,
    Malformed,
    NotAllowed,
    NotLoggedIn,
    TooManyListeners,
    WrongMediaType,
)
from server.podcasts import (
    AlreadyFollowed,
    FetchFailed,
    NotAFeed,
    TooManyChannels,
    UnknownChannel,
    UnknownEpisode,
)
from server.routines import (
    NoSuchSound,
    NoVoice,
    TooManyAlarms,
    TooManyAnnouncements,
    UnknownAlarm,
    VoiceFailed,
)
from server.sessions import (
    Busy,
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
    UnknownProfile,
    UnknownSegment,
)
from server.users import (
    LastAdmin,
    NameTaken,
    SetupDone,
    TooManyAttempts,
    UnknownAppPassword,
    UnknownUser,
    WrongCredentials,
    WrongSetupCode,
)

log = logging.getLogger(__name__)

PROBLEM_MIME = "application/problem+json"


class ProblemJson(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457, sent as application/problem+json."""

    type: str  # "urn:segue:not-found": for programs
    title: str
    status: int
    detail: str  # for people
    field: str | None = None  # what in the request is impossible: "items[3]", "limit"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a class of errors becomes. The text of one that is not `is_told` stays in the log."""

    status: int
    slug: str
    title: str
    is_told: bool = True


PROBLEMS: dict[type[Exception], Kind] = {
    Malformed: Kind(400, "malformed", "The body is not JSON"),
    NotLoggedIn: Kind(401, "not-logged-in", "Nobody is logged in"),
    WrongCredentials: Kind(401, "wrong-credentials", "Wrong name or password"),
    NotAllowed: Kind(403, "not-allowed", "Not allowed"),
    CrossOrigin: Kind(403, "cross-origin", "Asked by another site"),
    WrongSetupCode: Kind(403, "wrong-setup-code", "Wrong set-up code"),
    NotOwner: Kind(403, "not-owner", "It belongs to somebody else"),
    NotFound: Kind(404, "not-found", "Not found"),
    UnknownUser: Kind(404, "unknown-user", "No such user"),
    UnknownDevice: Kind(404, "unknown-device", "No such device"),
    UnknownAppPassword: Kind(404, "unknown-app-password", "No such app password"),
    NameTaken: Kind(409, "name-taken", "The name is taken"),
    LastAdmin: Kind(409, "last-admin", "Somebody must stay administrator"),
    SetupDone: Kind(409, "setup-done", "Already set up"),
    ScanRunning: Kind(409, "scan-running", "A scan is running"),
    PlaylistIsSmart: Kind(409, "playlist-is-smart", "Its tracks come from its rules"),
    BodyTooLarge: Kind(413, "body-too-large", "The body is too large"),
    WrongMediaType: Kind(415, "wrong-media-type", "The body has the wrong type"),
    Invalid: Kind(422, "invalid", "The request says something impossible"),
    RulesInvalid: Kind(422, "rules-invalid", "These rules cannot be kept"),
    TooManyAttempts: Kind(429, "too-many-attempts", "Too many attempts"),
    UnknownSession: Kind(404, "unknown-session", "No such session"),
    DeviceBusy: Kind(409, "device-busy", "Somebody else's music plays there"),
    NowhereToPlay: Kind(409, "nowhere-to-play", "The session plays on no device"),
    NothingToPlay: Kind(409, "nothing-to-play", "The queue is empty"),
    PlaysByItself: Kind(409, "plays-by-itself", "It cannot be told what to play"),
    UnknownAlarm: Kind(404, "unknown-alarm", "No such alarm"),
    TooManyAlarms: Kind(409, "too-many-alarms", "Too many alarms"),
    TooManyAnnouncements: Kind(429, "too-many-announcements", "Too many announcements"),
    NoSuchSound: Kind(422, "no-such-sound", "The recording cannot be played"),
    NoVoice: Kind(501, "no-voice", "This server cannot speak"),
    VoiceFailed: Kind(502, "voice-failed", "The voice failed"),
    TooManySessions: Kind(409, "too-many-sessions", "Too many sessions"),
    DeviceError: Kind(502, "device-failed", "The device failed"),
    LinkForged: Kind(403, "link-forged", "Not a link of this server"),
    LinkExpired: Kind(410, "link-expired", "The link has expired"),
    FileChanged: Kind(410, "file-changed", "The file has changed since"),
    FileMissing: Kind(404, "file-missing", "The file is not there"),
    UnknownProfile: Kind(404, "unknown-profile", "No such format"),
    UnknownSegment: Kind(404, "unknown-segment", "No such segment"),
    UnknownShare: Kind(404, "unknown-share", "No such share"),
    NothingToShare: Kind(422, "nothing-to-share", "Nothing to share"),
    UnknownChannel: Kind(404, "unknown-podcast", "No such podcast"),
    UnknownEpisode: Kind(404, "unknown-episode", "No such episode"),
    AlreadyFollowed: Kind(409, "already-followed", "Followed already"),
    TooManyChannels: Kind(409, "too-many-podcasts", "Too many podcasts"),
    FetchFailed: Kind(502, "fetch-failed", "It cannot be fetched"),
    NotAFeed: Kind(502, "not-a-feed", "Not the feed of a podcast"),
    UnknownStation: Kind(404, "unknown-station", "No such radio station"),
    TooManyStations: Kind(409, "too-many-stations", "Too many radio stations"),
    TooManyShares: Kind(409, "too-many-shares", "Too many shares"),
    Undecodable: Kind(415, "undecodable", "The file cannot be decoded"),
    NotYetMade: Kind(503, "not-yet-made", "Not converted yet"),
    TooManyStreams: Kind(429, "too-many-streams", "Too many streams at once"),
    Busy: Kind(503, "busy", "The server is too busy"),
    TooManyListeners: Kind(503, "too-many-listeners", "Too many open pages"),
    UnreadableFile: Kind(500, "unreadable-file", "A file cannot be read", is_told=False),
    DatabaseUnusable: Kind(503, "database-unusable", "The database cannot be used", is_told=False),
}

_SECRETS = frozenset({"link", "key"})  # parts of a path that are a permission by themselves
_UNEXPECTED = Kind(500, "unexpected", "Segue failed; its log says why", is_told=False)


def find_kind(error: type[Exception]) -> Kind | None:
    """By the class itself or its nearest mapped parent."""
    return next((PROBLEMS[parent] for parent in error.__mro__ if parent in PROBLEMS), None)


def answer_problem(error: Exception) -> Response:
    """The answer to any exception: told if it is in the table, logged with its traceback and vague if not."""
    if isinstance(error, HTTPException):
        return _answer_werkzeug(error)
    kind = find_kind(type(error)) or _UNEXPECTED
    if not kind.is_told:
        log.error("%s failed", _asked(), exc_info=error)
    detail = str(error) if kind.is_told else kind.title
    response = _answer(
        kind, detail, field=error.field if isinstance(error, Invalid) and error.field else None
    )
    if kind.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        response.headers["Retry-After"] = str(getattr(error, "retry_after_s", 5))
    if kind.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _asked() -> str:
    """An answer may fail after its request was left to the server's loop. Who reads a log learns of no link."""
    if not has_request_context():
        return "a stream"
    is_secret = not _SECRETS.isdisjoint(request.view_args or ())
    return f"{request.method} {request.url_rule if is_secret else request.path}"


def install_problems(app: Flask) -> None:
    app.register_error_handler(Exception, answer_problem)


def _answer_werkzeug(error: HTTPException) -> Response:
    """Routing's own refusals: no such path, no such method, a redirect."""
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return Response(error.get_response().get_data(), status, error.get_headers())
    slug = HTTPStatus(status).phrase.lower().replace(" ", "-")
    response = _answer(Kind(status, slug, HTTPStatus(status).phrase), error.description or "")
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _answer(kind: Kind, detail: str, *, field: str | None = None) -> Response:
    problem = ProblemJson(
        type=f"urn:segue:{kind.slug}", title=kind.title, status=kind.status, detail=detail, field=field
    )
    response = Response(msgspec.json.encode(problem), kind.status, content_type=PROBLEM_MIME)
    response.headers["Cache-Control"] = "no-store"
    return response
