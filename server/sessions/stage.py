"""Carries effects out: turns entries into media that devices can fetch, and hands commands to the hub."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import assert_never

from devices import DeviceId, DeviceInfo, DeviceKind, Media, PlayToken, UnknownDevice
from devices.commands import Load, Pause, Preload, Resume, Seek, SetRate, Stop, Swell
from devices.hub import DeviceHub, DeviceState
from library import Library, LibraryError, ReleaseId, Track, TrackId, UserId
from server.config import LoudnessConfig, PlaybackConfig
from server.preferences import Preferences
from server.sessions.crossfade import crossfade_ms
from server.sessions.effects import (
    LoadMedia,
    PauseOutput,
    PreloadMedia,
    RateOutput,
    ResumeOutput,
    SeekOutput,
    StopOutput,
    SwellOutput,
)
from server.sessions.model import Entry, EntryId
from server.streaming import Offer, StreamLimits, Streams, Treatment, level_db

DeviceEffect = (
    LoadMedia | PreloadMedia | ResumeOutput | PauseOutput | SeekOutput | RateOutput | SwellOutput | StopOutput
)


class CannotPlay(Exception):
    """The effect could not be carried out; the text is for people."""


@dataclass(frozen=True, slots=True)
class Sent:
    note: str  # how it is heard, for people
    mime: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a device is to be sent, and for whom."""

    device: DeviceId
    token: PlayToken
    entry: Entry
    beside: tuple[TrackId, ...]  # what plays before and after it
    owner: UserId
    rate: float


def _unlimited(_whom: DeviceId | UserId) -> int | None:
    return None


