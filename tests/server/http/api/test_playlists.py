"""Playlists over HTTP, against the real library."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from library import Library
from server.http import create_app
from server.http.services import Services
from server.users import Accounts
from tests.builders.shelf import Shelf, all_tracks, scanned
from tests.server.conftest import Api, _logged_in

RULES = {"where": {"kind": "all", "rules": [{"kind": "text", "field": "title", "op": "ends", "value": "1"}]}}


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    shelf = Shelf(tmp_path / "shelf")
    for number in range(3):
        shelf.add(f"A/{number}.mp3", title=f"Song {number}", artist="A", album="B")
    library = shelf.open()
    scanned(library)
    yield library
    library.close()


@pytest.fixture
def ann(services: Services, shelf: Library, accounts: Accounts) -> Api:
    return _logged_in(create_app(replace(services, library=shelf)), accounts, "ann", is_admin=True)


@pytest.fixture
def bob(services: Services, shelf: Library, accounts: Accounts, ann: Api) -> Api:
    return _logged_in(create_app(replace(services, library=shelf)), accounts, "bob", is_admin=False)


def _entries(api: Api, id: str) -> list[Any]:
    return list(api.get(f"/api/playlists/{id}/entries").json["entries"])


def test_a_playlist_s_life(ann: Api, shelf: Library) -> None:
    tracks = [track.id for track in all_tracks(shelf)]
    made = ann.post("/api/playlists", {"name": "Mix", "items": [all_tracks(shelf)[0].release_id]})
    assert made.status_code == 201
    id = made.json["id"]
    assert (made.json["track_count"], made.json["owner"], made.json["is_own"]) == (3, "ann", True)
    ann.post(f"/api/playlists/{id}/entries", {"items": [tracks[2], id], "at": 0})
    entries = _entries(ann, id)
    assert [entry["track"]["title"][-1] for entry in entries] == ["2", "0", "1", "2", "0", "1", "2"]
    gone = {"entry_ids": [entry["entry_id"] for entry in entries[1:5]]}
    assert ann.post(f"/api/playlists/{id}/entries/remove", gone).json["track_count"] == 3
    moved = {"entry_ids": [entries[6]["entry_id"]], "before": entries[0]["entry_id"]}
    ann.post(f"/api/playlists/{id}/entries/move", moved)
    assert [entry["track"]["title"][-1] for entry in _entries(ann, id)] == ["2", "2", "1"]
    assert ann.delete(f"/api/playlists/{id}").status_code == 204
    assert ann.get(f"/api/playlists/{id}").status_code == 404


def test_smart_playlists_show_their_rules(ann: Api) -> None:
    made = ann.post("/api/playlists", {"name": "Ones", "rules": RULES}).json
    assert (made["is_smart"], made["track_count"]) == (True, 1)
    assert made["rules"]["where"] == RULES["where"]
    assert ann.post(f"/api/playlists/{made['id']}/entries", {"items": []}).status_code == 409
    assert ann.get("/api/rules/schema").json["$schema"].endswith("2020-12/schema")
    deep: dict[str, Any] = {"kind": "all", "rules": []}
    for _ in range(9):
        deep = {"kind": "all", "rules": [deep]}
    assert ann.post("/api/playlists", {"name": "Deep", "rules": {"where": deep}}).status_code == 422


def test_others_see_public_ones_and_change_none(ann: Api, bob: Api) -> None:
    id = ann.post("/api/playlists", {"name": "Mix"}).json["id"]
    assert bob.get(f"/api/playlists/{id}").status_code == 404
    ann._send("PATCH", f"/api/playlists/{id}", {"is_public": True})
    assert bob.get(f"/api/playlists/{id}").json["is_own"] is False
    assert bob.delete(f"/api/playlists/{id}").status_code == 403
    assert [one["name"] for one in bob.get("/api/playlists").json["playlists"]] == ["Mix"]


@pytest.mark.parametrize("format", ["m3u8", "m3u", "pls", "xspf"])
def test_files_go_out_and_come_in(ann: Api, shelf: Library, format: str) -> None:
    items = [track.id for track in all_tracks(shelf)]
    id = ann.post("/api/playlists", {"name": "Mix / one", "items": items}).json["id"]
    file = ann.get(f"/api/playlists/{id}/file?format={format}")
    assert file.headers["Content-Disposition"].endswith(f"Mix%20%2F%20one.{format}")
    body = {"name": "Back", "data": base64.b64encode(file.data).decode()}
    imported = ann.post("/api/playlists/import", body).json
    assert (imported["playlist"]["track_count"], imported["missing"]) == (3, [])
    assert ann.post("/api/playlists/import", {"name": "Bad", "data": "?"}).status_code == 422
