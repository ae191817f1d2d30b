"""Failures on the wire: each known error has its problem, the unknown ones tell nothing."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from library import DatabaseUnusable
from server.errors import StartError
from server.http import Services
from server.http.problems import PROBLEMS, find_kind
from server.http.subsonic.errors import SubsonicError

OTHER_EDGES = (StartError, SubsonicError)  # the command line says the first, /rest/ the second


def every_error() -> Iterator[type[Exception]]:
    """All leaves of every package's errors.py, but for those that end at another edge."""
    for file in [path for top in ("server", "devices", "library") for path in Path(top).rglob("errors.py")]:
        module = importlib.import_module(".".join(file.with_suffix("").parts))
        for thing in vars(module).values():
            is_error = isinstance(thing, type) and issubclass(thing, Exception)
            is_own = is_error and thing.__module__ == module.__name__
            if is_own and not thing.__subclasses__() and not issubclass(thing, OTHER_EDGES):
                yield thing


def test_every_error_of_every_package_has_a_problem() -> None:
    missing = [error.__qualname__ for error in every_error() if find_kind(error) is None]
    assert missing == [], "say in server/http/problems.py what these become"


def test_no_two_problems_share_a_name() -> None:
    slugs = [kind.slug for kind in PROBLEMS.values()]
    assert sorted(slugs) == sorted(set(slugs))


def break_library(services: Services, error: Exception) -> None:
    def fail(**_asked: object) -> None:
        raise error

    services.library.counts = fail


def test_an_unexpected_error_is_logged_whole_and_answered_vaguely(
    admin, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    break_library(services, RuntimeError("/secret/path"))
    with caplog.at_level(logging.ERROR):
        answer = admin.get("/api/library")
    assert answer.status_code == 500
    assert answer.json["type"] == "urn:segue:unexpected"
    assert "secret" not in answer.text
    assert "/secret/path" in caplog.text


def test_a_known_error_that_names_paths_is_not_told_either(
    admin, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    break_library(services, DatabaseUnusable(Path("/secret/path"), "malformed"))
    answer = admin.get("/api/library")
    assert (answer.status_code, answer.json["type"]) == (503, "urn:segue:database-unusable")
    assert "secret" not in answer.text
    assert "malformed" in caplog.text


def test_wrong_paths_and_methods_are_problems_too(admin) -> None:
    missing = admin.get("/api/nothing")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    wrong = admin.client.patch("/api/releases")
    assert (wrong.status_code, wrong.content_type) == (405, "application/problem+json")
    assert "GET" in wrong.headers["Allow"]


def test_a_body_is_json_of_a_decent_size(admin) -> None:
    def put(body: bytes, mime: str = "application/json") -> tuple[int, str]:
        answer = admin.client.put(
            "/api/marks/tr-1", data=body, content_type=mime, headers={"Origin": "http://localhost"}
        )
        assert answer.content_type == "application/problem+json"
        return answer.status_code, answer.json["detail"]

    assert put(b'{"rating":3}', "text/plain")[0] == 415
    assert put(b'{"rating":')[0] == 400
    assert put(b"\xff\xfe")[0] == 400
    assert put(b"[" * 100_000)[0] in (400, 422)
    assert put(b'{"rating":"3"}') == (422, "rating: Expected `int | null`, got `str`")
    assert put(b'{"colour":"blue"}') == (422, "colour: Object contains unknown field `colour`")
    assert put(b" " * (4 * 1024 * 1024 + 1))[0] == 413


def test_a_missing_field_is_named(stranger) -> None:
    assert stranger.post("/api/login", {"name": "ada"}).json["field"] == "password"


def test_every_answer_carries_the_security_headers(admin) -> None:
    for path in ("/healthz", "/api/me", "/api/nothing"):
        headers = admin.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert admin.get("/api/me").headers["Cache-Control"] == "no-store"
