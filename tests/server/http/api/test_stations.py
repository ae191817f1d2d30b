"""Radio stations over the API: everybody hears them, administrators change them."""

from __future__ import annotations

from base64 import b64encode

import pytest

NEW = {"name": "Radio", "stream_url": "https://r.example/s", "homepage_url": "https://r.example"}
PNG = b"\x89PNG\r\n\x1a\n not really"


def test_an_administrator_changes_them_and_everybody_lists_them(admin, member) -> None:
    made = admin.post("/api/stations", NEW).json
    assert member.get("/api/stations").json == {"stations": [made]}
    assert admin.put(f"/api/stations/{made['id']}", {**NEW, "name": "R2"}).json["name"] == "R2"
    assert admin.delete(f"/api/stations/{made['id']}").status_code == 204
    for refused in (member.post("/api/stations", NEW), member.delete("/api/stations/rs-1")):
        assert refused.status_code == 403


def test_a_picture_is_uploaded_and_shown(admin, member) -> None:
    made = admin.post("/api/stations", NEW).json
    path = f"/api/stations/{made['id']}/picture"
    assert member.get(path).status_code == 404
    shown = admin.put(path, {"picture": b64encode(PNG).decode()}).json
    assert member.get(shown["picture_url"]).data == PNG
    assert admin.put(path, {"picture": b64encode(b"no").decode()}).status_code == 404


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "http://a b", "radio"])
def test_only_addresses_of_the_web_are_kept(admin, address) -> None:
    assert admin.post("/api/stations", {**NEW, "stream_url": address}).status_code == 422
    assert admin.post("/api/stations", {**NEW, "homepage_url": address}).status_code == 422
