"""What apps ask when they start, browse and play, replayed as it is known of them; each answer is checked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from server.http.subsonic.dispatch import is_binary
from tests.fakes.subsonic_rules import problems_of
from tests.fakes.subsonic_schemas import find_description, validator_for

PROFILES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "data" / "subsonic_profiles.json").read_text()
)
# Fields that Subsonic's schema lacks, and that old apps have been seen to read past.
HARMLESS = ("userRating", "name", "songCount", "coverArt", "readonly")


def login(way: str) -> dict[str, str]:
    secret = "ann-old-phone"
    if way == "token":
        return {"u": "ann", "s": "c19b2d", "t": hashlib.md5(f"{secret}c19b2d".encode()).hexdigest()}
    return {"u": "ann", "p": f"enc:{secret.encode().hex()}"}


@pytest.mark.parametrize("name", PROFILES)
def test_an_app_is_answered(client: FlaskClient, name: str) -> None:
    profile = PROFILES[name]
    common = {**login(profile["login"]), "v": profile["v"], "c": name}
    if profile["f"]:
        common["f"] = profile["f"]
    for method, params in profile["asks"]:
        everything = {**common, **params}
        for path in (f"/rest/{method}", f"/rest/{method}.view"):
            if profile["by"] == "POST":
                answer = client.post(path, data=everything)
            else:
                answer = client.get(path, query_string=everything)
            assert answer.status_code == 200, (path, answer.data)
            if not is_binary(method):
                check(method, answer.data, is_json=bool(profile["f"]), is_old=name == "DSub")
            else:
                assert not answer.mimetype.startswith("text/"), (path, answer.data)
            answer.close()
            if method.startswith("delete"):
                break


def check(method: str, data: bytes, *, is_json: bool, is_old: bool) -> None:
    if not is_json:
        envelope = ET.fromstring(data)
        assert envelope.get("status") == "ok", data
        found = problems_of(envelope, strict=is_old)
        harmless = tuple(f": {name} is unknown" for name in HARMLESS)
        assert [problem for problem in found if not problem.endswith(harmless)] == []
        return
    answer = json.loads(data)
    assert answer["subsonic-response"]["status"] == "ok", data
    for path, value in leaves(answer):
        assert value is not None, path
    if find_description() is not None:
        assert [error.message for error in validator_for(method).iter_errors(answer)] == []


def leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Arrays that are objects and objects that are arrays are found here, too."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, f"{path}/{key}")]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner, path)]
    return [(path, value)]
