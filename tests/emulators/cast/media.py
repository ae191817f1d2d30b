"""The namespace `urn:x-cast:com.google.cast.media`: what senders ask of the player, and what it tells them.

Statuses are sparse: `media` and `items` only when they changed or were asked for; what is being loaded is under
`extendedStatus` while the session is IDLE/LOADING [code pychromecast media.py].
"""

from __future__ import annotations

from collections.abc import Callable

from tests.emulators.cast.player import Item, Player

NAMESPACE = "urn:x-cast:com.google.cast.media"
COMMANDS = 1 | 2 | 4 | 8 | 64 | 128 | 8192  # pause, seek, volume, mute, next, previous, rate

Tell = Callable[[dict], None]


class MediaApp:
    """Called with the receiver's lock held. `tell` sends to every sender that is connected to the app."""

    def __init__(self, tell: Tell, *, is_terse: bool) -> None:
        self.player: Player
        self.refuses_loads = False
        self.swallows_loads = False
        self._tell = tell
        self._is_terse = is_terse
        self._told_item: int | None = None
        self._told_items: list[int] = []
        self._loading: tuple[int, Tell] | None = None  # a LOAD that was not answered yet

    def hear(self, asked: dict, answer: Tell) -> None:
        kind = asked.get("type")
        if kind == "GET_STATUS":
            answer(
                {"type": "MEDIA_STATUS", "requestId": asked.get("requestId", 0), "status": self._statuses()}
            )
        elif kind in ("LOAD", "QUEUE_LOAD"):
            self._load(asked, answer)
        elif self.player.current is None or asked.get("mediaSessionId") != self.player.session_id:
            answer({"type": "INVALID_PLAYER_STATE", "requestId": asked.get("requestId", 0)})
        else:
            self._command(kind, asked, answer)

    def _command(self, kind: str | None, asked: dict, answer: Tell) -> None:
        player = self.player
        match kind:
            case "PLAY":
                player.play()
            case "PAUSE":
                player.pause()
            case "STOP":
                player.stop()
            case "SEEK":
                player.seek(asked.get("currentTime", 0), asked.get("resumeState"))
            case "SET_PLAYBACK_RATE":
                player.set_rate(asked["playbackRate"])
            case "QUEUE_INSERT":
                player.insert(asked["items"], asked.get("insertBefore"))
            case "QUEUE_REMOVE":
                player.remove(asked["itemIds"])
            case "QUEUE_UPDATE" if "jump" in asked:
                player.jump(asked["jump"])
            case _:
                answer({"type": "INVALID_REQUEST", "requestId": asked.get("requestId", 0)})
                return
        answer({"type": "MEDIA_STATUS", "requestId": asked.get("requestId", 0), "status": self._statuses()})

    def _load(self, asked: dict, answer: Tell) -> None:
        if self.swallows_loads:
            return
        request = asked.get("requestId", 0)
        if self.refuses_loads:
            answer({"type": "LOAD_FAILED", "requestId": request} | self._ids(None))
            return
        if asked["type"] == "LOAD":
            items, index = [{"media": asked["media"]}], 0
        else:
            items, index = asked["items"], asked.get("startIndex", 0)
        self._told_item, self._told_items = None, []
        start_s = asked.get("currentTime", items[index].get("startTime", 0.0))
        self._loading = (request, answer)
        self.player.load(items, index, start_s, autoplay=asked.get("autoplay", True))

    def changed(self) -> None:
        """The player's state did: everybody is told, and who loaded is answered."""
        player = self.player
        self._tell({"type": "MEDIA_STATUS", "requestId": 0, "status": [self._status(is_full=False)]})
        if self._loading is not None and player.state in ("PLAYING", "PAUSED"):
            (request, answer), self._loading = self._loading, None
            answer({"type": "MEDIA_STATUS", "requestId": request, "status": self._statuses()})

    def failed(self, item: Item, never_sounded: bool) -> None:
        loading, self._loading = self._loading, None
        if never_sounded:
            request, answer = loading or (0, self._tell)
            answer({"type": "LOAD_FAILED", "requestId": request} | self._ids(item))

    def _ids(self, item: Item | None) -> dict:
        if self._is_terse or item is None:
            return {}
        return {"itemId": item.id, "detailedErrorCode": 104}

    def _statuses(self) -> list[dict]:
        return [self._status(is_full=True)] if self.player.current is not None else []

    def _status(self, *, is_full: bool) -> dict:
        player = self.player
        status = {
            "mediaSessionId": player.session_id,
            "playerState": player.state,
            "currentTime": player.position_ms(player.now_ms()) / 1000,
            "playbackRate": player.rate,
            "supportedMediaCommands": COMMANDS,
            "volume": {"level": 1, "muted": False},
        }
        if player.state == "IDLE":
            return status | {"idleReason": player.idle_reason}
        item = player.current
        assert item is not None
        status["currentItemId"] = item.id
        items = [each.id for each in player.items]
        if is_full or self._told_items != items:
            self._told_items = items
            status["items"] = [{"itemId": i.id, "media": i.media} for i in player.items]
        if self._loading is not None and player.state == "BUFFERING" and self._told_item is None:
            self._told_item = item.id
            loading = {"playerState": "LOADING", "media": item.media, "mediaSessionId": player.session_id}
            return status | {"playerState": "IDLE", "extendedStatus": loading}
        if is_full or self._told_item != item.id or player.state == "BUFFERING":
            self._told_item = item.id
            duration_ms = item.track.duration_ms if item.track else None
            duration = {"duration": duration_ms / 1000} if duration_ms else {}
            status["media"] = item.media | duration
        return status
