"""Sound and pictures over HTTP."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.fakes.subsonic_house import PNG, House

LOGIN = {"u": "ann", "p": "ann-old-phone", "c": "test"}


def get(client: FlaskClient, method: str, headers: dict[str, str] | None = None, **params: Any) -> Any:
    return client.get(f"/rest/{method}", query_string={**LOGIN, **params}, headers=headers)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"id": "tr-1"}, "tr-1 original from 0"),
        ({"id": "tr-1", "format": "raw", "maxBitRate": 64, "timeOffset": 9}, "tr-1 wav-16-44100-2 from 9000"),
        ({"id": "tr-1", "format": "FLAC"}, "tr-1 original from 0"),
        ({"id": "tr-1", "format": "opus"}, "tr-1 opus-128 from 0"),
        ({"id": "tr-1", "maxBitRate": 128}, "tr-1 mp3-128 from 0"),
        ({"id": "tr-1", "maxBitRate": 0}, "tr-1 original from 0"),
        ({"id": "tr-1", "timeOffset": 30}, "tr-1 wav-16-44100-2 from 30000"),
        ({"id": "tr-1", "timeOffset": 30, "format": "aac"}, "tr-1 aac-256 from 30000"),
        ({"id": "tr-1", "timeOffset": 9999, "format": "mp3"}, "tr-1 mp3-192 from 100200"),
        ({"id": "tr-2", "format": "mp3", "estimateContentLength": "true"}, "tr-2 original from 0"),
    ],
    ids=str,
)
def test_stream_answers_what_was_asked_for(
    client: FlaskClient, params: dict[str, Any], expected: str
) -> None:
    assert get(client, "stream", **params).data.decode() == expected


def test_stream_answers_ranges_and_head_by_any_verb(client: FlaskClient) -> None:
    part = get(client, "stream.view", id="tr-1", headers={"Range": "bytes=5-12"})
    assert (part.status_code, part.data) == (206, b"original")
    assert part.headers["Content-Range"] == "bytes 5-12/20"
    head = client.head("/rest/stream", query_string={**LOGIN, "id": "tr-1"})
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "20")
    posted = client.post("/rest/stream", data={**LOGIN, "id": "tr-1"}, headers={"Range": "bytes=0-3"})
    assert (posted.status_code, posted.data) == (206, b"tr-1")


def test_streaming_counts_no_play(client: FlaskClient, house: House) -> None:
    get(client, "stream", id="tr-1")
    assert house.library.done == []


def test_download_is_the_original_under_its_name(client: FlaskClient) -> None:
    answer = get(client, "download", id="tr-1", format="mp3")
    assert answer.data == b"tr-1 original from 0"
    assert "tr-1.flac" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("wanted", ["tr-1", "al-1", "ar-1", "co-1-aa"])
def test_any_id_has_its_picture(client: FlaskClient, house: House, wanted: str) -> None:
    answer = get(client, "getCoverArt", id=wanted, size=200)
    assert (answer.content_type, answer.data) == ("image/png", PNG)
    assert house.library.done == [("get_cover", "co-1-aa", 200)]


def test_a_picture_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    etag = get(client, "getCoverArt", id="al-1").headers["ETag"]
    again = get(client, "getCoverArt", id="al-1", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert get(client, "getCoverArt", id="al-1", size=10).headers["ETag"] != etag


def test_a_picture_s_own_id_is_kept_for_ever_and_others_are_asked_about(client: FlaskClient) -> None:
    assert "immutable" in get(client, "getCoverArt", id="co-1-aa").headers["Cache-Control"]
    assert "no-cache" in get(client, "getCoverArt", id="al-1").headers["Cache-Control"]
    assert "no-cache" in get(client, "getCoverArt", id="al-2").headers["Cache-Control"]


@pytest.mark.parametrize("wanted", ["tr-2", "al-2", "ar-2", "fo-3"])
@pytest.mark.parametrize(("size", "expected"), [(64, 64), (None, 300), (4000, 600), (1, 1)])
def test_what_has_no_picture_gets_a_drawn_one(
    client: FlaskClient, wanted: str, size: int | None, expected: int
) -> None:
    answer = get(client, "getCoverArt", id=wanted, size=size)
    with Image.open(io.BytesIO(answer.data)) as image:
        assert (image.format, image.size) == ("PNG", (expected, expected))
    assert get(client, "getCoverArt", id=wanted, size=size).headers["ETag"] == answer.headers["ETag"]


def test_what_does_not_exist_has_no_picture(client: FlaskClient) -> None:
    for wanted in ("tr-99", "co-9-ff", "al-", "fo-99", "../../etc/passwd"):
        answer = get(client, "getCoverArt", id=wanted)
        assert answer.content_type.startswith("text/xml")
        assert b'code="70"' in answer.data


def test_only_streams_from_outside_are_limited_and_downloads_never(client: FlaskClient, house: House) -> None:
    house.streams.away_kbps = 128
    outside = {"REMOTE_ADDR": "8.8.8.8"}
    for method, environ, expected in (
        ("stream", outside, b"tr-1 mp3-128 from 0"),
        ("stream", {}, b"tr-1 original from 0"),
        ("download", outside, b"tr-1 original from 0"),
    ):
        query = {**LOGIN, "id": "tr-1"}
        assert client.get(f"/rest/{method}", query_string=query, environ_base=environ).data == expected


def test_titles_are_told_within_mp3_where_the_house_allows_it(client: FlaskClient, house: House) -> None:
    wanted = {"id": "tr-1", "format": "mp3", "headers": {"Icy-MetaData": "1"}}
    assert "icy-metaint" not in get(client, "stream", **wanted).headers
    house.streams.tells_titles = True
    assert get(client, "stream", **wanted).headers["icy-name"].endswith("Eins")
