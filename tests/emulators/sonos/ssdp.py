"""Answers M-SEARCH for the rooms of a household, on one interface."""

from __future__ import annotations

import socket
import threading

from tests.emulators.sonos.household import EmulatedHousehold

_GROUP = "239.255.255.250"
_WANTED = "urn:schemas-upnp-org:device:ZonePlayer:1"


class SsdpResponder:
    """Each room answers from its own address, as a speaker does."""

    def __init__(self, household: EmulatedHousehold, interface: str = "127.0.0.1") -> None:
        self._household = household
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((_GROUP, 1900))
        member = socket.inet_aton(_GROUP) + socket.inet_aton(interface)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        self._socket.settimeout(0.2)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sonos-ssdp", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(timeout=2)
        self._socket.close()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                question, asker = self._socket.recvfrom(2_048)
            except TimeoutError:
                continue
            if question.startswith(b"M-SEARCH") and _WANTED.encode() in question:
                for speaker in list(self._household.speakers):
                    self._answer(speaker.address, speaker.uid, speaker.location(), asker)

    def _answer(self, address: str, uid: str, location: str, asker: tuple[str, int]) -> None:
        text = (
            "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age = 1800\r\nEXT:\r\n"
            f"LOCATION: {location}\r\nSERVER: Linux UPnP/1.0 Sonos/79.1-53290 (ZPS12)\r\n"
            f"ST: {_WANTED}\r\nUSN: uuid:{uid}::{_WANTED}\r\n"
            f"X-RINCON-BOOTSEQ: 1\r\nX-RINCON-HOUSEHOLD: {self._household.id}\r\n\r\n"
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.bind((address, 0))
            own.sendto(text.encode(), asker)
