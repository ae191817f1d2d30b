"""One page (a tab) as a device: it passes commands on and remembers what the page holds."""

from __future__ import annotations

from collections.abc import Callable

from devices.commands import (
    DeviceCommand,
    Load,
    Overlay,
    Pause,
    Preload,
    Resume,
    Seek,
    SetRate,
    SetVolume,
    Stop,
    Swell,
)
from devices.model import DeviceInfo, Media, PlayToken


class BrowserDevice:
    """`deliver` hands a command to the page's live connection and returns at once."""

    def __init__(
        self,
        info: DeviceInfo,
        *,
        deliver: Callable[[DeviceCommand], None],
        holds: PlayToken | None = None,
        owner: int = 0,
    ) -> None:
        """`owner` is the number of whoever is logged in on the page."""
        self.owner = owner
        self._info = info
        self._deliver = deliver
        self._loaded = holds
        self._preloaded: PlayToken | None = None

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def introduce(self, info: DeviceInfo) -> None:
        """The same page under another name, or able to play more."""
        self._info = info

    def was_reloaded(self, holds: str | None) -> bool:
        """Whether a page that holds this (None: nothing) has lost what it was sent. What it was sent while nobody was
        connected it still gets."""
        return holds is None and self._loaded is not None

    def forget(self) -> None:
        """What it holds counts no more; it knows."""
        self._loaded = self._preloaded = None

    def load(self, media: Media) -> None:
        self._loaded, self._preloaded = media.token, None
        self._deliver(Load(media))

    def preload(self, media: Media | None) -> None:
        self._preloaded = media.token if media else None
        self._deliver(Preload(media.token if media else PlayToken(""), media))

    def play(self, token: PlayToken) -> None:
        self._deliver(Resume(token))

    def pause(self, token: PlayToken) -> None:
        self._deliver(Pause(token))

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        self._deliver(Seek(token, position_ms, at_ms))

    def set_rate(self, token: PlayToken, rate: float) -> None:
        self._deliver(SetRate(token, rate))

    def swell(self, token: PlayToken, over_ms: int) -> None:
        self._deliver(Swell(token, over_ms))

    def overlay(self, media: Media, volume_percent: int | None) -> None:
        self._deliver(Overlay(media, volume_percent))

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        if token in (self._loaded, self._preloaded):
            self._loaded = self._preloaded = None
        self._deliver(Stop(token, fade_ms))

    def set_volume(self, percent: int) -> None:
        self._deliver(SetVolume(percent))

    def close(self) -> None:
        """Nothing to end: the page's connection belongs to the web server."""
