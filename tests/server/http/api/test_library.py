"""The library's endpoints, against a fake library."""

from __future__ import annotations

from library import ScanState, ScanStatus
from server.http import Services

NO_MARKS = {"starred": False, "rating": None, "plays": 0, "position_ms": None, "left_utc": None}


def test_releases_are_paged_and_filtered(admin) -> None:
    answer = admin.get("/api/releases?order=newest&offset=1&limit=1&from_year=1991&genre=Jazz")
    assert answer.json["total"] == 3
    assert [item["id"] for item in answer.json["items"]] == ["al-2"]
    assert admin.get("/api/releases?from_year=1993").json["total"] == 1
    assert admin.get("/api/releases?label=Nobody").json["total"] == 0
    assert admin.get("/api/releases?credited_id=ar-1").json["total"] == 3
    assert admin.get("/api/releases?credited_id=ar-1&role=conductor").json["total"] == 0


def test_an_unknown_parameter_is_ignored_and_an_impossible_one_is_named(admin) -> None:
    assert admin.get("/api/releases?colour=blue").status_code == 200
    answer = admin.get("/api/releases?limit=501")
    assert (answer.status_code, answer.json["field"]) == (422, "limit")
    assert answer.content_type == "application/problem+json"
    assert admin.get("/api/releases?order=loudest").json["field"] == "order"
    assert admin.get("/api/releases?offset=-1").json["field"] == "offset"
    assert admin.get("/api/releases?to_year=null").json["field"] == "to_year"


def test_a_parameter_may_be_the_word_null(admin) -> None:
    assert admin.get("/api/releases?genre=null").json["total"] == 0


def test_each_kind_of_thing_is_found_by_its_id(admin) -> None:
    assert admin.get("/api/releases/al-1").json["release"]["title"] == "Release 001"
    assert admin.get("/api/artists/ar-1").json["artist"]["name"] == "Nina"
    assert admin.get("/api/tracks/tr-2").json["duration_ms"] == 180_000
    assert admin.get("/api/folders/fo-1").json["folder"]["name"] == "music"
    for path in ("releases/al-9", "artists/ar-9", "tracks/tr-9", "folders/fo-9", "covers/co-9-x"):
        answer = admin.get(f"/api/{path}")
        assert (answer.status_code, answer.json["type"]) == (404, "urn:segue:not-found")


def test_lists_have_the_shape_that_pages_expect(admin) -> None:
    assert admin.get("/api/library").json["scan"]["state"] == "idle"
    assert admin.get("/api/artists").json["items"][0]["sort_name"] == "nina"
    assert admin.get("/api/tracks?artist_id=ar-1").json["total"] == 2
    assert admin.get("/api/genres").json == {
        "genres": [{"name": "Jazz", "track_count": 2, "release_count": 3}]
    }
    assert admin.get("/api/years").json["years"][0] == {"year": 1992, "release_count": 2}
    assert admin.get("/api/labels").json["items"] == [{"name": "Harmonia", "release_count": 2}]
    [composer] = admin.get("/api/credits").json["items"]
    assert (composer["artist"]["id"], composer["release_count"]) == ("ar-1", 2)
    assert admin.get("/api/credits?role=remixer").json["total"] == 0
    assert admin.get("/api/credits?role=drummer").json["field"] == "role"
    assert admin.get("/api/folders").json["folder"] is None
    assert admin.get("/api/search?q=song%202").json["tracks"][0]["id"] == "tr-2"
    assert admin.get("/api/problems").json["items"][0]["reason"] == "it has no audio"


def test_marks_are_set_one_by_one_and_belong_to_the_caller(admin, member) -> None:
    assert admin.put("/api/marks/tr-1", {"starred": True}).status_code == 204
    assert admin.put("/api/marks/tr-1", {"rating": 4}).status_code == 204
    assert admin.get("/api/tracks/tr-1").json["marks"] == NO_MARKS | {"starred": True, "rating": 4}
    assert member.get("/api/tracks/tr-1").json["marks"]["starred"] is False
    assert [track["id"] for track in admin.get("/api/starred").json["tracks"]] == ["tr-1"]
    admin.put("/api/marks/tr-1", {"starred": False, "rating": 0})
    assert admin.get("/api/tracks/tr-1").json["marks"] == NO_MARKS
    assert admin.put("/api/marks/tr-99", {"starred": True}).status_code == 404
    assert admin.put("/api/marks/tr-1", {"rating": 6}).json["field"] == "rating"


def test_a_cover_is_cached_for_good_and_not_sent_twice(admin) -> None:
    first = admin.get("/api/covers/co-1-aa?size=300")
    assert (first.data, first.mimetype) == (b"picture", "image/jpeg")
    assert "immutable" in first.headers["Cache-Control"]
    again = admin.get("/api/covers/co-1-aa?size=300", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert admin.get("/api/covers/co-1-aa?size=5").json["field"] == "size"


def test_only_an_administrator_starts_a_scan_and_only_one_runs(admin, member, services: Services) -> None:
    assert member.post("/api/scan", {}).json["type"] == "urn:segue:not-allowed"
    answer = admin.post("/api/scan", {"full": True})
    assert (answer.status_code, answer.json["state"]) == (202, "scanning")
    assert services.library.scans == [True]
    assert admin.post("/api/scan", {}).json["type"] == "urn:segue:scan-running"
    services.library.status = ScanStatus(ScanState.FAILED, reason="the disk is gone")
    assert member.get("/api/scan").json["reason"] == "the disk is gone"


def test_one_folder_may_be_scanned_and_an_unknown_one_is_not_found(admin, services: Services) -> None:
    assert admin.post("/api/scan", {"folder_id": "fo-99"}).status_code == 404
    assert admin.post("/api/scan", {"folder_id": "fo-1"}).status_code == 202


def test_an_administrator_cancels_a_scan(admin, member) -> None:
    admin.post("/api/scan", {})
    assert member.delete("/api/scan").status_code == 403
    answer = admin.delete("/api/scan")
    assert (answer.status_code, answer.json["state"]) == (202, "idle")


def test_a_scan_tells_its_rate_and_what_is_left(admin, services: Services) -> None:
    services.library.status = ScanStatus(ScanState.SCANNING, rate_files_per_s=123.456, remaining_s=7)
    scan = admin.get("/api/scan").json
    assert (scan["rate_files_per_s"], scan["remaining_s"]) == (123.5, 7)


def test_a_track_is_offered_in_segments(member):
    links = member.get("/api/tracks/tr-1/segments").get_json()
    names = {kind: link.rpartition("/")[2] for kind, link in links.items()}
    assert names == {"hls": "master.m3u8", "hls_lossless": "lossless.m3u8", "dash": "manifest.mpd"}
    assert len({link.rpartition("/")[0] for link in links.values()}) == 1
    assert member.get("/api/tracks/tr-99/segments").status_code == 404
