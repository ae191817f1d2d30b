"""Sessions and devices over HTTP: what a page and a script say and hear."""

from __future__ import annotations

import pytest

from tests.server.conftest import Api

PAGE = {"id": "browser-00000000000000aa", "name": "Kitchen tablet", "mimes": ["audio/flac"]}


@pytest.fixture
def page(admin: Api) -> str:
    return admin.post("/api/devices/browser", PAGE).json["id"]


@pytest.fixture
def session(admin: Api) -> str:
    return admin.post("/api/sessions", {}).json["id"]


def do(api: Api, session: str, **command: object):
    return api.post(f"/api/sessions/{session}/commands", command)


def test_a_session_is_named_after_its_owner_and_seen_by_everybody(admin, member, session):
    (seen,) = member.get("/api/sessions").json["sessions"]
    assert (seen["id"], seen["name"], seen["owner"]) == (session, "ada", "ada")
    assert seen["current"] is None


def test_a_release_stands_for_its_tracks(admin, page, session):
    answer = do(admin, session, do="play_now", items=["al-1"], device_id=page)
    assert answer.status_code == 202
    queue = admin.get(f"/api/sessions/{session}/queue").json
    release = admin.get("/api/releases/al-1").json
    assert [e["track"]["id"] for e in queue["entries"]] == [t["id"] for t in release["tracks"]]
    assert answer.json["revision"] <= admin.get(f"/api/sessions/{session}").json["revision"]


def test_the_queue_is_edited_by_entry(admin, page, session):
    do(admin, session, do="play_now", items=["tr-1", "tr-2"], device_id=page)
    do(admin, session, do="enqueue", items=["tr-2"], where="next")
    first, inserted, last = admin.get(f"/api/sessions/{session}/queue").json["entries"]
    do(admin, session, do="move_entry", entry_id=last["entry_id"], before=inserted["entry_id"])
    do(admin, session, do="remove", entry_ids=[inserted["entry_id"]])
    left = [e["entry_id"] for e in admin.get(f"/api/sessions/{session}/queue").json["entries"]]
    assert left == [first["entry_id"], last["entry_id"]]


def test_a_long_queue_is_read_in_parts(admin, page, session):
    do(admin, session, do="play_now", items=["tr-1"] * 30, device_id=page)
    part = admin.get(f"/api/sessions/{session}/queue?offset=20&limit=5").json
    assert (part["offset"], part["total"], len(part["entries"])) == (20, 30, 5)


def test_what_the_page_reports_moves_the_timeline(admin, services, page, session, clock):
    do(admin, session, do="play_now", items=["tr-1"], device_id=page)
    token = services.sessions.get(session).outputs[0].token
    said = {"what": "playing", "token": token, "at_ms": clock.now_ms(), "position_ms": 40}
    assert admin.post(f"/api/devices/{page}/reports", {"reports": [said]}).status_code == 204
    do(
        admin, session, do="repeat", mode="all"
    )  # commands and reports share one queue: the report was applied
    seen = admin.get(f"/api/sessions/{session}").json
    assert seen["timeline"] == {"position_ms": 40, "at_ms": clock.now_ms(), "running": True, "rate": 1.0}
    assert seen["outputs"] == [{"device_id": page, "state": "audible", "is_leader": True}]
    assert seen["stream_note"] == "original FLAC"
    assert admin.get("/api/devices").json["devices"][0]["session_id"] == session


def test_a_session_plays_faster(admin, session):
    assert do(admin, session, do="rate", rate=1.5).status_code == 202
    assert admin.get(f"/api/sessions/{session}").json["timeline"]["rate"] == 1.5
    assert do(admin, session, do="rate", rate=3).status_code == 422


@pytest.mark.parametrize(
    ("command", "status", "slug"),
    [
        ({"do": "play"}, 409, "nothing-to-play"),
        ({"do": "play_now", "items": ["tr-1"]}, 409, "nowhere-to-play"),
        ({"do": "play_now", "items": ["tr-999"]}, 404, "not-found"),
        ({"do": "move", "device_id": "virtual-attic"}, 404, "unknown-device"),
        ({"do": "dance"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_done_says_why(admin, session, command, status, slug):
    answer = do(admin, session, **command)
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:segue:{slug}")


def test_music_of_others_is_taken_only_when_asked_to(admin, member, page, session):
    do(admin, session, do="play_now", items=["tr-1"], device_id=page)
    other = member.post("/api/sessions", {"name": "Ben's"}).json["id"]
    refused = do(member, other, do="play_now", items=["tr-1"], device_id=page)
    assert (refused.status_code, refused.json["type"]) == (409, "urn:segue:device-busy")
    taken = do(member, other, do="play_now", items=["tr-1"], device_id=page, take=True)
    assert taken.status_code == 202


def test_a_closed_page_is_gone(admin, page):
    assert admin.post(f"/api/devices/{page}/goodbye").status_code == 204
    assert admin.get("/api/devices").json["devices"] == []
    assert admin.post(f"/api/devices/{page}/reports", {"reports": []}).status_code == 404


def test_a_removed_session_is_gone(admin, session):
    assert admin.delete(f"/api/sessions/{session}").status_code == 204
    assert admin.get(f"/api/sessions/{session}").status_code == 404


def test_books_are_heard_as_fast_as_last_time_and_music_as_it_is(admin, page, session, library):
    library.books.add("tr-2")

    def rate() -> float:
        return admin.get(f"/api/sessions/{session}").json["timeline"]["rate"]

    do(admin, session, do="play_now", items=["tr-1"], device_id=page)
    do(admin, session, do="rate", rate=1.5)
    assert rate() == 1.5
    do(admin, session, do="play_now", items=["tr-2"], device_id=page)
    assert rate() == 1
    do(admin, session, do="rate", rate=1.25)
    do(admin, session, do="play_now", items=["tr-1"], device_id=page)
    assert rate() == 1
    do(admin, session, do="play_now", items=["tr-2"], device_id=page)
    assert rate() == 1.25