class Stage:
    """Called by the sessions' thread; reads the database, never waits for a device."""

    def __init__(
        self,
        *,
        library: Library,
        streams: Streams,
        hub: DeviceHub,
        origin: Callable[[DeviceInfo], str],
        loudness: LoudnessConfig,
        playback: PlaybackConfig,
        preferences: Preferences,
        most_kbps: Callable[[DeviceId], int | None] = _unlimited,
        limit_of: Callable[[UserId], int | None] = _unlimited,
    ) -> None:
        """`origin` is what a device puts before a path of ours: "" for pages; `most_kbps` the most that a
        device is sent, `limit_of` the most that is sent to a user."""
        self._library = library
        self._streams = streams
        self._hub = hub
        self._origin = origin
        self._loudness = loudness
        self._crossfade_most_ms = playback.crossfade_s * 1000
        self._preferences = preferences
        self._most_kbps = most_kbps
        self._limit_of = limit_of
        self._fetched: dict[DeviceId, list[PlayToken]] = {}  # what speakers were given to fetch

    def carry_out(self, effect: DeviceEffect, owner: UserId) -> Sent | None:
        """On behalf of a session's owner. Answers what was sent, for a load. Raises: CannotPlay."""
        try:
            return self._send(effect, owner)
        except UnknownDevice:
            raise CannotPlay("the device is not there") from None
        except LibraryError as error:
            raise CannotPlay(f"the track is not in the library any more ({error})") from error

    def adopt(self, device: DeviceId, token: PlayToken) -> None:
        """The device goes on with what the run before gave it to fetch."""
        self._give(device, token, instead=False)

    def has_fetched(self, device: DeviceId, token: PlayToken) -> bool:
        """Whether a speaker can sound by what it was sent so far; True where that is not known."""
        state = self._hub.find(device)
        if state is None or state.info.kind is DeviceKind.BROWSER:
            return True
        return self._streams.fetches.sent_bytes(token) != 0

    def foresee(
        self, device: DeviceId, entry: Entry, beside: tuple[TrackId, ...], owner: UserId, rate: float
    ) -> None:
        """The device will be sent this entry before long. Does nothing where it cannot be."""
        state = self._hub.find(device)
        if state is None:
            return
        with suppress(LibraryError):  # it went since it was queued
            wanted = _Wanted(device, PlayToken(""), entry, beside, owner, rate)
            self._streams.prepare(self._offer(state, wanted, self._sound(wanted), 0))

    def mime_of(self, device: DeviceId, track: TrackId, owner: UserId) -> str:
        """What the device would be sent of this track; "" if that cannot be said."""
        state = self._hub.find(device)
        if state is None:
            return ""
        with suppress(LibraryError):
            entry = Entry(EntryId(""), track, 0, 0)
            wanted = _Wanted(device, PlayToken(""), entry, (), owner, 1.0)
            return self._offer(state, wanted, self._sound(wanted), 0).mime
        return ""

    def _send(self, effect: DeviceEffect, owner: UserId) -> Sent | None:
        match effect:
            case LoadMedia(device, token, entry, start_ms, start_at_ms, playing, beside, rate, hushed):
                wanted = _Wanted(device, token, entry, beside, owner, rate)
                media, note = self._media(wanted, start_ms, start_at_ms, playing=playing)
                media = replace(media, is_hushed=hushed)
                self._give(device, token, instead=True)
                self._hub.send(device, Load(media))
                return Sent(note, media.mime)
            case PreloadMedia(device, token, entry, beside, after, rate):
                if entry is None:
                    self._hub.send(device, Preload(token, None))
                    return None
                wanted = _Wanted(device, token, entry, beside, owner, rate)
                media, note = self._media(wanted, 0, None, playing=True)
                media = replace(media, crossfade_ms=self._crossfade_ms(media, after, entry.track_id))
                self._give(device, token, instead=False)
                self._hub.send(device, Preload(token, media))
                return Sent(note, media.mime)
            case ResumeOutput(device, token):
                self._hub.send(device, Resume(token))
            case PauseOutput(device, token, fade_ms):
                self._hub.send(device, Pause(token, fade_ms))
            case SeekOutput(device, token, position_ms, at_ms):
                self._hub.send(device, Seek(token, position_ms, at_ms))
            case RateOutput(device, token, rate):
                self._hub.send(device, SetRate(token, rate))
            case SwellOutput(device, token, over_ms):
                self._hub.send(device, Swell(token, over_ms))
            case StopOutput(device, token, fade_ms):
                self._hub.send(device, Stop(token, fade_ms))
            case _:
                assert_never(effect)
        return None

    def _media(
        self, wanted: _Wanted, start_ms: int, start_at_ms: int | None, *, playing: bool
    ) -> tuple[Media, str]:
        state = self._hub.find(wanted.device)
        if state is None:
            raise UnknownDevice(wanted.device)
        track = self._library.get_track(wanted.entry.track_id)
        sound = self._sound(wanted)
        offer = self._offer(state, wanted, sound, start_ms)
        origin = self._origin(state.info)
        media = Media(
            token=wanted.token,
            url=origin + offer.path,
            mime=offer.mime,
            title=track.title,
            artist=track.artist,
            release=track.release_title,
            cover_url=_cover_url(state.info.kind, origin, offer, track),
            duration_ms=track.duration_ms,
            start_ms=start_ms,
            start_at_ms=start_at_ms,
            playing=playing,
            samples=offer.samples,
            level_db=sound.level_db if state.info.capabilities.can_level else 0.0,
            rate=wanted.rate,
        )
        return media, offer.note

    def _offer(self, state: DeviceState, wanted: _Wanted, sound: Treatment, start_ms: int) -> Offer:
        able = state.info.capabilities
        sound = replace(
            sound,
            level_db=0.0 if able.can_level else sound.level_db,
            rate=1.0 if able.can_rate else round(wanted.rate, 3),
        )
        return self._streams.offer(
            self._library.get_media_file(wanted.entry.track_id),
            able,
            token=wanted.token,
            limits=StreamLimits(max_bitrate_kbps=self._most_kbps(wanted.device)),
            treatment=sound,
            start_ms=start_ms if able.starts_in_stream else 0,
            listener=f"user-{wanted.owner}",
            listener_kbps=self._limit_of(wanted.owner),
            is_paced=state.info.kind is not DeviceKind.BROWSER,
        )

    def _crossfade_ms(self, media: Media, before: TrackId | None, after: TrackId) -> int:
        if media.samples is None or before is None or not self._crossfade_most_ms:
            return 0
        tracks = self._library.get_track(before), self._library.get_track(after)
        return crossfade_ms(self._crossfade_most_ms, *tracks)

    def _sound(self, wanted: _Wanted) -> Treatment:
        """How the entry is to sound there, to the session's owner."""
        adjustment = self._preferences.for_sound(wanted.owner, wanted.device)
        track = self._library.get_track(wanted.entry.track_id)
        return Treatment(self._level_db(track, wanted.beside), adjustment)

    def _give(self, device: DeviceId, token: PlayToken, *, instead: bool) -> None:
        """Notes what a device fetches; `instead` of all it fetched before, which is cut off."""
        self._streams.fetches.expect(device, token)
        state = self._hub.find(device)
        if state is None or state.info.kind is DeviceKind.BROWSER:
            return
        before = self._fetched.get(device, [])
        for old in before if instead else ():
            self._streams.supersede(old)
        self._fetched[device] = [token] if instead else [*before[-2:], token]

    def _level_db(self, track: Track, beside: Sequence[TrackId]) -> float:
        if self._loudness.level == "off":
            return 0.0
        self._library.analyse_soon([track.id, *beside])
        in_release = any(self._is_of(track.release_id, each) for each in beside)
        sound = self._library.get_sound(track.id)
        return level_db(self._loudness, said=track.replay_gain, measured=sound, in_release=in_release)

    def _is_of(self, release: ReleaseId, track: TrackId) -> bool:
        try:
            return self._library.get_track(track).release_id == release
        except LibraryError:  # it went since it was queued
            return False


def _cover_url(kind: DeviceKind, origin: str, offer: Offer, track: Track) -> str | None:
    """Pages are logged in; to a speaker the link of the stream is the permission."""
    if track.cover_id is None:
        return None
    if kind is DeviceKind.BROWSER:
        return f"{origin}/api/covers/{track.cover_id}?size=600"
    return f"{origin}{offer.path}/cover"
