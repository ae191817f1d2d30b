"""Connecting a phone: one answer with all that an app needs, shown once."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET


def test_a_phone_gets_an_address_a_name_and_a_password_that_works(member) -> None:
    made = member.post("/api/connections", {"label": "Phone"}).json
    link = urlsplit(made["link"])
    assert link.scheme == "subsonic"
    assert (unquote(link.username or ""), unquote(link.password or "")) == ("ben", made["secret"])
    assert f"http://{link.hostname}:{link.port or 80}".removesuffix(":80") == made["addresses"][
        0
    ].removesuffix(":80")
    assert "http://localhost" in made["addresses"]
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert member.get("/api/me", headers=bearer).json["name"] == "ben"
    member.delete(f"/api/app-passwords/{made['id']}")
    assert member.get("/api/me", headers=bearer).status_code == 401


def test_the_code_is_an_image_without_script(member) -> None:
    svg = ET.fromstring(member.post("/api/connections", {"label": "Phone"}).json["qr_svg"])
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert {part.tag.rpartition("}")[2] for part in svg.iter()} <= {"svg", "g", "path"}
