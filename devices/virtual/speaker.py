"""A speaker that is only a program: it really fetches and decodes, sounds when its latency is over, and says so.

    load ──► waiting ──(latency over, data there)──► sounding ──► ended, or on to what was preloaded
                 ▲                                    │   ▲
                 └── seek ────────────────────────────┘   └─ pause / play

One thread owns everything; commands reach it through a bounded queue.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Literal

from devices.errors import DeviceFailed
from devices.model import Capabilities, DeviceId, DeviceInfo, DeviceKind, Fading, Media, PlayToken
from devices.reports import Buffering, Ended, Failed, Paused, Playing, Report, Stopped, VolumeChanged
from devices.virtual.decode import Samples, StreamBroken
from devices.virtual.loudness import FULL
from devices.virtual.overlay import Overlay
from devices.virtual.playback import Playback

log = logging.getLogger(__name__)

Ear = Callable[[int, Samples], None]  # (server time in ms, samples that sounded from then on)

TICK_S = 0.01
REPORT_MS = 5_000
RESUME_MS = 30  # play and seek within buffered data are quicker than a start
MIMES = frozenset(
    {
        "audio/flac",
        "audio/mpeg",
        "audio/aac",
        "audio/wav",
        "audio/ogg; codecs=opus",
        "audio/ogg; codecs=vorbis",
        "audio/mp4; codecs=mp4a.40.2",
    }
)


class Fault(StrEnum):
    """How a speaker misbehaves, for demonstrations and tests."""

    NONE = "none"
    REFUSES = "refuses"  # every load fails at once
    MUTE = "mute"  # loads and never sounds
    BREAKS = "breaks"  # fails 5 s into every load


BREAKS_AFTER_MS = 5_000


class VirtualSpeaker:
    def __init__(
        self,
        name: str,
        *,
        report: Callable[[Report], None],
        now_ms: Callable[[], int],
        start_latency_ms: int = 500,
        fault: Fault = Fault.NONE,
        ear: Ear | None = None,
    ) -> None:
        slug = "".join(c if c.isalnum() else "-" for c in name.lower())
        capabilities = Capabilities(
            mimes=MIMES, can_preload=True, can_overlay=True, fading=Fading.GAIN, position_bound_ms=40
        )
        self._info = DeviceInfo(
            DeviceId(f"virtual-{slug}"), DeviceKind.VIRTUAL, name, "Virtual speaker", capabilities
        )
        self._report = report
        self._now_ms = now_ms
        self._latency_ms = start_latency_ms
        self._fault = fault
        self._ear = ear
        self._current: Playback | None = None
        self._next: Playback | None = None
        self._overlay: Overlay | None = None
        self._reported_ms = 0
        self._volume_percent = 50
        self._inbox: queue.Queue[Callable[[], None]] = queue.Queue(maxsize=64)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"speaker-{slug}", daemon=True)
        self._thread.start()

    @property
    def info(self) -> DeviceInfo:
        return self._info

    # -- the Device protocol: any thread; each call only leaves a note for the speaker's own -------------------

    def load(self, media: Media) -> None:
        if self._fault is Fault.REFUSES:
            raise DeviceFailed(self._info.id, "it refuses to play")
        loaded_ms = self._now_ms()
        self._note(lambda: self._do_load(media, loaded_ms))

    def preload(self, media: Media | None) -> None:
        self._note(lambda: self._do_preload(media))

    def play(self, token: PlayToken) -> None:
        self._note(lambda: self._do_play(token))

    def pause(self, token: PlayToken) -> None:
        self._note(lambda: self._do_pause(token))

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        self._note(lambda: self._do_seek(token, position_ms))

    def swell(self, token: PlayToken, over_ms: int) -> None:
        self._note(lambda: self._do_swell(token, over_ms))

    def overlay(self, media: Media, volume_percent: int | None) -> None:
        own = self._volume_percent
        gain = 1.0 if volume_percent is None or not own else volume_percent / own
        self._note(lambda: self._do_overlay(media, gain))

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        silent_ms = self._now_ms() + fade_ms
        self._note(lambda: self._do_stop(token, silent_ms))

    def set_volume(self, percent: int) -> None:
        self._volume_percent = percent
        self._report(VolumeChanged(self._info.id, percent))

    def close(self) -> None:
        self._closing.set()
        self._thread.join(timeout=2)

    def _note(self, act: Callable[[], None]) -> None:
        try:
            self._inbox.put(act, timeout=2)
        except queue.Full:
            raise DeviceFailed(self._info.id, "it does not answer") from None

    # -- its own thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._report(VolumeChanged(self._info.id, self._volume_percent))
        while not self._closing.is_set():
            idle = self._overlay is None and (self._current is None or not self._current.is_busy)
            try:
                with contextlib.suppress(queue.Empty):
                    self._inbox.get(timeout=0.5 if idle else TICK_S)()
                self._tick()
            except StreamBroken as error:
                self._fail(str(error))
            except Exception:
                log.exception("device=%s", self._info.id)
                self._fail("the speaker's program failed; the log says why")
        self._silence()

    def _do_load(self, media: Media, loaded_ms: int) -> None:
        self._silence()
        self._current = Playback(media, media.start_ms, ear=self._hear)
        if media.playing:
            self._current.sound_at(loaded_ms + self._latency_ms)
        else:
            self._say("paused", media.start_ms, self._now_ms())

    def _do_preload(self, media: Media | None) -> None:
        if self._next is not None:
            self._next.close()
        self._next = Playback(media, 0, ear=self._hear) if media else None
        if self._next is not None:
            self._next.prepare()

    def _do_play(self, token: PlayToken) -> None:
        current = self._holding(token)
        if current is not None and not current.is_busy:
            current.sound_at(self._now_ms() + RESUME_MS)

    def _do_pause(self, token: PlayToken) -> None:
        current = self._holding(token)
        if current is not None:
            now_ms = self._now_ms()
            current.pause(now_ms)
            current.loudness = FULL
            self._say("paused", current.position_at(now_ms), now_ms)

    def _do_seek(self, token: PlayToken, position_ms: int) -> None:
        current = self._holding(token)
        if current is None:
            return
        now_ms = self._now_ms()
        busy = current.is_busy
        current.close()
        self._current = Playback(current.media, position_ms, ear=self._hear)
        self._current.loudness = current.loudness
        if busy:
            self._current.sound_at(now_ms + max(RESUME_MS, self._latency_ms // 2))
        else:
            self._say("paused", position_ms, now_ms)

    def _do_swell(self, token: PlayToken, over_ms: int) -> None:
        current = self._holding(token)
        if current is not None:
            current.swell(self._now_ms(), over_ms)

    def _do_overlay(self, media: Media, gain: float) -> None:
        self._end_overlay()
        try:
            self._overlay = Overlay(media, self._now_ms(), gain=gain)
        except StreamBroken as error:
            self._report(Failed(self._info.id, media.token, str(error), self._now_ms()))

    def _end_overlay(self) -> None:
        over, self._overlay = self._overlay, None
        if over is not None and not over.has_ended:
            self._report(Stopped(self._info.id, over.media.token, self._now_ms()))

    def _do_stop(self, token: PlayToken, silent_ms: int) -> None:
        over = self._overlay
        if over is not None and over.media.token == token:
            over.stop(self._now_ms())
            return
        current = self._holding(token)
        if current is None:
            return
        if current.is_sounding:
            current.stop_at(silent_ms, self._now_ms())
        else:
            self._silence()
            self._report(Stopped(self._info.id, token, self._now_ms()))

    def _tick(self) -> None:
        now_ms = self._now_ms()
        self._play_on(now_ms)
        if self._overlay is not None:
            self._lay_over(self._overlay, now_ms)

    def _hear(self, at_ms: int, samples: Samples) -> None:
        """Music that sounds, and what is laid over it."""
        if self._ear is not None:
            self._ear(at_ms, samples if self._overlay is None else self._overlay.over(at_ms, samples))

    def _lay_over(self, over: Overlay, now_ms: int) -> None:
        alone = over.alone(now_ms)
        if alone is not None and self._ear is not None:
            self._ear(*alone)
        if not over.has_begun and now_ms >= over.begins_ms:
            over.has_begun = True
            self._report(Playing(self._info.id, over.media.token, 0, over.begins_ms))
        if not over.has_ended and now_ms >= over.ends_ms:
            over.has_ended = True
            self._report(Ended(self._info.id, over.media.token, over.ends_ms))
        if over.is_over(now_ms):
            self._overlay = None

    def _play_on(self, now_ms: int) -> None:
        current = self._current
        if current is None or not current.is_busy:
            return
        if self._fault is Fault.MUTE:
            return
        if self._fault is Fault.BREAKS and current.played_ms(now_ms) > BREAKS_AFTER_MS:
            raise StreamBroken("it broke down")
        self._tell(current, current.advance(now_ms), now_ms)

    def _tell(self, current: Playback, happened: str, now_ms: int) -> None:
        match happened:
            case "started":
                self._say("playing", current.position_at(now_ms), now_ms)
            case "starved":
                self._say("buffering", current.position_at(now_ms), now_ms)
            case "ended":
                self._go_on(current)
            case "stopped":
                self._silence()
                self._report(Stopped(self._info.id, current.media.token, now_ms))
            case _ if current.is_sounding and now_ms - self._reported_ms >= REPORT_MS:
                self._say("playing", current.position_at(now_ms), now_ms)

    def _go_on(self, ended: Playback) -> None:
        end_ms = ended.ends_ms
        following, self._next = self._next, None
        ended.close()
        self._current = following
        self._report(Ended(self._info.id, ended.media.token, end_ms))
        if following is not None:
            following.sound_at(end_ms)
            self._play_on(self._now_ms())

    def _say(self, what: Literal["playing", "paused", "buffering"], position_ms: int, at_ms: int) -> None:
        if self._current is None:
            return
        self._reported_ms = at_ms
        kinds: dict[str, type[Playing | Paused | Buffering]] = {
            "playing": Playing,
            "paused": Paused,
            "buffering": Buffering,
        }
        self._report(kinds[what](self._info.id, self._current.media.token, position_ms, at_ms))

    def _fail(self, reason: str) -> None:
        current = self._current
        self._silence()
        if current is not None:
            self._report(Failed(self._info.id, current.media.token, reason, self._now_ms()))

    def _holding(self, token: PlayToken) -> Playback | None:
        current = self._current
        return current if current is not None and current.media.token == token else None

    def _silence(self) -> None:
        for playback in (self._current, self._next):
            if playback is not None:
                playback.close()
        self._current = self._next = None
