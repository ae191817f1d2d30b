"""Nobody learns of what is in a library that they do not see: every list and every method of both APIs is asked.

    music/Open/1.mp3      "Open Song" by Open Artist and Both, for everybody
    private/Own/1.mp3     "Secretsong" by Secretartist and Both, with a picture: for ada, who is an administrator
    private/broken.mp3    a problem

Ben starred, rated and played all of it, and put it into a playlist, before it was hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from devices import PlayToken
from library import Database, Library, LibraryKind, LibraryPlan, Limits, Track
from library import migrations as library_migrations
from server import sessions as domain
from server.clock import SystemClock
from server.config import LoudnessConfig, PlaybackConfig, StreamingConfig
from server.events import EventBus
from server.http import STREAMS, Listeners, Services, create_app
from server.http.api import ALL_ENDPOINTS
from server.http.api.live import ENDPOINTS as LIVE
from server.http.api.session_shapes import snapshot_json
from server.http.subsonic import blueprint as subsonic_blueprint
from server.http.subsonic.dispatch import METHODS
from server.preferences import Preferences
from server.preferences import migrations as preferences_migrations
from server.rooms import migrations as rooms_migrations
from server.routines import migrations as routines_migrations
from server.sound import build_sound
from server.streaming import Streams
from server.users import Accounts
from tests.builders.audio import make_audio
from tests.builders.tags import png, tag
from tests.server.conftest import PASSWORD, Api

HIDDEN = "secret"  # in every name that Ben must not read
ASKED: dict[str, str] = {
    "query": "secret",
    "genre": "Secretgenre",
    "artist": "Secretartist",
    "title": "Secretsong",
    "fromYear": "1900",
    "toYear": "2100",
    "username": "ben",
}
ALBUM_LISTS = ("random", "newest", "highest", "frequent", "recent", "starred", "alphabeticalByName", "byYear")


@dataclass(frozen=True)
class Hidden:
    """Of the private library, as ada finds it."""

    track: Track
    library: str

    @property
    def ids(self) -> list[str]:
        track = self.track
        assert track.cover_id is not None
        return [track.id, track.release_id, track.artists[0].artist_id, track.folder_id, track.cover_id]


@pytest.fixture
def services(services: Services, tmp_path: Path, accounts: Accounts) -> Iterator[Services]:
    """The house of the tests with a real library in two parts."""
    _make(
        tmp_path / "music" / "Open" / "1.mp3", title="Open Song", artist=["Open Artist", "Both"], album="Open"
    )
    own = ["Secretartist", "Both"]
    _make(
        tmp_path / "private" / "Secretfolder" / "1.mp3", title="Secretsong", artist=own, album="Secretalbum"
    )
    (tmp_path / "private" / "secretbroken.mp3").write_bytes(b"nothing")
    library = _library(tmp_path, accounts)
    for user in (accounts.add("ada", PASSWORD, is_admin=True), accounts.add("ben", PASSWORD)):
        for track in library.list_tracks(Limits(10)).items:
            things = [track.id, track.release_id, track.artists[0].artist_id]
            library.star(things, user=user.id)
            library.played([(track.id, None)], user=user.id)
            for thing in things:
                library.rate(thing, 5, user=user.id)
        everything = [track.id for track in library.list_tracks(Limits(10)).items]
        library.playlists.create(user.id, "Mixed", is_public=True, tracks=everything)
    library.close()
    library = _library(tmp_path, accounts, "Ada")
    clock, bus = SystemClock(), EventBus[domain.Change]()
    streams = Streams(
        config=StreamingConfig(),
        key=b"a key for tests",
        cache_dir=tmp_path / "cache",
        media_file=library.get_media_file,
        clock=clock,
        heard_by=Listeners(library, accounts, services.shares).media_file,
    )
    database = Database(tmp_path / "sound.db")
    database.migrate(domain.migrations, preferences_migrations, rooms_migrations, routines_migrations)
    sound = build_sound(
        database=database,
        library=library,
        streams=streams,
        bus=bus,
        clock=clock,
        origin=lambda _: "",
        loudness=LoudnessConfig(),
        playback=PlaybackConfig(),
        preferences=Preferences(database),
        recordings=tmp_path / "recordings",
    )
    yield replace(
        services,
        library=library,
        streams=streams,
        sessions=sound.sessions,
        devices=sound.hub,
        pages=sound.pages,
        rooms=sound.rooms,
        routines=sound.routines,
        bus=bus,
        clock=clock,
    )
    for part in (sound.routines, sound.sessions, sound.pages, sound.hub, library, database):
        part.close()


def _make(path: Path, **fields: Any) -> None:
    make_audio(path, seconds=0.2)
    is_private = "private" in path.parts
    genre, colour = ("Secretgenre", "red") if is_private else ("Rock", "blue")
    tag(path, png(32, colour), date="2001", genre=genre, **fields)


def _library(place: Path, accounts: Accounts, *users: str) -> Library:
    database = Database(place / "music.db")
    database.migrate(library_migrations)
    private = LibraryPlan("Secretlibrary", (place / "private",), LibraryKind.MUSIC, users)
    library = Library(
        database,
        roots=[place / "music"],
        libraries=[private],
        name_of=lambda user: accounts.by_id(user).name,
        thumbnails=place / "thumbnails",
    )
    *_, _last = library.scan()
    return library


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services, blueprints=[STREAMS, subsonic_blueprint(services)])


@pytest.fixture
def hidden(services: Services) -> Hidden:
    track = next(t for t in services.library.list_tracks(Limits(10)).items if t.title == "Secretsong")
    library = services.library.list_libraries()[1]
    return Hidden(track, library.id)


def _api(app: Flask, name: str) -> Api:
    api = Api(app.test_client())
    assert api.post("/api/login", {"name": name, "password": PASSWORD}).status_code == 200
    return api


@pytest.fixture
def ada(app: Flask) -> Api:
    return _api(app, "ada")


@pytest.fixture
def ben(app: Flask) -> Api:
    return _api(app, "ben")


READS = [one for one in ALL_ENDPOINTS if one.method == "GET" and one not in LIVE]


@pytest.mark.parametrize("endpoint", READS, ids=lambda one: one.path)
def test_no_endpoint_tells_of_it(
    endpoint: Any, ada: Api, ben: Api, hidden: Hidden, services: Services
) -> None:
    session = services.sessions.create(services.accounts.get("ada").id, "Evening")
    _play(services, session.id, hidden.track)
    queries = [
        "",
        "?limit=100",
        "?order=newest",
        "?genre=Secretgenre",
        "?q=secret",
        "?q=both",
        "?order=starred",
    ]
    queries += [f"?library_id={hidden.library}", f"?artist_id={hidden.track.artists[0].artist_id}"]
    for id in [*hidden.ids, session.id, "tr-1", "pl-1", "pl-2"] if "{id}" in endpoint.path else [""]:
        for query in queries:
            answer = ben.get(endpoint.path.replace("{id}", id).replace("{name}", "ada") + query)
            assert answer.status_code < 500
            assert HIDDEN not in answer.text.casefold().replace("secretgenre&", ""), (id, query)
            if id in hidden.ids:
                assert answer.status_code in (404, 422, 403), (id, query)
                if endpoint.path.split("/")[2] in ("tracks", "releases", "artists", "folders", "covers"):
                    assert answer.status_code == 404


def test_whoever_sees_it_finds_it_in_every_list(ada: Api, hidden: Hidden) -> None:
    """Else the test above could not fail."""
    track = hidden.track
    for path in (
        *("/api/tracks", "/api/releases", "/api/artists", "/api/genres", "/api/folders", "/api/starred"),
        *(
            "/api/search?q=secret",
            f"/api/tracks/{track.id}",
            f"/api/releases/{track.release_id}",
            "/api/problems",
        ),
        *(f"/api/artists/{track.artists[0].artist_id}", f"/api/folders/{track.folder_id}", "/api/libraries"),
        *(f"/api/tracks?library_id={hidden.library}", "/api/releases?order=starred"),
    ):
        answer = ada.get(path)
        wanted = "private" if path == "/api/folders" else HIDDEN
        assert (answer.status_code, wanted in answer.text.casefold()) == (200, True), path
    assert ada.get(f"/api/covers/{track.cover_id}").status_code == 200


def test_a_library_that_one_does_not_see_is_none(ben: Api, hidden: Hidden) -> None:
    for path in ("tracks", "releases", "artists", "genres", "folders", "search", "starred", "library"):
        assert ben.get(f"/api/{path}?library_id={hidden.library}").status_code == 404
        assert ben.get(f"/api/{path}?library_id=li-1").status_code == 200
    assert [one["id"] for one in ben.get("/api/libraries").json["libraries"]] == ["li-1"]
    assert ben.get("/api/library").json["tracks"] == 1


def test_nothing_of_it_can_be_played_marked_or_moved(ben: Api, hidden: Hidden, services: Services) -> None:
    theirs = services.sessions.create(services.accounts.get("ada").id, "Evening").id
    _play(services, theirs, hidden.track)
    mine = ben.post("/api/sessions", {"name": "Mine"}).json["id"]
    for id in hidden.ids[:4]:
        assert ben.put(f"/api/marks/{id}", {"starred": True}).status_code == 404
        for command in ({"do": "play_now"}, {"do": "enqueue", "where": "next"}):
            answer = ben.post(f"/api/sessions/{mine}/commands", {**command, "items": [id]})
            assert answer.status_code == 404, (id, command)
    page = {"device_id": "browser-00112233aabbccdd", "name": "Ben's page"}
    for command in ("move", "join", "play"):
        answer = ben.post(f"/api/sessions/{theirs}/commands", {"do": command, "device_id": page["device_id"]})
        assert answer.status_code == 404


def test_a_playlist_plays_and_counts_what_one_sees(ada: Api, ben: Api, hidden: Hidden) -> None:
    assert [ben.get(f"/api/playlists/{id}").json["track_count"] for id in ("pl-1", "pl-2")] == [1, 1]
    assert ada.get("/api/playlists/pl-2").json["track_count"] == 2
    mine = ben.post("/api/sessions", {"name": "Mine"}).json["id"]
    enqueue = {"do": "enqueue", "where": "next", "items": ["pl-1"]}
    assert ben.post(f"/api/sessions/{mine}/commands", enqueue).status_code == 202
    assert ben.get(f"/api/sessions/{mine}/queue").json["total"] == 1
    assert ben.post("/api/playlists/pl-2/entries", {"items": [hidden.track.id]}).status_code == 404
    assert ben.post("/api/playlists", {"name": "New", "items": [hidden.track.id]}).status_code == 404


def test_a_session_of_a_hidden_track_is_seen_without_its_title(hidden: Hidden, services: Services) -> None:
    ada, ben = services.accounts.get("ada"), services.accounts.get("ben")
    session = services.sessions.create(ada.id, "Evening")
    _play(services, session.id, hidden.track)
    [seen] = snapshot_json(services, revision=1, user=ben).sessions
    assert (seen.current, seen.index, seen.queue_length) == (None, 0, 1)
    [own] = snapshot_json(services, revision=1, user=ada).sessions
    assert own.current is not None
    assert own.current.title == "Secretsong"


@pytest.mark.parametrize("method", sorted(METHODS))
def test_no_subsonic_method_tells_of_it(method: str, app: Flask, hidden: Hidden, services: Services) -> None:
    rest = _rest(app, services, "ben")
    plain = [ASKED | {"type": kind} for kind in ALBUM_LISTS] if "AlbumList" in method else [ASKED]
    for params in [*plain, *(ASKED | {"query": word} for word in ("", "both"))]:
        answer = rest(method, **params)
        assert HIDDEN not in _said(answer), params
    for id in [*hidden.ids, "pl-1", "pl-2"]:
        answer = rest(method, **ASKED, id=id, submission="false")
        assert HIDDEN not in _said(answer)
        if id in hidden.ids:
            assert answer.mimetype == "application/json", f"{method} sent bytes of {id}"
    number = hidden.library.removeprefix("li-")
    assert HIDDEN not in _said(rest(method, **ASKED, musicFolderId=number, id=number))


def test_subsonic_apps_of_whoever_sees_it_find_it(app: Flask, hidden: Hidden, services: Services) -> None:
    rest = _rest(app, services, "ada")
    for method in ("getMusicFolders", "getArtists", "getIndexes", "getRandomSongs", "getStarred2", "search3"):
        assert HIDDEN in rest(method, query="").text.casefold(), method
    streamed = rest("stream", id=hidden.track.id)
    assert streamed.mimetype == "audio/mpeg"
    streamed.close()


def test_a_music_folder_chooses_among_libraries(app: Flask, hidden: Hidden, services: Services) -> None:
    rest = _rest(app, services, "ada")
    number = hidden.library.removeprefix("li-")
    for method, more in (
        *(
            ("getIndexes", {}),
            ("getArtists", {}),
            ("getRandomSongs", {}),
            ("getSongsByGenre", {"genre": "Rock"}),
        ),
        *(("search2", {"query": ""}), ("search3", {"query": ""}), ("getStarred", {}), ("getStarred2", {})),
        *(("getAlbumList", {"type": "newest"}), ("getAlbumList2", {"type": "newest"})),
    ):
        theirs = rest(method, musicFolderId=number, **more).text
        other = rest(method, musicFolderId="1", **more).text
        assert "Open" not in theirs, method
        assert HIDDEN not in other.casefold(), method
        assert "Open" in other, method
        assert (HIDDEN in theirs.casefold()) is (method != "getSongsByGenre"), method
    assert "Secretsong" in rest("getMusicDirectory", id=hidden.track.folder_id).text
    assert "Secretfolder" in rest("getMusicDirectory", id=number).text


def test_a_link_is_of_no_use_once_its_listener_may_not_hear_it(
    app: Flask, ada: Api, hidden: Hidden, services: Services, accounts: Accounts
) -> None:
    stranger, package = app.test_client(), ada.get(f"/api/tracks/{hidden.track.id}/segments").json["hls"]
    apps = _rest(app, services, "ada")("hls.m3u8", id=hidden.track.id).text
    app_s = next(line for line in apps.splitlines() if line.startswith("../"))
    for path in (package, f"/rest/{app_s}".replace("/rest/..", "")):
        assert stranger.get(path).status_code == 200, path
    ben = services.streams.offer_package(
        services.library.get_media_file(hidden.track.id),
        token=PlayToken(""),
        listener=f"user-{accounts.get('ben').id}",
    )
    assert stranger.get(ben.path).status_code == 404
    accounts.set_admin("ben", is_admin=True)
    accounts.remove("ada")
    for path in (package, f"/rest/{app_s}".replace("/rest/..", "")):
        assert stranger.get(path).status_code == 404, path


def _play(services: Services, session: str, track: Track) -> None:
    command = domain.Enqueue(((track.id, track.duration_ms),), after_current=False)
    services.sessions.command(domain.SessionId(session), command)


def _rest(app: Flask, services: Services, name: str) -> Any:
    _, secret = services.tokens.add_app_password(services.accounts.get(name), "phone")
    client = app.test_client()

    def ask(method: str, **params: str) -> Any:
        login = {"u": name, "p": secret, "v": "1.16.1", "c": "test", "f": "json"}
        return client.get(f"/rest/{method}", query_string={**login, **params})

    return ask


def _said(answer: Any) -> str:
    """Without what is only the question, repeated."""
    text = answer.get_data().decode(errors="replace").casefold()
    for asked in ('"artist": "secretartist"', '"artist":"secretartist"', '"title":"secretsong"'):
        text = text.replace(asked, "")
    return text.replace("musicfolderid", "")
