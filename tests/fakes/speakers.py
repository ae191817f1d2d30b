"""A speaker that does at once, and exactly, what it is told."""

from __future__ import annotations

from collections.abc import Callable

from devices import Capabilities, DeviceId, DeviceInfo, DeviceKind, Media, Paused, Playing, PlayToken, Stopped
from devices.hub import DeviceHub
from devices.reports import VolumeChanged


class Obedient:
    def __init__(self, name: str, hub: DeviceHub, now_ms: Callable[[], int]) -> None:
        able = Capabilities(frozenset({"audio/flac"}))
        self.info = DeviceInfo(DeviceId(f"virtual-{name}"), DeviceKind.VIRTUAL, name.title(), "Test", able)
        self._hub, self._now_ms = hub, now_ms
        self.loaded: list[Media] = []
        self.done: list[str] = []

    def load(self, media: Media) -> None:
        self.loaded.append(media)
        said = Playing if media.playing else Paused
        self._hub.report(said(self.info.id, media.token, media.start_ms, self._now_ms()))

    def preload(self, media: Media | None) -> None:
        """Never asked."""

    def play(self, token: PlayToken) -> None:
        self.done.append("play")
        self._hub.report(Playing(self.info.id, token, self.loaded[-1].start_ms, self._now_ms()))

    def pause(self, token: PlayToken) -> None:
        self.done.append("pause")

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        self.done.append(f"seek {position_ms}")
        self._hub.report(Playing(self.info.id, token, position_ms, self._now_ms()))

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        self.done.append("stop")
        self._hub.report(Stopped(self.info.id, token, self._now_ms()))

    def set_volume(self, percent: int) -> None:
        self._hub.report(VolumeChanged(self.info.id, percent))

    def close(self) -> None:
        """Nothing to end."""
