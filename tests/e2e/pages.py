"""A page of the app without a browser: it listens to /api/events, says who it is, and reports what it is told to."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.e2e.conftest import wait_until


@dataclass(frozen=True)
class Heard:
    id: str
    kind: str
    data: dict[str, Any]


class Listener:
    """One live connection; what was heard is in `events`, oldest first."""

    def __init__(self, client: requests.Session, url: str, query: str = "", **headers: str) -> None:
        self.events: list[Heard] = []
        self.ended = threading.Event()
        host = url.removeprefix("http://")
        self._connection = http.client.HTTPConnection(host, timeout=30)
        cookies = "; ".join(f"{c.name}={c.value}" for c in client.cookies)
        asked = {**dict(client.headers), "Accept-Encoding": "identity", **headers}
        if cookies:
            asked["Cookie"] = cookies
        self._connection.request("GET", f"/api/events{query}", headers={k: v for k, v in asked.items() if v})
        self._socket = self._connection.sock
        self.answer = self._connection.getresponse()
        self.status = self.answer.status
        self._thread = threading.Thread(target=self._read, name="listener", daemon=True)
        self._thread.start()

    def wait_for(
        self, kind: str, matches: Callable[[dict[str, Any]], object] = lambda _: True, *, within_s: float = 15
    ) -> Heard:
        """The first event of this kind that matches, heard already or soon."""

        def find() -> Heard | None:
            return next((e for e in list(self.events) if e.kind == kind and matches(e.data)), None)

        found = wait_until(find, within_s=within_s, what=f"{kind} among {[e.kind for e in self.events]}")
        assert isinstance(found, Heard)
        return found

    def close(self) -> None:
        """Hangs up, as a page does that lost its network."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)
        self._connection.close()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        with suppress(OSError, ValueError, http.client.HTTPException):
            while line := self.answer.readline():
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "event" in fields:
                    self.events.append(Heard(fields["id"], fields["event"], json.loads(fields["data"])))
                    fields = {}
        self.ended.set()


MIMES = ("audio/flac", "audio/mpeg", "audio/wav", "audio/ogg; codecs=opus")


@dataclass
class PretendPage:
    """A tab that plays by saying so."""

    client: requests.Session
    url: str
    id: str = field(default_factory=lambda: f"browser-{secrets.token_hex(8)}")
    mimes: tuple[str, ...] = MIMES
    holds: str | None = None
    listener: Listener | None = None

    def open(self, **resume: str) -> Listener:
        self.introduce()
        return self.listen(**resume)

    def introduce(self, says: dict[str, Any] | None = None) -> str | None:
        """What became of what it holds."""
        body = {"id": self.id, "name": f"Page {self.id[-4:]}", "mimes": list(self.mimes)}
        body |= {"holds": self.holds, "says": says}
        answer = self.client.post(f"{self.url}/api/devices/browser", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        held: str | None = answer.json()["held"]
        return held

    def listen(self, *, after: str = "", last_event_id: str = "") -> Listener:
        query = f"?device={self.id}" + (f"&after={after}" if after else "")
        self.listener = Listener(self.client, self.url, query, **{"Last-Event-ID": last_event_id})
        assert self.listener.status == 200
        self.listener.wait_for("snapshot")
        return self.listener

    def now_ms(self) -> int:
        return int(self.client.get(f"{self.url}/api/clock", timeout=10).json()["now_ms"])

    def report(self, *reports: dict[str, Any]) -> None:
        answer = self.client.post(
            f"{self.url}/api/devices/{self.id}/reports", json={"reports": list(reports)}, timeout=10
        )
        assert answer.status_code == 204, answer.text

    def play_what_is_loaded(self, **wanted: Any) -> dict[str, Any]:
        """Waits for a `load` and says that it sounds; answers its media."""
        assert self.listener is not None
        load = self.listener.wait_for(
            "command",
            lambda c: c["do"] == "load" and all(c["media"][name] == value for name, value in wanted.items()),
        )
        media: dict[str, Any] = load.data["media"]
        self.holds = media["token"]
        self.report(
            {
                "what": "playing",
                "token": media["token"],
                "position_ms": media["start_ms"],
                "at_ms": self.now_ms(),
            }
        )
        return media
