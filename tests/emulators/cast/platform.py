"""The namespace `urn:x-cast:com.google.cast.receiver`: which app runs, and how loud it is.

Every change is told to every sender that is connected to the platform.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from tests.emulators.cast.media import NAMESPACE as MEDIA
from tests.emulators.cast.profiles import Profile

NAMESPACE = "urn:x-cast:com.google.cast.receiver"
IDLE_APP = "E8C28D3C"

Tell = Callable[[dict], None]


@dataclass(frozen=True, slots=True)
class App:
    id: str
    name: str
    session: str
    plays_media: bool

    @classmethod
    def launched(cls, id: str, name: str, *, plays_media: bool) -> App:
        return cls(id, name, str(uuid.uuid4()), plays_media)


class Platform:
    """Called with the receiver's lock held. `at` does something at a time; `silence` ends what plays."""

    def __init__(
        self,
        profile: Profile,
        *,
        tell: Tell,
        at: Callable[[int, Callable[[], None]], None],
        silence: Callable[[], None],
        now_ms: Callable[[], int],
    ) -> None:
        self.app: App | None = None
        self.level, self.is_muted = 0.5, False
        self.volumes: list[tuple[int, float, bool]] = []  # (at_ms, level, muted)
        self.launches: list[str] = []
        self.ignores_launch = False
        self.launch_error: str | None = None
        self._profile = profile
        self._tell = tell
        self._at = at
        self._silence = silence
        self._now_ms = now_ms

    def hear(self, asked: dict, answer: Tell) -> None:
        match asked.get("type"):
            case "LAUNCH":
                self._launch(asked, answer)
                return
            case "STOP":
                self._silence()
                self.run(None)
            case "SET_VOLUME":
                volume = asked["volume"]
                self.turn(volume.get("level", self.level), is_muted=volume.get("muted", self.is_muted))
        answer(self.status() | {"requestId": asked.get("requestId", 0)})

    def run(self, app: App | None) -> None:
        self.app = app
        self._tell(self.status())

    def turn(self, level: float, *, is_muted: bool) -> None:
        self.level, self.is_muted = level, is_muted
        self.volumes.append((self._now_ms(), level, is_muted))
        self._tell(self.status())

    def status(self) -> dict:
        volume = {
            "level": self.level,
            "muted": self.is_muted,
            "controlType": "attenuation",
            "stepInterval": 0.05,
        }
        return {
            "type": "RECEIVER_STATUS",
            "requestId": 0,
            "status": {"applications": self._applications(), "volume": volume},
        }

    def _applications(self) -> list[dict]:
        app = self.app
        if app is not None:
            names = [MEDIA] if app.plays_media else ["urn:x-cast:com.example.theirs"]
            return [{
                "appId": app.id, "displayName": app.name, "isIdleScreen": False, "sessionId": app.session,
                "transportId": app.session, "statusText": app.name, "namespaces": [{"name": n} for n in names],
            }]  # fmt: skip
        if self._profile.is_group:
            return []
        return [{
            "appId": IDLE_APP, "displayName": "Backdrop", "isIdleScreen": True, "sessionId": "idle",
            "transportId": "idle", "statusText": "", "namespaces": [{"name": "urn:x-cast:com.google.cast.sse"}],
        }]  # fmt: skip

    def _launch(self, asked: dict, answer: Tell) -> None:
        self.launches.append(asked["appId"])
        if self.ignores_launch:
            return
        request = {"requestId": asked.get("requestId", 0)}
        if self.launch_error is not None:
            answer({"type": "LAUNCH_ERROR", "reason": self.launch_error} | request)
            return

        def launched() -> None:
            self._silence()
            self.run(App.launched(asked["appId"], "Default Media Receiver", plays_media=True))
            answer(self.status() | request)

        self._at(self._now_ms() + self._profile.launch_ms, launched)
