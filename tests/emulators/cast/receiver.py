"""A Cast receiver on a loopback address: TLS, channels, apps, volume, a group's members; and how it breaks.

    CastReceiver("Kitchen", NEST_MINI, now_ms=…, ear=…).start()      # .host, .port

Methods in the imperative are what people, other senders and accidents do to it.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import logging
import socket
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from tests.emulators.cast.media import NAMESPACE as MEDIA
from tests.emulators.cast.media import MediaApp
from tests.emulators.cast.player import Ear, Player
from tests.emulators.cast.profiles import NEST_MINI, Profile
from tests.emulators.cast.wire import Channel, Message, tls

log = logging.getLogger(__name__)

CONNECTION = "urn:x-cast:com.google.cast.tp.connection"
HEARTBEAT = "urn:x-cast:com.google.cast.tp.heartbeat"
RECEIVER = "urn:x-cast:com.google.cast.receiver"
MULTIZONE = "urn:x-cast:com.google.cast.multizone"
PLATFORM = "receiver-0"
IDLE_APP, MEDIA_APP = "E8C28D3C", "CC1AD845"
TICK_S = 0.004


@dataclass(frozen=True, slots=True)
class App:
    id: str
    name: str
    session: str
    plays_media: bool


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
        self.name, self.profile, self.host, self.port = name, profile, host, port
        self.uuid = uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.{profile.model}")
        self.volumes: list[tuple[int, float, bool]] = []  # (at_ms, level, muted)
        self.launches: list[str] = []
        self.asked_ms: list[int] = []  # when it was told to launch or to load
        self.ignores_launch = False
        self.launch_error: str | None = None
        self._members = members
        self._now_ms = now_ms
        self._ear = ear
        self._cut = threading.Event()
        self._lock = threading.RLock()
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._channels: dict[Channel, set[tuple[str, str]]] = {}
        self._level, self._muted = 0.5, False
        self._listening: socket.socket | None = None
        self._is_on = False
        self._ticker: threading.Thread | None = None
        self._boot()

    # -- its life -------------------------------------------------------------------------------------------------

    def start(self) -> CastReceiver:
        """Also after `cut_power`, on the same port."""
        listening = socket.create_server((self.host, self.port))
        self.port = listening.getsockname()[1]
        self._listening, self._is_on = listening, True
        threading.Thread(target=self._accept, args=(listening,), name="cast-accept", daemon=True).start()
        self._ticker = threading.Thread(target=self._tick, name="cast-clock", daemon=True)
        self._ticker.start()
        return self

    def close(self) -> None:
        self.cut_power()
        self._cut.clear()

    def cut_power(self) -> None:
        """At once; nobody is told."""
        self._is_on = False
        if self._listening is not None:
            with contextlib.suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
        with self._lock:
            channels = list(self._channels)
            self._channels.clear()
            self._due.clear()
            self._player.changed = lambda: None
            self._player.stop()
            self._boot()
        for channel in channels:
            channel.close()
        if self._ticker is not None:
            self._ticker.join(timeout=2)

    def cut_network(self) -> None:
        """Nothing comes or goes any more; what is buffered plays on."""
        self._cut.set()
        with self._lock:
            for channel in self._channels:
                channel.is_silent = True

    def mend_network(self) -> None:
        """Connections of before are dead."""
        self._cut.clear()
        with self._lock:
            dead = [channel for channel in self._channels if channel.is_silent]
        for channel in dead:
            channel.close()

    def drop_senders(self) -> None:
        """Every connection breaks; it plays on."""
        with self._lock:
            channels = list(self._channels)
        for channel in channels:
            channel.close()

    def move_leader(self) -> None:
        """Another member leads the group: the service goes to another port, playing on [issue HA core#13152]."""
        listening = self._listening
        fresh = socket.create_server((self.host, 0))
        self.port, self._listening = fresh.getsockname()[1], fresh
        threading.Thread(target=self._accept, args=(fresh,), name="cast-accept", daemon=True).start()
        if listening is not None:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        self.drop_senders()

    # -- what people and other senders do ---------------------------------------------------------------------------

    def take_over(self, name: str = "Spotify", app_id: str = "CC32E753") -> None:
        """Another app is launched, whose player is none of ours to see."""
        with self._lock:
            self._player.stop("INTERRUPTED")
            self._run(App(app_id, name, str(uuid.uuid4()), plays_media=False))

    def quit_app(self) -> None:
        with self._lock:
            self._player.stop()
            self._run(None)

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
            self._level, self._muted = level, muted
            self._volume_changed()

    @property
    def player(self) -> Player:
        return self._player

    @property
    def media(self) -> MediaApp:
        return self._media

    @property
    def app(self) -> App | None:
        return self._app

    @property
    def level(self) -> float:
        return 0.0 if self._muted else self._level

    # -- apps -------------------------------------------------------------------------------------------------------

    def _boot(self) -> None:
        self._app: App | None = None
        self._media = MediaApp(self._tell_app, is_terse=self.profile.is_terse_about_failures)
        self._player = Player(
            self.profile,
            self._now_ms,
            changed=self._media.changed,
            failed=self._media.failed,
            cut=self._cut,
            ear=self._ear,
        )
        self._media.player = self._player

    def _run(self, app: App | None) -> None:
        self._app = app
        self._tell(RECEIVER, self._receiver_status())

    def _launch(self, asked: dict, answer: Callable[[dict], None]) -> None:
        self.launches.append(asked["appId"])
        self.asked_ms.append(self._now_ms())
        if self.ignores_launch:
            return
        request = asked.get("requestId", 0)
        if self.launch_error is not None:
            answer({"type": "LAUNCH_ERROR", "requestId": request, "reason": self.launch_error})
            return
        app = App(asked["appId"], "Default Media Receiver", str(uuid.uuid4()), plays_media=True)

        def launched() -> None:
            self._player.stop()
            self._run(app)
            answer(self._receiver_status() | {"requestId": request})

        self._at(self._now_ms() + self.profile.launch_ms, launched)

    def _receiver_status(self) -> dict:
        app, applications = self._app, []
        if app is not None:
            names = [MEDIA] if app.plays_media else ["urn:x-cast:com.example.theirs"]
            applications = [{
                "appId": app.id, "displayName": app.name, "isIdleScreen": False, "sessionId": app.session,
                "transportId": app.session, "statusText": app.name, "namespaces": [{"name": n} for n in names],
            }]  # fmt: skip
        elif not self.profile.is_group:
            applications = [{
                "appId": IDLE_APP, "displayName": "Backdrop", "isIdleScreen": True, "sessionId": "idle",
                "transportId": "idle", "statusText": "", "namespaces": [{"name": "urn:x-cast:com.google.cast.sse"}],
            }]  # fmt: skip
        volume = {
            "level": self._level,
            "muted": self._muted,
            "controlType": "attenuation",
            "stepInterval": 0.05,
        }
        return {
            "type": "RECEIVER_STATUS",
            "requestId": 0,
            "status": {"applications": applications, "volume": volume},
        }

    def _volume_changed(self) -> None:
        self.volumes.append((self._now_ms(), self._level, self._muted))
        self._tell(RECEIVER, self._receiver_status())

    # -- messages ---------------------------------------------------------------------------------------------------

    def _hear(self, channel: Channel, message: Message) -> None:
        links, link = self._channels.setdefault(channel, set()), (message.source, message.destination)
        data, kind = message.data, message.data.get("type")

        def answer(reply: dict) -> None:
            source = message.destination
            self._later(channel, Message(source, message.source, message.namespace, reply))

        if message.namespace == HEARTBEAT:
            if kind == "PING":
                answer({"type": "PONG"})
        elif message.namespace == CONNECTION:
            (links.add if kind == "CONNECT" else links.discard)(link)
        elif link not in links:
            channel.close()  # a virtual connection must be made first
        elif message.namespace == RECEIVER:
            self._hear_receiver(data, answer)
        elif message.namespace == MULTIZONE and kind == "GET_STATUS":
            members = [{"deviceId": each, "name": name} for each, name in self._members]
            answer(
                {"type": "MULTIZONE_STATUS", "requestId": data["requestId"], "status": {"devices": members}}
            )
        elif message.namespace == MEDIA and self._app and message.destination == self._app.session:
            if kind in ("LOAD", "QUEUE_LOAD"):
                self.asked_ms.append(self._now_ms())
            self._media.hear(data, answer)

    def _hear_receiver(self, data: dict, answer: Callable[[dict], None]) -> None:
        request = {"requestId": data.get("requestId", 0)}
        match data.get("type"):
            case "LAUNCH":
                self._launch(data, answer)
                return
            case "STOP":
                self.quit_app()
            case "SET_VOLUME":
                volume = data["volume"]
                self._level = volume.get("level", self._level)
                self._muted = volume.get("muted", self._muted)
                self._volume_changed()
        answer(self._receiver_status() | request)

    def _tell_app(self, payload: dict) -> None:
        if self._app is not None:
            self._tell(MEDIA, payload, source=self._app.session)

    def _tell(self, namespace: str, payload: dict, *, source: str = PLATFORM) -> None:
        for channel, links in self._channels.items():
            if any(destination == source for _, destination in links):
                self._later(channel, Message(source, "*", namespace, payload))

    def _later(self, channel: Channel, message: Message) -> None:
        lag_ms = self.profile.lag_ms if message.namespace == MEDIA else 0
        self._at(self._now_ms() + lag_ms, lambda: channel.send(message))

    def _at(self, due_ms: int, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (due_ms, next(self._order), act))
        if due_ms <= self._now_ms():
            self._act()

    def _act(self) -> None:
        while self._due and self._due[0][0] <= self._now_ms():
            heapq.heappop(self._due)[2]()

    # -- threads ----------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        while self._is_on:
            with self._lock:
                self._act()
                self._player.tick()
            time.sleep(TICK_S)

    def _accept(self, listening: socket.socket) -> None:
        while self._is_on:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            if self._cut.is_set():
                connection.close()
                continue
            threading.Thread(target=self._serve, args=(connection,), name="cast-sender", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            connection = tls().wrap_socket(connection, server_side=True)
            connection.settimeout(None)
        except OSError:
            connection.close()
            return
        channel = Channel(connection)
        with self._lock:
            self._channels[channel] = set()
        while (message := channel.read()) is not None:
            if channel.is_silent:
                continue
            with self._lock:
                if channel in self._channels:
                    self._hear(channel, message)
        with self._lock:
            self._channels.pop(channel, None)
        channel.close()
