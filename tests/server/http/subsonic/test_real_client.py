"""py-opensonic, a real app's library, against the real house: scanner, accounts, streams and waitress."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import av
import pytest
import requests
from libopensonic import Connection, errors

from library import ScanState
from server.http.subsonic.system import EXTENSIONS
from tests.builders.audio import FORMATS, make_audio
from tests.builders.subsonic import RealHouse, real_house
from tests.builders.tags import png, tag

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning")

PICTURE = png(64, "purple")
SECONDS = 2.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    place = tmp_path_factory.mktemp("house")
    make_music(place / "music")
    with real_house(place) as house:
        yield house


def make_music(folder: Path) -> None:
    """One release with a picture that has a track of every format, and one loose file of another artist."""
    for number, suffix in enumerate(FORMATS, 1):
        path = make_audio(folder / "Ölwerk" / "Erste" / f"{number:02}{suffix}", seconds=SECONDS)
        tag(
            path,
            PICTURE,
            title=f"Stück {number}",
            artist="Ölwerk",
            albumartist="Ölwerk",
            album="Erste",
            date="1999",
            genre="Noise",
            tracknumber=str(number),
        )
    loose = make_audio(folder / "loose.mp3")
    tag(loose, title="Loose", artist="The Clocks", album="Tick", date="2005", genre="Rock", tracknumber="1")


@pytest.fixture(scope="module")
def port(house: RealHouse) -> int:
    return house.port


@pytest.fixture(scope="module")
def secret(house: RealHouse) -> str:
    return house.services.tokens.add_app_password(house.services.accounts.get("ann"), "py-opensonic")[1]


@pytest.fixture(scope="module", params=["token", "password by GET", "key"])
def app(request: pytest.FixtureRequest, port: int, secret: str) -> Iterator[Connection]:
    """The same app, logged in by each of the three ways."""
    ways: dict[str, dict[str, Any]] = {
        "token": {"username": "ann", "password": secret},
        "password by GET": {
            "username": "Ann",
            "password": secret,
            "legacy_auth": True,
            "use_get": True,
            "use_views": False,
        },
        "key": {"api_key": secret},
    }
    with connected(port, **ways[request.param]) as connection:
        yield connection


@contextmanager
def connected(port: int, **login: Any) -> Iterator[Connection]:
    """Ends what the library leaves behind: its event loop."""
    connection = Connection("http://127.0.0.1", port=port, **login)
    try:
        yield connection
    finally:
        connection.cleanup()
        connection._loop.close()


def body(app: Connection, answer: Any) -> bytes:
    future = asyncio.run_coroutine_threadsafe(answer.read(), app._loop)
    return bytes(future.result(timeout=30))


def song_of(app: Connection, suffix: str) -> Any:
    album = app.get_album(app.search3("erste").album[0].id)
    return next(song for song in album.song if song.path.endswith(suffix))


def test_it_is_there_and_open(app: Connection) -> None:
    assert app.ping()
    assert app.get_license()["license"]["valid"] is True
    names = {extension.name for extension in app.get_open_subsonic_extensions()}
    assert names == set(EXTENSIONS)
    assert app.get_user("ann").admin_role is True


def test_the_library_is_listed_by_tags(app: Connection) -> None:
    artists = {artist.name: artist for index in app.get_artists().index for artist in index.artist}
    assert set(artists) == {"Ölwerk", "The Clocks"}
    [release] = app.get_artist(artists["Ölwerk"].id).album
    album = app.get_album(release.id)
    assert (album.name, album.year, album.song_count) == ("Erste", 1999, len(FORMATS))
    assert [song.track for song in album.song] == list(range(1, len(FORMATS) + 1))
    assert {round(song.duration) for song in album.song} == {SECONDS}
    song = app.get_song(album.song[0].id)
    assert (song.title, song.display_artist, song.genres[0].name) == ("Stück 1", "Ölwerk", "Noise")


def test_the_folders_are_those_on_the_disk(app: Connection, house: RealHouse) -> None:
    # get_music_folders of py-opensonic 10.4 cannot read what the specification says
    [root] = house.library.root_folders()
    [index] = app.get_indexes().index
    top = app.get_music_directory(index.artist[0].id)
    album = app.get_music_directory(top.child[0].id)
    assert (top.name, album.name, album.parent) == ("Ölwerk", "Erste", top.id)
    assert len(album.child) == len(FORMATS)
    everything = app.get_music_directory(root.id.removeprefix("fo-"))
    assert [child.title for child in everything.child] == ["Ölwerk", "Loose"]


@pytest.mark.parametrize(
    "kind", ["random", "newest", "alphabeticalByName", "alphabeticalByArtist", "byYear", "byGenre"]
)
def test_every_list_of_albums_is_answered(app: Connection, kind: str) -> None:
    extras = {"from_year": 2010, "to_year": 1990, "genre": "Noise"}
    for method in (app.get_album_list, app.get_album_list2):
        names = {album.name for album in method(kind, **extras)}
        assert names == ({"Erste"} if kind == "byGenre" else {"Erste", "Tick"})


def test_genres_and_random_songs(app: Connection) -> None:
    assert {(genre.value, genre.song_count) for genre in app.get_genres()} == {
        ("Noise", len(FORMATS)),
        ("Rock", 1),
    }
    assert [song.title for song in app.get_songs_by_genre("Rock")] == ["Loose"]
    assert len(app.get_random_songs(3)) == 3


@pytest.mark.parametrize("query", ["", '""'])
def test_an_empty_search_pages_through_the_whole_library(app: Connection, query: str) -> None:
    pages = [app.search3(query, song_count=5, song_offset=offset).song or [] for offset in range(0, 20, 5)]
    found = [song.id for page in pages for song in page]
    assert len(found) == len(set(found)) == len(FORMATS) + 1


def test_words_are_found_by_their_beginnings(app: Connection) -> None:
    assert [artist.name for artist in app.search3("olw*").artist] == ["Ölwerk"]
    assert [song.title for song in app.search2("loo").song] == ["Loose"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_bytes_of_every_format_are_those_of_the_file(
    app: Connection, house: RealHouse, suffix: str
) -> None:
    song = song_of(app, f"{FORMATS.index(suffix) + 1:02}{suffix}")
    data = (house.music / song.path).read_bytes()
    assert song.size == len(data)
    for answer in (app.stream(song.id), app.stream(song.id, tformat="raw"), app.download(song.id)):
        assert answer.headers["Content-Length"] == str(len(data))
        assert answer.headers["Content-Type"].split(";")[0] == song.content_type.split(";")[0]
        assert body(app, answer) == data


@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("bytes=0-0", 0, 1), ("bytes=100-299", 100, 300), ("bytes=-7", -7, None)]
)
def test_ranges_of_a_file_are_exact(
    app: Connection, house: RealHouse, asked: str, start: int, stop: int | None
) -> None:
    song = song_of(app, ".flac")
    answer = app.stream(song.id, byte_range=asked)
    assert answer.status == 206
    assert body(app, answer) == (house.music / song.path).read_bytes()[start:stop]


@pytest.mark.parametrize(
    ("tformat", "mime"), [("mp3", "audio/mpeg"), ("opus", "audio/ogg"), ("aac", "audio/aac")]
)
def test_an_encoding_can_be_decoded_and_starts_where_asked(app: Connection, tformat: str, mime: str) -> None:
    song = song_of(app, ".flac")
    whole, rest = app.stream(song.id, tformat=tformat), app.stream(song.id, tformat=tformat, time_offset=1)
    assert whole.headers["Content-Type"].startswith(mime)
    assert seconds(body(app, whole)) == pytest.approx(SECONDS, abs=0.1)
    assert seconds(body(app, rest)) == pytest.approx(SECONDS - 1, abs=0.1)


def test_the_first_play_of_an_encoding_has_a_length_and_ranges(app: Connection) -> None:
    song = song_of(app, ".wav")
    whole = app.stream(song.id, max_bit_rate=128)
    data = body(app, whole)
    assert whole.headers["Content-Length"] == str(len(data))
    part = app.stream(song.id, max_bit_rate=128, byte_range="bytes=1000-1999")
    assert (part.status, body(app, part)) == (206, data[1000:2000])


def seconds(data: bytes) -> float:
    with av.open(io.BytesIO(data)) as media:
        return sum(frame.samples / frame.sample_rate for frame in media.decode(audio=0))


def test_pictures_come_by_any_id(app: Connection) -> None:
    song = song_of(app, ".flac")
    for wanted in (song.id, song.album_id, song.artist_id, song.cover_art):
        assert body(app, app.get_cover_art(wanted)) == PICTURE
    small = app.get_cover_art(song.album_id, 16)
    assert small.headers["Content-Type"] in {"image/jpeg", "image/png", "image/webp"}
    loose = app.search3("loose").song[0]
    assert loose.cover_art is None
    assert body(app, app.get_cover_art(loose.id)).startswith(b"\x89PNG")


def test_stars_and_ratings_are_kept(app: Connection) -> None:
    song = song_of(app, ".mp3")
    app.star([song.id], [song.album_id], [song.artist_id])
    app.star([song.id])
    starred = app.get_starred2()
    assert [one.id for one in (*starred.artist, *starred.album, *starred.song)] == [
        song.artist_id,
        song.album_id,
        song.id,
    ]
    assert app.get_starred().song[0].id == song.id
    assert [album.id for album in app.get_album_list2("starred")] == [song.album_id]
    app.unstar([song.id], [song.album_id], [song.artist_id])
    assert not app.get_starred2().song
    app.set_rating(song.album_id, 4)
    assert [album.user_rating for album in app.get_album_list2("highest")] == [4]
    app.set_rating(song.album_id, 0)
    assert app.get_album_list2("highest") == []


def test_plays_are_counted_when_submitted(app: Connection) -> None:
    song = song_of(app, ".opus")
    before = app.get_song(song.id).play_count
    app.scrobble(song.id, submission=False)
    body(app, app.stream(song.id))
    assert app.get_song(song.id).play_count == before
    app.scrobble(song.id, listen_time=1_700_000_000)
    assert app.get_song(song.id).play_count == before + 1
    assert app.get_song(song.id).played
    assert [album.name for album in app.get_album_list2("frequent")] == ["Erste"]
    assert [album.name for album in app.get_album_list2("recent")] == ["Erste"]


def test_a_scan_can_be_started_and_watched(app: Connection, house: RealHouse) -> None:
    assert app.get_scan_status().count == len(FORMATS) + 1
    ended = threading.Event()
    house.library.on_scan(lambda status: ended.set() if status.state is ScanState.IDLE else None)
    app.start_scan()
    assert ended.wait(timeout=10)
    assert app.get_scan_status().scanning is False
    assert app.get_scan_status().count == len(FORMATS) + 1


def test_what_is_not_there_yet_is_empty(app: Connection) -> None:
    assert app.get_podcasts() == []
    assert app.get_newest_podcasts() == []
    assert app.get_chat_messages() == []
    assert {song.artist for song in app.get_top_songs("Ölwerk")} == {"Ölwerk"}
    assert app.get_lyrics("Ölwerk", "Stück 1").value == ""
    song = song_of(app, ".mp3")
    assert app.get_lyrics_by_song_id(song.id) == []
    assert song.artist_id not in [each.artist_id for each in app.get_similar_songs2(song.artist_id)]
    assert app.get_artist_info2(song.artist_id).similar_artist == []
    assert app.get_album_info2(song.album_id).notes == ""


def test_playlists_are_made_changed_and_deleted(app: Connection) -> None:
    first, second = song_of(app, ".mp3").id, song_of(app, ".flac").id
    assert app.create_playlist(name="mine", song_ids=[first, second, first])
    made = app.get_playlist(app.get_playlists()[0].id)
    assert [song.id for song in made.entry] == [first, second, first]
    assert (made.owner, made.song_count, made.public, made.readonly) == ("Ann", 3, False, False)
    app.update_playlist(made.id, name="ours", comment="x", song_ids_to_add=[second])
    app.update_playlist(made.id, song_indices_to_remove=[0, 1])
    changed = app.get_playlist(made.id)
    assert [song.id for song in changed.entry] == [first, second]
    assert (changed.name, changed.comment) == ("ours", "x")
    assert [one.id for one in app.get_playlists()] == [made.id]
    app.create_playlist(playlist_id=made.id, song_ids=[second])
    assert [song.id for song in app.get_playlist(made.id).entry] == [second]
    with pytest.raises(errors.DataNotFoundError):
        app.update_playlist(made.id, song_ids_to_add=["tr-99999"])
    app.delete_playlist(made.id)
    assert app.get_playlists() == []


def test_bookmarks_are_kept_one_a_song(app: Connection) -> None:
    song = song_of(app, ".wav")
    app.create_bookmark(song.id, 500, "first")
    app.create_bookmark(song.id, 900, "second")
    [mark] = app.get_bookmarks()
    assert (mark.entry.id, mark.position, mark.comment, mark.username) == (song.id, 900, "second", "Ann")
    app.delete_bookmark(song.id)
    assert app.get_bookmarks() == []
    with pytest.raises(errors.DataNotFoundError):
        app.delete_bookmark(song.id)


def test_what_is_reported_is_seen_and_gone_on_with(app: Connection) -> None:
    first, second = song_of(app, ".flac").id, song_of(app, ".mp3").id
    app.save_play_queue_by_index([first, second, first], 2, 1_000)
    queue = app.get_play_queue_by_index()
    assert ([song.id for song in queue.entry], queue.current_index) == ([first, second, first], 2)
    app.report_playback(second, "song", 700, "playing")
    assert app.get_play_queue().current == second
    [playing] = [one for one in app.get_now_playing() if one.id == second]
    assert (playing.username, playing.state, playing.player_name) == ("Ann", "playing", "Ann's py-opensonic")
    assert 700 <= playing.position_ms <= 2_000
    app.report_playback(second, "song", 900, "paused")
    app.save_play_queue([])
    assert app.get_now_playing() == []


def test_an_app_is_told_what_to_play_of_a_song(app: Connection) -> None:
    plays = {"containers": ["mp3"], "audioCodecs": ["mp3"], "protocols": ["http"]}
    wants = {"container": "ogg", "audioCodec": "opus", "protocol": "http"}
    able = {"name": "test", "platform": "test", "directPlayProfiles": [plays], "transcodingProfiles": [wants]}
    song = song_of(app, ".flac").id
    decision = app.get_transcode_decision(song, "song", able)
    assert (decision.can_direct_play, decision.can_transcode) == (False, True)
    assert decision.transcode_reason == ["AudioCodecNotSupported"]
    heard = body(app, app.get_transcode_stream(song, "song", decision.transcode_params))
    with av.open(io.BytesIO(heard)) as made:
        assert made.streams.audio[0].codec_context.name == "opus"
    assert app.get_transcode_decision(song_of(app, ".mp3").id, "song", able).can_direct_play


def test_hls_leads_to_segments_that_need_no_login(app: Connection, port: int, secret: str) -> None:
    rest = f"http://127.0.0.1:{port}/rest/hls.m3u8"
    song = {"apiKey": secret, "id": song_of(app, ".flac").id}
    both = requests.get(rest, params={**song, "bitRate": ["128@480x360", "70"]}, timeout=10)
    assert both.headers["Content-Type"].startswith("application/vnd.apple.mpegurl")
    variants = [line for line in both.text.splitlines() if not line.startswith("#")]
    assert [name.split("/")[-2] for name in variants] == ["m4a-128", "m4a-64"]
    segments = requests.get(urljoin(rest, variants[0]), timeout=10)
    assert "#EXT-X-ENDLIST" in segments.text
    for params, count in (({}, 3), ({"bitRate": "0"}, 1), ({"bitRate": "1"}, 1)):
        told = requests.get(rest, params={**song, **params}, timeout=10).text
        assert told.count("#EXT-X-STREAM-INF") == count
    for params, code in (({"id": "tr-999"}, 70), ({"bitRate": "fast"}, 0)):
        failed = requests.get(rest, params={**song, **params}, timeout=10)
        assert failed.headers["Content-Type"].startswith("text/xml")
        assert f'code="{code}"' in failed.text


def test_a_jukebox_without_speakers_says_so(app: Connection) -> None:
    app.jukebox_control("clear")
    status = app.jukebox_control("add", sids=[song_of(app, ".mp3").id])
    assert (status.current_index, status.playing) == (0, False)
    with pytest.raises(errors.SonicError, match="no speaker"):
        app.jukebox_control("start")
    assert app.jukebox_control("clear").current_index == -1


def test_mistakes_are_told_in_the_app_s_own_terms(app: Connection) -> None:
    with pytest.raises(errors.DataNotFoundError):
        app.get_song("tr-99999")
    with pytest.raises(errors.DataNotFoundError):
        app.stream("tr-99999")
    with pytest.raises(errors.ParameterError):
        app.star()
    with pytest.raises(errors.DataNotFoundError):
        app.create_share(["tr-99999"])


def test_the_login_password_and_a_wrong_one_are_refused(port: int) -> None:
    for password in ("her login password", "wrong"):
        for legacy in (True, False):
            login = {"username": "ann", "password": password, "legacy_auth": legacy}
            with connected(port, **login) as stranger, pytest.raises(errors.CredentialError):
                stranger.ping()


def test_a_revoked_app_password_opens_nothing(house: RealHouse, port: int) -> None:
    ann = house.services.accounts.get("ann")
    made, secret = house.services.tokens.add_app_password(ann, "lost phone")
    with connected(port, username="ann", password=secret) as phone:
        assert phone.ping()
        house.services.tokens.revoke(ann, made.id)
        with pytest.raises(errors.CredentialError):
            phone.ping()
