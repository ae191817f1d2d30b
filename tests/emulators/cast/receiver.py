"""A Cast receiver on a loopback address: network, platform and player, a group's members; and how it breaks.

    CastReceiver("Kitchen", NEST_MINI, now_ms=…, ear=…).start()      # .host, .port

Methods in the imperative are what people, other senders and accidents do to it.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import uuid
from collections.abc import Callable

from tests.emulators.cast.media import NAMESPACE as MEDIA
from tests.emulators.cast.media import MediaApp
from tests.emulators.cast.network import Network
from tests.emulators.cast.platform import NAMESPACE as RECEIVER
from tests.emulators.cast.platform import App, Platform
from tests.emulators.cast.player import Ear, Player
from tests.emulators.cast.profiles import NEST_MINI, Profile
from tests.emulators.cast.wire import Channel, Message

CONNECTION = "urn:x-cast:com.google.cast.tp.connection"
HEARTBEAT = "urn:x-cast:com.google.cast.tp.heartbeat"
MULTIZONE = "urn:x-cast:com.google.cast.multizone"
PLATFORM = "receiver-0"
TICK_S = 0.004

Tell = Callable[[dict], None]


class CastReceiver:
    def __init__(
        self,
        name: str,
        profile: Profile = NEST_MINI,
        *,
        now_ms: Callable[[], int],
        ear: Ear | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        members: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """`members` of a group: (UUID, name) each."""
        self.name, self.profile = name, profile
        self.uuid = uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.{profile.model}")
        self.asked_ms: list[int] = []  # when it was told to launch or to load
        self._members = members
        self._now_ms = now_ms
        self._ear = ear
        self._lock = threading.RLock()
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._is_on = False
        self._ticker: threading.Thread | None = None
        self.network = Network(host, port, hear=self._hear, lock=self._lock)
        self.platform = Platform(
            profile,
            tell=lambda told: self._tell(RECEIVER, told, source=PLATFORM),
            at=self._at,
            silence=lambda: self._player.stop(),
            now_ms=now_ms,
        )
        self._boot()

    @property
    def host(self) -> str:
        return self.network.host

    @property
    def port(self) -> int:
        return self.network.port

    @property
    def player(self) -> Player:
        return self._player

    @property
    def media(self) -> MediaApp:
        return self._media

    @property
    def app(self) -> App | None:
        return self.platform.app

    @property
    def level(self) -> float:
        return 0.0 if self.platform.is_muted else self.platform.level

    # -- its life -------------------------------------------------------------------------------------------------

    def start(self) -> CastReceiver:
        """Also after `cut_power`, on the same port."""
        self._is_on = True
        self.network.open()
        self._ticker = threading.Thread(target=self._tick, name="cast-clock", daemon=True)
        self._ticker.start()
        return self

    def close(self) -> None:
        self.cut_power()
        self.network.is_cut.clear()

    def cut_power(self) -> None:
        """At once; nobody is told."""
        self._is_on = False
        self.network.shut()
        with self._lock:
            self._due.clear()
            self._player.changed = lambda: None
            self._player.stop()
            self._boot()
        if self._ticker is not None:
            self._ticker.join(timeout=2)

    def move_leader(self) -> None:
        """Another member leads the group: the service goes to another port, playing on [issue HA core#13152]."""
        self.network.move()

    # -- what people and other senders do ---------------------------------------------------------------------------

    def take_over(self, name: str = "Spotify", app_id: str = "CC32E753") -> None:
        """Another app is launched, whose player is none of ours to see."""
        with self._lock:
            self._player.stop("INTERRUPTED")
            self.platform.run(App.launched(app_id, name, plays_media=False))

    def quit_app(self) -> None:
        with self._lock:
            self._player.stop()
            self.platform.run(None)

    def load_from_elsewhere(self, url: str) -> None:
        """Another sender loads into the same app."""
        with self._lock:
            media = {"contentId": url, "contentType": "audio/flac", "metadata": {"title": "Theirs"}}
            self._media.hear({"type": "LOAD", "media": media}, lambda _: None)

    def press(self, key: str) -> None:
        """play, pause, stop, next, previous: a key on a remote control, or a voice."""
        with self._lock:
            player = self._player
            match key:
                case "next" | "previous":
                    player.jump(1 if key == "next" else -1)
                case "play":
                    player.play()
                case "pause":
                    player.pause()
                case "stop":
                    player.stop()

    def turn_volume(self, level: float, *, muted: bool = False) -> None:
        with self._lock:
            self.platform.turn(level, is_muted=muted)

    # -- messages ---------------------------------------------------------------------------------------------------

    def _boot(self) -> None:
        self.platform.app = None
        self._media = MediaApp(self._tell_app, is_terse=self.profile.is_terse_about_failures)
        self._player = Player(
            self.profile,
            self._now_ms,
            changed=self._media.changed,
            failed=self._media.failed,
            cut=self.network.is_cut,
            ear=self._ear,
        )
        self._media.player = self._player

    def _hear(self, channel: Channel, message: Message) -> None:
        link = (message.source, message.destination)
        data, kind = message.data, message.data.get("type")
        if kind in ("LAUNCH", "LOAD", "QUEUE_LOAD"):
            self.asked_ms.append(self._now_ms())

        def answer(reply: dict) -> None:
            source = message.destination
            self._later(channel, Message(source, message.source, message.namespace, reply))

        if message.namespace == HEARTBEAT:
            if kind == "PING":
                answer({"type": "PONG"})
        elif message.namespace == CONNECTION:
            self.network.link(channel, link, is_made=kind == "CONNECT")
        elif not self.network.is_linked(channel, link):
            channel.close()  # a virtual connection must be made first
        elif message.namespace == RECEIVER:
            self.platform.hear(data, answer)
        elif message.namespace == MULTIZONE and kind == "GET_STATUS":
            members = [{"deviceId": each, "name": name} for each, name in self._members]
            told = {"type": "MULTIZONE_STATUS", "status": {"devices": members}}
            answer(told | {"requestId": data["requestId"]})
        elif message.namespace == MEDIA and self.app and message.destination == self.app.session:
            self._media.hear(data, answer)

    def _tell_app(self, payload: dict) -> None:
        if self.app is not None:
            self._tell(MEDIA, payload, source=self.app.session)

    def _tell(self, namespace: str, payload: dict, *, source: str) -> None:
        for channel in self.network.linked_to(source):
            self._later(channel, Message(source, "*", namespace, payload))

    def _later(self, channel: Channel, message: Message) -> None:
        lag_ms = self.profile.lag_ms if message.namespace == MEDIA else 0
        self._at(self._now_ms() + lag_ms, lambda: channel.send(message))

    # -- time -------------------------------------------------------------------------------------------------------

    def _at(self, due_ms: int, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (due_ms, next(self._order), act))
        if due_ms <= self._now_ms():
            self._act()

    def _act(self) -> None:
        while self._due and self._due[0][0] <= self._now_ms():
            heapq.heappop(self._due)[2]()

    def _tick(self) -> None:
        while self._is_on:
            with self._lock:
                self._act()
                self._player.tick()
            time.sleep(TICK_S)
