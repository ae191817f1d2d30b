"""What whoever has the address of a share can hear and see, and what nobody can."""

from __future__ import annotations

import pytest

from library import MediaFile, TrackId, UserId
from server.http import Services


@pytest.fixture
def made(member) -> dict:
    return member.post("/api/shares", {"items": ["al-1"], "description": "Listen"}).json


def key_of(made: dict) -> str:
    return made["url"].rpartition("/")[2]


def test_its_owner_lists_changes_and_ends_it(member, admin, made) -> None:
    assert made["url"].startswith("http://localhost/share/")
    assert [one["id"] for one in member.get("/api/shares").json["shares"]] == [made["id"]]
    assert admin.get("/api/shares").json == {"shares": []}
    body = {"description": "Hear", "lasts_days": 7}
    assert admin.put(f"/api/shares/{made['id']}", body).status_code == 404
    assert member.put(f"/api/shares/{made['id']}", body).json["description"] == "Hear"
    assert admin.delete(f"/api/shares/{made['id']}").status_code == 404
    assert member.delete(f"/api/shares/{made['id']}").status_code == 204


def test_a_stranger_hears_it_and_is_counted(stranger, member, made) -> None:
    shared = stranger.get(f"/api/shared/{key_of(made)}").json
    assert (shared["owner"], shared["description"]) == ("ben", "Listen")
    assert shared["tracks"][0]["url"].startswith(f"/share/{key_of(made)}/tracks/")
    assert member.get("/api/shares").json["shares"][0]["visits"] == 1
    for track in shared["tracks"]:
        if track["cover_url"]:
            assert stranger.get(track["cover_url"]).mimetype.startswith("image/")


def test_a_link_of_a_share_is_heard_with_ranges_as_long_as_the_share_holds(
    stranger, member, made, services: Services, tmp_path, monkeypatch
) -> None:
    sound = tmp_path / "sound.flac"
    sound.write_bytes(bytes(range(100)))
    flac = services.library.get_media_file("tr-1").format
    state = sound.stat()

    def there(track: TrackId, for_user: UserId | None = None) -> MediaFile:
        return MediaFile(track, sound, state.st_size, state.st_mtime_ns, flac, 1_000)

    monkeypatch.setattr(services.library, "get_media_file", there)
    monkeypatch.setattr(services.streams, "_media_file", services.library.get_media_file)
    url = stranger.get(f"/api/shared/{key_of(made)}").json["tracks"][0]["url"]
    part = stranger.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, bytes(range(10, 20)))
    part.close()
    other = key_of(member.post("/api/shares", {"items": ["tr-1"]}).json)
    assert stranger.get(url.replace(key_of(made), other)).status_code == 403
    plain = f"/stream/{url.rpartition('/')[2]}"
    same = stranger.get(plain, headers={"Range": "bytes=0-0"})
    assert same.status_code == 206
    same.close()
    member.delete(f"/api/shares/{made['id']}")
    assert stranger.get(url).status_code == 404
    assert stranger.get(plain).status_code == 404


@pytest.mark.parametrize(
    "path", ["/api/shared/guess", "/share/guess/tracks/x", "/share/guess/covers/co-1-aa"]
)
def test_who_guesses_finds_nothing(stranger, path) -> None:
    assert stranger.get(path).status_code == 404


def test_pictures_that_are_not_in_it_stay_private(stranger, made) -> None:
    assert stranger.get(f"/share/{key_of(made)}/covers/co-999-aa").status_code == 404
