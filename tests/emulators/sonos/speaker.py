"""A room as people see it: a name, a volume, its keys, its cable, and ears in it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from tests.emulators.sonos import wire
from tests.emulators.sonos.profiles import Profile
from tests.emulators.sonos.room import PORT, Server, Subscribers, bind
from tests.emulators.sonos.stream import Fetch
from tests.emulators.sonos.transport import Transport
from tests.emulators.sonos.wire import Call

if TYPE_CHECKING:
    from tests.emulators.sonos.household import EmulatedHousehold

Ear = Callable[[int, np.ndarray], None]  # (server time in ms, samples that sounded from then on)

_TICK_S = 0.005


class EmulatedSpeaker:
    """Levers may be pulled by any thread."""

    def __init__(
        self,
        household: EmulatedHousehold,
        name: str,
        uid: str,
        profile: Profile,
        ear: Ear | None,
        address: str | None = None,
    ) -> None:
        """`address` None: one that is free."""
        self.household = household
        self.name = name
        self.uid = uid
        self.profile = profile
        self.ear = ear
        self.volume = 30
        self.volumes: list[tuple[int, int]] = []  # every change: (at_ms, percent)
        self.is_muted = False
        self.calls: list[Call] = []
        self.asked_ms: list[int] = []  # when it was told to load
        self.fetched: list[Fetch] = []
        self.coordinator: EmulatedSpeaker = self
        self.boots = 1
        self.network = threading.Event()  # set: it answers
        self.network.set()
        self._ratios: dict[str, float] = {}
        clock = household.clock
        self.subscribers = Subscribers(name, now_ms=clock.now_ms, lag_ms=profile.report_lag_ms)
        self.subscribers.current = self.evented
        self.transport = self._new_transport()
        self._server: Server | None = bind(self, address)
        self.address = str(self._server.server_address[0])
        self._closing = threading.Event()
        self._serve()
        self._thread = threading.Thread(target=self._run, name=f"sonos-{name}", daemon=True)
        self._thread.start()

    @property
    def is_coordinator(self) -> bool:
        return self.coordinator is self

    @property
    def is_there(self) -> bool:
        """It has power."""
        return self._server is not None

    @property
    def group_id(self) -> str:
        return f"{self.coordinator.uid}:{self.household.generation_of(self.coordinator)}"

    # -- levers ----------------------------------------------------------------------------------------------

    def press_next(self) -> None:
        """In the app, or on the speaker."""
        with self.household.lock:
            self.coordinator.transport.skip()

    def press_previous(self) -> None:
        with self.household.lock:
            self.coordinator.transport.restart()

    def press_pause(self) -> None:
        with self.household.lock:
            self.coordinator.transport.pause()

    def press_play(self) -> None:
        with self.household.lock:
            self.coordinator.transport.play()

    def take_over(self, uri: str = "x-sonos-spotify:spotify%3atrack%3a1?sid=9") -> None:
        """Somebody plays something else in the app."""
        with self.household.lock:
            self.coordinator.transport.occupy(uri)

    def set_volume(self, percent: int) -> None:
        with self.household.lock:
            self.volume = percent
            self.volumes.append((self.household.clock.now_ms(), percent))
        self.subscribers.tell("RenderingControl")
        self.coordinator.subscribers.tell("GroupRenderingControl")

    def rename(self, name: str) -> None:
        """In the app."""
        self.name = name
        self.household.tell_topology()

    def cut_network(self) -> None:
        """It plays on from what it has, and answers nobody."""
        self.network.clear()
        self.transport.cut()

    def mend_network(self) -> None:
        self.network.set()

    def cut_power(self) -> None:
        """Silent at once, and nobody there."""
        with self.household.lock:
            self.transport.close()
            self.transport = self._new_transport()
            self.subscribers.forget()
            self._unserve()

    def restore_power(self) -> None:
        """It boots: nothing is loaded, nobody subscribed, and it is alone."""
        with self.household.lock:
            self.boots += 1
            self._server = bind(self, self.address)
            self.household.leave(self)
        self._serve()

    # -- what the wire asks ----------------------------------------------------------------------------------

    def group_volume(self) -> int:
        group = self.household.group_of(self)
        return round(sum(each.volume for each in group) / len(group))

    def snapshot_volumes(self) -> None:
        """Of all members, so that the balance is kept while the group's is set."""
        mean = max(1, self.group_volume())
        self._ratios = {each.uid: each.volume / mean for each in self.household.group_of(self)}

    def set_group_volume(self, percent: int) -> None:
        for each in self.household.group_of(self):
            each.set_volume(max(0, min(100, round(percent * self._ratios.get(each.uid, 1.0)))))

    def evented(self, service: str) -> dict[str, str]:
        match service:
            case "AVTransport":
                return {"LastChange": wire.last_change("AVT", self._transport_variables())}
            case "RenderingControl":
                said = {"Volume": str(self.volume), "Mute": str(int(self.is_muted))}
                return {"LastChange": wire.last_change("RCS", said)}
            case "GroupRenderingControl":
                return {
                    "GroupVolume": str(self.group_volume()),
                    "GroupMute": "0",
                    "GroupVolumeChangeable": "1",
                }
            case "ZoneGroupTopology":
                return {"ZoneGroupState": self.household.topology()}
            case _:
                return {}

    def _transport_variables(self) -> dict[str, str]:
        transport = self.transport
        own = transport.current.uri if transport.current else ""
        uri = own if self.is_coordinator else f"x-rincon:{self.coordinator.uid}"
        return {
            "TransportState": transport.state,
            "TransportStatus": transport.status,
            "AVTransportURI": uri,
            "CurrentTrackURI": uri,
            "NextAVTransportURI": transport.following.uri if transport.following else "",
        }

    def description(self) -> str:
        services = "".join(
            f"<service><serviceType>urn:schemas-upnp-org:service:{name}:1</serviceType></service>"
            for name in wire.ACTIONS
        )
        return (
            '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>'
            "<deviceType>urn:schemas-upnp-org:device:ZonePlayer:1</deviceType>"
            f"<friendlyName>{self.address} - {escape(self.profile.model)}</friendlyName>"
            "<manufacturer>Sonos, Inc.</manufacturer>"
            "<serialNum>00-0E-58-00-00-00:A</serialNum>"
            f"<softwareVersion>79.1-53290</softwareVersion><modelNumber>S1</modelNumber><modelName>{escape(self.profile.model)}</modelName>"
            f"<swGen>{self.profile.generation}</swGen><UDN>uuid:{self.uid}</UDN>"
            f"<roomName>{escape(self.name)}</roomName><serviceList>{services}</serviceList></device></root>"
        )

    def location(self) -> str:
        return f"http://{self.address}:{PORT}/xml/device_description.xml"

    def close(self) -> None:
        self._closing.set()
        self.network.set()
        self._thread.join(timeout=2)
        with self.household.lock:
            self.transport.close()
        self._unserve()
        self.subscribers.close()

    def new_transport(self) -> Transport:
        """Empty, as of a room that left its group."""
        self.transport = self._new_transport()
        return self.transport

    def _new_transport(self) -> Transport:
        return Transport(
            profile=self.profile,
            now_ms=self.household.clock.now_ms,
            hear=self.sound,
            changed=lambda: self.subscribers.tell("AVTransport"),
            reachable=self.network.is_set,
            fetched=self.fetched,
        )

    def sound(self, at_ms: int, samples: np.ndarray) -> None:
        for each in self.household.group_of(self):
            if each.ear is not None:
                each.ear(at_ms, samples)

    def _serve(self) -> None:
        server = self._server
        if server is not None:
            threading.Thread(
                target=lambda: server.serve_forever(poll_interval=0.05),
                name=f"sonos-http-{self.name}",
                daemon=True,
            ).start()

    def _unserve(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def _run(self) -> None:
        forgets_ms = self.profile.forgets_subscriptions_ms
        forgotten_ms = self.household.clock.now_ms()
        while not self._closing.wait(_TICK_S):
            with self.household.lock:
                self.transport.advance()
            if forgets_ms and self.household.clock.now_ms() - forgotten_ms >= forgets_ms:
                forgotten_ms = self.household.clock.now_ms()
                self.subscribers.forget()
