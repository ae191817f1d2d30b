"""How long a speaker that is moved to waits until it is told so: from the tap to the first word on its wire.

The reference, in the same run and of the same speakers: a program that does nothing else says the same to them, with
pychromecast and with SoCo as they come.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from uuid import UUID

import numpy as np
import pychromecast
import soco
from numpy.typing import NDArray
from pychromecast.models import CastInfo, HostServiceInfo, MDNSServiceInfo

from bench.house import add_speaker, device_of, first_track, house, until
from bench.numbers import told
from bench.street import ROOMS, Street, street
from devices import DeviceId, DeviceKind, Media
from devices.chromecast import Chromecast
from devices.discovery import Sighting
from devices.virtual import VirtualSpeaker
from server.build import House
from server.config import DevicesConfig
from server.sessions import Move, PlayNow, SessionId

MOVES = 12
MINUTES = 6  # that it is converted before anybody waits for it
REST_S = 0.5  # one fades into the other

Asked = Callable[[], list[int]]


class NotedSpeaker(VirtualSpeaker):
    def load(self, media: Media) -> None:
        self.asked_ms.append(time.monotonic_ns() // 1_000_000)
        super().load(media)

    asked_ms: list[int]


def run() -> None:
    with street() as places:
        addresses = tuple(places.places[name]["address"] for name in ROOMS)
        with house(_noise(), devices=DevicesConfig(sonos=addresses)) as built:
            cast = _add_cast(built, places)
            virtual = _add_virtual(built)
            session = _play(built)
            walks: dict[str, tuple[DeviceId, Asked, Callable[[], None]]] = {
                "virtual": (device_of("noted"), lambda: virtual.asked_ms, lambda: None),
                "cast, warm": (cast, lambda: places.asked_ms("cast"), lambda: None),
                "cast, cold": (cast, lambda: places.asked_ms("cast"), lambda: places.chill("cast")),
            }
            for name in ROOMS:
                id = DeviceId(f"sonos-{places.places[name]['uid']}")
                walks[name] = (id, partial(places.asked_ms, name), lambda: None)
            for name, (device, asked, before) in walks.items():
                until(partial(built.services.devices.find, device))
                shares = [_measure(built, session, device, asked, before) for _ in range(MOVES)]
                print(f"from tap to {name:12} {told(shares)}", flush=True)
        for name, say in (("cast", _say_cast(places)), *((n, _say_sonos(places, n)) for n in ROOMS)):
            print(f"{name:5} told by itself    {told(_reference(places, name, say))}   (the reference)")


def _noise() -> NDArray[np.int16]:
    return np.random.default_rng(1).integers(-8_000, 8_000, (MINUTES * 60 * 48_000, 2)).astype(np.int16)


def _measure(
    built: House, session: SessionId, device: DeviceId, asked: Asked, before: Callable[[], None]
) -> float:
    sessions, clock = built.services.sessions, built.services.clock
    before()
    time.sleep(REST_S)
    tap_ms = clock.now_ms()
    sessions.command(session, Move(sessions.target(device)))
    until(lambda: [o.device for o in sessions.get(session).outputs] == [device])
    share = min(at_ms for at_ms in asked() if at_ms >= tap_ms) - tap_ms
    time.sleep(REST_S)
    sessions.command(session, Move(sessions.target(device_of("home"))))
    until(lambda: [o.device for o in sessions.get(session).outputs] == [device_of("home")])
    return share


def _play(built: House) -> SessionId:
    services = built.services
    session = services.sessions.create(services.accounts.add("bench", "bench password").id, "bench").id
    add_speaker(built, "home", 200)
    target = services.sessions.target(device_of("home"))
    services.sessions.command(session, PlayNow(((first_track(built), MINUTES * 60_000),), target=target))
    until(lambda: services.sessions.get(session).timeline.running)
    return session


def _add_virtual(built: House) -> NotedSpeaker:
    services = built.services
    speaker = NotedSpeaker(
        "noted", report=services.devices.report, now_ms=services.clock.now_ms, start_latency_ms=300
    )
    speaker.asked_ms = []
    services.devices.add(speaker)
    return speaker


def _add_cast(built: House, places: Street) -> DeviceId:
    services, cast = built.services, places.places["cast"]
    id = DeviceId(f"chromecast-{cast['uuid']}")
    seen = Sighting(id, DeviceKind.CHROMECAST, "cast", cast["model"], "127.0.0.1", cast["port"])
    services.devices.add(
        Chromecast(
            seen,
            report=services.devices.report,
            now_ms=services.clock.now_ms,
            token_of=services.streams.find_token,
        )
    )
    return id


def _reference(places: Street, name: str, say: Callable[[], None]) -> list[float]:
    shares = []
    for _ in range(MOVES):
        time.sleep(0.2)
        tap_ms = time.monotonic_ns() // 1_000_000
        say()
        until(partial(_first_since, places, name, tap_ms))
        shares.append(float((_first_since(places, name, tap_ms) or 0) - tap_ms))
    return shares


def _first_since(places: Street, name: str, since_ms: int) -> int | None:
    return min((ms for ms in places.asked_ms(name) if ms >= since_ms), default=None)


def _say_sonos(places: Street, name: str) -> Callable[[], None]:
    room = soco.SoCo(places.places[name]["address"])
    said = [("InstanceID", 0), ("CurrentURI", "http://127.0.0.1:9/x.flac"), ("CurrentURIMetaData", "")]
    return lambda: room.avTransport.send_command("SetAVTransportURI", said)


def _say_cast(places: Street) -> Callable[[], None]:
    cast = places.places["cast"]
    services: set[HostServiceInfo | MDNSServiceInfo] = {HostServiceInfo("127.0.0.1", cast["port"])}
    info = CastInfo(
        services, UUID(cast["uuid"]), cast["model"], "cast", "127.0.0.1", cast["port"], "cast", None
    )
    receiver = pychromecast.Chromecast(info)
    receiver.wait(timeout=10)
    receiver.start_app("CC1AD845")
    time.sleep(3)
    return lambda: receiver.media_controller.play_media("http://127.0.0.1:9/x.flac", "audio/flac")
