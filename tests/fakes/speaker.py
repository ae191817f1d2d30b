"""A speaker that does at once, and exactly, what it is told, by the house's clock; what it was told is kept."""

from __future__ import annotations

from collections.abc import Callable

from devices import (
    Capabilities,
    DeviceId,
    DeviceInfo,
    DeviceKind,
    Ended,
    Failed,
    Media,
    Paused,
    Playing,
    PlayToken,
    Stopped,
    VolumeChanged,
)
from devices.hub import DeviceHub
from server.clock import Clock


class FakeSpeaker:
    """`is_mute`: it loads and never sounds; `is_broken`: it fails to load."""

    def __init__(self, hub: DeviceHub, clock: Clock, name: str = "Kitchen", *, percent: int = 50) -> None:
        self.info = DeviceInfo(
            DeviceId(f"virtual-{name.lower()}"),
            DeviceKind.VIRTUAL,
            name,
            "Fake",
            Capabilities(frozenset({"audio/flac", "audio/wav"}), position_bound_ms=60),
        )
        self.hub, self.clock, self.percent = hub, clock, percent
        self.loaded: list[Media] = []
        self.volumes: list[int] = []
        self.is_mute = self.is_broken = False
        self.fetch: Callable[[PlayToken], None] = lambda _token: None  # what it does before it sounds
        self.media: Media | None = None
        self._position_ms, self._since_ms = 0, None
        hub.add(self)
        hub.report(VolumeChanged(self.info.id, percent))

    @property
    def id(self) -> DeviceId:
        return self.info.id

    @property
    def position_ms(self) -> int:
        return self._position_ms + (self.clock.now_ms() - self._since_ms if self._since_ms is not None else 0)

    @property
    def sounds(self) -> bool:
        return self._since_ms is not None

    def load(self, media: Media) -> None:
        self.loaded.append(media)
        self.media, self._position_ms, self._since_ms = media, media.start_ms, None
        if self.is_broken:
            self.hub.report(Failed(self.id, media.token, "it is broken", self.clock.now_ms()))
        elif media.playing and not self.is_mute:
            self.fetch(media.token)
            self._sound()
        elif not media.playing:
            self._say(Paused)

    def preload(self, media: Media | None) -> None: ...

    def play(self, token: PlayToken) -> None:
        if self._holds(token):
            self._sound()

    def pause(self, token: PlayToken) -> None:
        if self._holds(token):
            self._position_ms, self._since_ms = self.position_ms, None
            self._say(Paused)

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        if self._holds(token):
            was_sounding = self.sounds
            self._position_ms, self._since_ms = position_ms, None
            if was_sounding:
                self._sound()
            else:
                self._say(Paused)

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        if self._holds(token):
            self.media = self._since_ms = None
            self.hub.report(Stopped(self.id, token, self.clock.now_ms()))

    def set_volume(self, percent: int) -> None:
        self.volumes.append(percent)
        self.turn(percent)

    def close(self) -> None: ...

    def turn(self, percent: int) -> None:
        """By hand."""
        self.percent = percent
        self.hub.report(VolumeChanged(self.id, percent))

    def end(self) -> None:
        """The media was heard to its end."""
        media, self.media, self._since_ms = self.media, None, None
        assert media is not None
        self.hub.report(Ended(self.id, media.token, self.clock.now_ms()))

    def go_on(self) -> None:
        """What it says every now and then while it sounds."""
        if self.sounds:
            self._say(Playing)

    def _sound(self) -> None:
        self._position_ms, self._since_ms = self.position_ms, self.clock.now_ms()
        self._say(Playing)

    def _say(self, what: type[Playing | Paused]) -> None:
        if self.media is not None:
            self.hub.report(what(self.id, self.media.token, self.position_ms, self.clock.now_ms()))

    def _holds(self, token: PlayToken) -> bool:
        return self.media is not None and self.media.token == token
