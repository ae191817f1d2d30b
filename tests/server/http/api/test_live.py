"""The live events as a page hears them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from devices import DeviceId
from devices.commands import Resume
from library import PlaylistId, PlaylistNews, UserId
from server.config import Config, ServerConfig
from server.sessions import PageCommand, PlaylistChanged
from tests.fakes.speaker import FakeSpeaker
from tests.server.conftest import Api

PAGE = "browser-00000000000000aa"


class Listener:
    """Reads the stream event by event; keep-alives are left out."""

    def __init__(self, api: Api, query: str = "", **headers: str) -> None:
        self.response = api.get(f"/api/events{query}", buffered=False, headers=headers)
        self.parts: Iterator[bytes] = iter(self.response.response)

    def next(self) -> tuple[str, str, dict]:
        """(id, kind, data)"""
        while True:
            fields = dict(
                line.split(": ", 1) for line in next(self.parts).decode().splitlines() if ": " in line
            )
            if "event" in fields:
                return fields["id"], fields["event"], json.loads(fields["data"])

    def until(self, kind: str) -> dict:
        while (event := self.next())[1] != kind:
            pass
        return event[2]

    def close(self) -> None:
        self.response.close()


@pytest.fixture
def page(services, admin, accounts):
    owner = accounts.get("ada").id
    services.pages.introduce(DeviceId(PAGE), name="Page", mimes=frozenset(), volume_percent=50, owner=owner)
    return PAGE


def test_nobody_hears_what_another_s_page_is_told_or_speaks_for_it(services, admin, member, page):
    assert member.get(f"/api/events?device={page}").status_code == 404
    assert member.get("/api/events?device=browser-nobody").status_code == 404
    said = {"reports": [{"what": "volume", "percent": 3}]}
    assert member.post(f"/api/devices/{page}/reports", said).status_code == 404
    member.post(f"/api/devices/{page}/goodbye", {})
    assert services.devices.find(DeviceId(page)) is not None


def test_a_page_that_is_connected_is_not_taken_over_and_one_that_is_not_is(services, admin, member, page):
    mine = {"id": page, "name": "Mine", "mimes": ["audio/flac"], "volume_percent": 50}
    listener = Listener(admin, f"?device={page}")
    listener.next()
    assert member.post("/api/devices/browser", mine).status_code == 404
    listener.close()  # logged out there
    assert member.post("/api/devices/browser", mine).status_code < 300
    assert admin.get(f"/api/events?device={page}").status_code == 404


def test_a_playlist_is_told_of_to_those_who_may_see_it(services, admin):
    listener = Listener(admin)
    listener.next()
    somebody = UserId(99)
    for id, is_public in (("pl-1", False), ("pl-2", True)):
        services.bus.publish(PlaylistChanged(PlaylistNews(PlaylistId(id), somebody, is_public)))
    assert listener.until("playlist") == {"id": "pl-2"}
    listener.close()


def test_it_begins_with_a_snapshot_and_goes_on_with_what_changes(admin):
    listener = Listener(admin)
    _, kind, snapshot = listener.next()
    assert kind == "snapshot"
    assert snapshot["sessions"] == []
    session = admin.post("/api/sessions", {}).json
    assert listener.until("session")["id"] == session["id"]
    admin.delete(f"/api/sessions/{session['id']}")
    assert listener.until("session_removed") == {"id": session["id"]}
    listener.close()


def test_who_is_removed_hears_no_more(admin, member):
    listener = Listener(member)
    listener.next()
    assert admin.delete("/api/users/ben").status_code == 204
    admin.post("/api/sessions", {})
    with pytest.raises(StopIteration):
        listener.next()
    listener.close()


def test_a_room_leaves_the_open_pages_of_those_who_may_not_use_it_any_more(services, admin, member):
    kitchen = FakeSpeaker(services.devices, services.clock)
    own, other = Listener(admin), Listener(member)
    assert [device["id"] for device in other.next()[2]["devices"]] == [kitchen.id]
    admin.put(f"/api/rooms/{kitchen.id}", {"name": "Stove", "users": ["ada"]})
    assert other.until("device_removed") == {"id": kitchen.id}
    while own.until("device")["name"] != "Stove":
        pass
    own.close(), other.close()


def test_commands_are_heard_by_their_page_only(admin, services, page):
    own, other = Listener(admin, f"?device={page}"), Listener(admin)
    own.next(), other.next()
    services.bus.publish(PageCommand(Resume("se-1.1")), to=page)
    admin.post("/api/sessions", {})
    assert own.until("command")["do"] == "play"
    heard = [other.next()[1]]
    while heard[-1] != "session":
        heard.append(other.next()[1])
    assert "command" not in heard
    own.close(), other.close()


@pytest.mark.parametrize("way", ["query", "header"])
def test_a_connection_that_broke_gets_the_commands_it_missed_behind_the_snapshot(admin, services, page, way):
    first = Listener(admin, f"?device={page}")
    heard, _, _ = first.next()
    first.close()
    services.bus.publish(PageCommand(Resume("se-1.1")), to=page)
    if way == "query":
        again = Listener(admin, f"?device={page}&after={heard}")
    else:
        again = Listener(admin, f"?device={page}", **{"Last-Event-ID": heard})
    assert [again.next()[1], again.next()[1]] == ["snapshot", "command"]
    again.close()


@pytest.mark.parametrize("after", ["nonsense", "00000000-3", "-"])
def test_an_id_of_another_run_of_the_server_begins_anew(admin, after):
    listener = Listener(admin, f"?after={after}")
    assert listener.next()[1] == "snapshot"
    listener.close()


def test_a_listener_that_goes_away_is_forgotten(admin, services, page):
    listener = Listener(admin, f"?device={page}")
    listener.next()
    assert services.bus.listeners == 1
    listener.close()
    assert services.bus.listeners == 0


def test_one_page_too_many_is_asked_to_come_back(admin, services, monkeypatch):
    few = Config(server=ServerConfig(max_live_clients=1))
    object.__setattr__(services, "config", few)
    listener = Listener(admin)
    listener.next()
    refused = admin.get("/api/events")
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    listener.close()


def test_strangers_hear_nothing(stranger):
    assert stranger.get("/api/events").status_code == 401


def test_the_streams_end_with_the_house(admin, services):
    listener = Listener(admin)
    listener.next()
    services.bus.close()
    with pytest.raises(StopIteration):
        listener.next()
    listener.close()
