"""Which app has the receiver: ours, which stays a while after its last use, or another's, which is not disturbed."""

from __future__ import annotations

from collections.abc import Callable

from devices.chromecast.translate import App

WARM_MS = 30_000  # our app stays after a stop, so that the next load needs no launch and no chime


class Tenancy:
    """Owned by the device's thread."""

    def __init__(self, *, occupied: Callable[[str | None], None]) -> None:
        """`occupied` is told by what, for people, when that changes."""
        self._occupied = occupied
        self._by: str | None = None
        self._used_ms: int | None = None  # our app, by us
        self.app = App()

    def take(self, app: App) -> str | None:
        """The one that runs now; answers why ours does not run any more, if that is so."""
        before, self.app = self.app, app
        if not before.is_ours or app.session == before.session:
            return None
        return "the player was closed on the speaker" if app.is_idle else f"{app.name} plays there now"

    def use(self, now_ms: int) -> None:
        self._used_ms = now_ms

    def lost(self) -> None:
        """Whose the app is will be seen."""
        self.app, self._used_ms = App(), None

    def look_around(self, stranger: str | None) -> None:
        """`stranger` is what another sender plays in our app."""
        app = self.app
        other = stranger if app.plays_media else app.name
        by = None if app.is_idle or other is None else other if app.is_ours else app.name
        if by != self._by:
            self._by = by
            self._occupied(by)

    def ends(self, now_ms: int) -> bool:
        """Whether our app, idle now, has stayed for long enough; says so once."""
        if self._used_ms is None or now_ms - self._used_ms <= WARM_MS:
            return False
        self._used_ms = None
        return self.app.is_ours
