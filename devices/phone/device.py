"""One Subsonic app of one user as a device: what it is asked to do it does not do, for nothing can be told to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from devices.errors import DeviceFailed
from devices.model import Capabilities, DeviceId, DeviceInfo, DeviceKind, Media, PlayToken
from devices.reports import Report, Stopped

_BY_ITSELF = "it plays by itself; start it in the app, which goes on where the music is"


def phone_id(user: str, app: str) -> DeviceId:
    """The same for the same app of the same user, after a restart too."""
    digest = hashlib.sha256(f"{user.casefold()}\0{app.casefold()}".encode("utf-8", "surrogatepass"))
    return DeviceId(f"phone-{digest.hexdigest()[:16]}")


class PhoneDevice:
    """What it plays is reported by whoever hears it say so (`server.phones`)."""

    def __init__(
        self,
        id: DeviceId,
        name: str,
        app: str,
        *,
        report: Callable[[Report], None],
        now_ms: Callable[[], int],
    ) -> None:
        able = Capabilities(frozenset(), plays_by_itself=True)
        self.info = DeviceInfo(id, DeviceKind.PHONE, name, app, able)
        self._report = report
        self._now_ms = now_ms

    def load(self, media: Media) -> None:
        raise DeviceFailed(self.info.id, _BY_ITSELF)

    def preload(self, media: Media | None) -> None:
        """It has a queue of its own."""

    def play(self, token: PlayToken) -> None:
        raise DeviceFailed(self.info.id, _BY_ITSELF)

    def pause(self, token: PlayToken) -> None:
        raise DeviceFailed(self.info.id, _BY_ITSELF)

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        """Others follow it; it follows nobody."""

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        """It may sound on until somebody stops it there; it is no part of the session any more."""
        self._report(Stopped(self.info.id, token, self._now_ms()))

    def set_volume(self, percent: int) -> None:
        raise DeviceFailed(self.info.id, _BY_ITSELF)

    def close(self) -> None:
        """Nothing to end."""
