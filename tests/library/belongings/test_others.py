"""The files of other programs, in the shape in which they write them."""

from __future__ import annotations

import plistlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library import BelongingsUnreadable, read_belongings

PLAYED = datetime(2024, 5, 1, 20, 15, tzinfo=UTC)


def test_itunes_tells_ratings_plays_and_own_lists(tmp_path: Path) -> None:
    tracks = {
        "101": {
            "Name": "Lové",
            "Artist": "A",
            "Album": "B",
            "Total Time": 61_000,
            "Rating": 80,
            "Play Count": 7,
            "Play Date UTC": PLAYED.replace(tzinfo=None),
            "Loved": True,
            "Date Added": PLAYED.replace(tzinfo=None),
            "Location": "file://localhost/C:/Music/A/Lov%C3%A9.mp3",
        },
        "102": {"Name": "Computed", "Rating": 60, "Rating Computed": True},
    }
    lists = [
        {"Name": "Library", "Master": True, "Playlist Items": [{"Track ID": 101}]},
        {"Name": "Music", "Distinguished Kind": 4, "Playlist Items": [{"Track ID": 101}]},
        {"Name": "Mine", "Playlist Items": [{"Track ID": 102}, {"Track ID": 101}, {"Track ID": 999}]},
    ]
    path = tmp_path / "Library.xml"
    path.write_bytes(plistlib.dumps({"Tracks": tracks, "Playlists": lists}))
    told = read_belongings(path)
    (mark,) = told.marks
    assert (mark.path, mark.title, mark.rating, mark.plays) == ("/C:/Music/A/Lové.mp3", "Lové", 4, 7)
    assert (mark.played_utc, mark.starred_utc, mark.duration_ms) == (PLAYED, PLAYED, 61_000)
    assert [(one.name, [track.title for track in one.tracks]) for one in told.playlists] == [
        ("Mine", ["Computed", "Lové"])
    ]


def test_rhythmbox_tells_in_two_files(tmp_path: Path) -> None:
    songs = tmp_path / "rhythmdb.xml"
    songs.write_text(
        """<?xml version="1.0" standalone="yes"?><rhythmdb version="2.0">
        <entry type="song"><title>Love</title><artist>A</artist><album>B</album><duration>61</duration>
        <location>file:///m/A%20B/1.mp3</location><rating>5</rating><play-count>3</play-count>
        <last-played>1714594500</last-played></entry>
        <entry type="song"><title>Untouched</title><location>file:///m/2.mp3</location></entry>
        <entry type="iradio"><title>Radio</title><play-count>9</play-count></entry></rhythmdb>"""
    )
    (mark,) = read_belongings(songs).marks
    assert (mark.path, mark.rating, mark.plays, mark.played_utc) == ("/m/A B/1.mp3", 5, 3, PLAYED)
    lists = tmp_path / "playlists.xml"
    lists.write_text(
        """<?xml version="1.0"?><rhythmdb-playlists><playlist name="Mine" type="static">
        <location>file:///m/A%20B/1.mp3</location></playlist>
        <playlist name="Auto" type="automatic"><conjunction/></playlist></rhythmdb-playlists>"""
    )
    (one,) = read_belongings(lists).playlists
    assert (one.name, [track.path for track in one.tracks]) == ("Mine", ["/m/A B/1.mp3"])


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rhythmdb.xml"
    path.write_text(
        '<!DOCTYPE x [<!ENTITY a "aa">]><rhythmdb><entry type="song"><title>&a;</title></entry></rhythmdb>'
    )
    with pytest.raises(BelongingsUnreadable):
        read_belongings(path)


@pytest.fixture
def navidrome(tmp_path: Path) -> Path:
    path = tmp_path / "navidrome.db"
    db = sqlite3.connect(path)
    db.executescript(
        """CREATE TABLE user (id TEXT, user_name TEXT);
        CREATE TABLE media_file (id TEXT, path TEXT, title TEXT, artist TEXT, album TEXT, duration REAL);
        CREATE TABLE album (id TEXT, name TEXT, album_artist TEXT);
        CREATE TABLE artist (id TEXT, name TEXT);
        CREATE TABLE annotation (user_id TEXT, item_id TEXT, item_type TEXT, play_count INTEGER, play_date TEXT,
            rating INTEGER, starred BOOL, starred_at TEXT);
        CREATE TABLE playlist (id TEXT, name TEXT, comment TEXT, public BOOL, owner_id TEXT);
        CREATE TABLE playlist_tracks (id TEXT, playlist_id TEXT, media_file_id TEXT);
        INSERT INTO user VALUES ('u1', 'Ann'), ('u2', 'bob');
        INSERT INTO media_file VALUES
            ('f1', 'A/B/1.mp3', 'One', 'A', 'B', 61.5), ('f2', 'A/B/2.mp3', 'Two', 'A', 'B', 9);
        INSERT INTO album VALUES ('al', 'B', 'A');
        INSERT INTO artist VALUES ('ar', 'A');
        INSERT INTO annotation VALUES
            ('u1', 'f1', 'media_file', 3, '2024-05-01 22:15:00.123456789+02:00', 4, 0, NULL),
            ('u1', 'al', 'album', 3, '2024-05-01T20:15:00Z', 0, 1, '2024-05-01 20:15:00'),
            ('u1', 'ar', 'artist', 0, NULL, 0, 1, NULL),
            ('u1', 'gone', 'media_file', 3, NULL, 4, 0, NULL),
            ('u1', 'f2', 'media_file', 0, NULL, 0, 0, NULL),
            ('u2', 'f2', 'media_file', 9, NULL, 0, 0, NULL);
        INSERT INTO playlist VALUES ('p', 'Mine', 'c', 1, 'u1'), ('q', 'Theirs', '', 1, 'u2');
        INSERT INTO playlist_tracks VALUES ('10', 'p', 'f1'), ('9', 'p', 'f2'), ('1', 'p', 'f1');"""
    )
    db.commit()
    db.close()
    return path


def test_navidrome_tells_of_one_of_its_users(navidrome: Path) -> None:
    told = read_belongings(navidrome, user="ann")
    track, album, artist = told.marks
    assert (track.path, track.rating, track.plays, track.duration_ms) == ("A/B/1.mp3", 4, 3, 61_500)
    assert track.played_utc == PLAYED
    assert (album.of, album.title, album.artist, album.starred_utc) == ("release", "B", "A", PLAYED)
    assert (artist.of, artist.artist, artist.starred_utc is not None) == ("artist", "A", True)
    (mine,) = told.playlists
    assert (mine.name, mine.description, mine.is_public) == ("Mine", "c", True)
    assert [entry.title for entry in mine.tracks] == ["One", "Two", "One"]


@pytest.mark.parametrize("user", [None, "carl"])
def test_navidrome_s_users_are_told_apart(navidrome: Path, user: str | None) -> None:
    with pytest.raises(BelongingsUnreadable, match="Ann, bob"):
        read_belongings(navidrome, user=user)


@pytest.fixture
def gonic(tmp_path: Path) -> Path:
    path = tmp_path / "gonic.db"
    db = sqlite3.connect(path)
    db.executescript(
        """CREATE TABLE users (id INTEGER PRIMARY KEY, created_at DATETIME, name VARCHAR(255), password VARCHAR(255));
        CREATE TABLE artists (id INTEGER PRIMARY KEY, name VARCHAR(255));
        CREATE TABLE albums (id INTEGER PRIMARY KEY, left_path VARCHAR(255), right_path VARCHAR(255),
            root_dir VARCHAR(255), tag_title VARCHAR(255));
        CREATE TABLE album_artists (album_id INTEGER, artist_id INTEGER);
        CREATE TABLE tracks (id INTEGER PRIMARY KEY, filename VARCHAR(255), album_id INTEGER, length INTEGER,
            tag_title VARCHAR(255), tag_track_artist VARCHAR(255));
        CREATE TABLE plays (id INTEGER PRIMARY KEY, user_id INTEGER, album_id INTEGER, time DATETIME, count INTEGER,
            length INTEGER);
        CREATE TABLE track_stars (user_id INTEGER, track_id INTEGER, star_date DATETIME);
        CREATE TABLE album_stars (user_id INTEGER, album_id INTEGER, star_date DATETIME);
        CREATE TABLE artist_stars (user_id INTEGER, artist_id INTEGER, star_date DATETIME);
        CREATE TABLE track_ratings (user_id INTEGER, track_id INTEGER, rating INTEGER);
        CREATE TABLE album_ratings (user_id INTEGER, album_id INTEGER, rating INTEGER);
        CREATE TABLE artist_ratings (user_id INTEGER, artist_id INTEGER, rating INTEGER);
        INSERT INTO users (id, name) VALUES (1, 'admin'), (2, 'Ann');
        INSERT INTO artists VALUES (1, 'A'), (2, 'Guest');
        INSERT INTO albums VALUES (1, '', '.', '/music', NULL), (2, '', 'A', '/music', NULL),
            (3, 'A/', 'B', '/music', 'The B');
        INSERT INTO album_artists VALUES (3, 1);
        INSERT INTO tracks VALUES (1, '1.mp3', 3, 61, 'One', 'A'), (2, '2.mp3', 3, 9, 'Two', 'A'),
            (3, 'loose.mp3', 1, 0, 'Loose', NULL), (4, '4.mp3', 3, 9, 'Untouched', 'A');
        INSERT INTO track_stars VALUES (2, 1, '2024-05-01 22:15:00.123456789+02:00'), (1, 4, '2024-05-01 20:15:00');
        INSERT INTO track_ratings VALUES (2, 1, 4), (2, 3, 5);
        INSERT INTO album_ratings VALUES (2, 3, 3);
        INSERT INTO plays (user_id, album_id, time, count) VALUES (2, 3, '2024-05-01 20:15:00+00:00', 7), (1, 3, '', 9);
        INSERT INTO artist_stars VALUES (2, 2, '2024-05-01 20:15:00+00:00');"""
    )
    db.commit()
    db.close()
    return path


def test_gonic_tells_of_one_of_its_users(gonic: Path) -> None:
    one, loose, album, artist = read_belongings(gonic, user="ann").marks
    assert (one.path, one.title, one.rating, one.starred_utc) == ("A/B/1.mp3", "One", 4, PLAYED)
    assert (one.duration_ms, one.album) == (61_000, "The B")
    assert (loose.path, loose.rating, loose.starred_utc, loose.duration_ms) == ("loose.mp3", 5, None, None)
    assert (album.of, album.title, album.artist, album.rating) == ("release", "The B", "A", 3)
    assert (album.plays, album.played_utc) == (7, PLAYED)
    assert (artist.of, artist.artist, artist.starred_utc) == ("artist", "Guest", PLAYED)
    with pytest.raises(BelongingsUnreadable, match="Ann, admin"):
        read_belongings(gonic)


def test_the_playlists_of_gonic_are_files_in_a_folder_for_each_user(gonic: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lists" / "2"
    (folder / "deeper").mkdir(parents=True)
    (folder / "mine-1700000000000.m3u").write_text(
        '#GONIC-NAME:"My \\"Best\\""\n#GONIC-COMMENT:"of 2024"\n#GONIC-IS-PUBLIC:"true"\n'
        "/music/A/B/1.mp3\n../../music/A/B/2.mp3\n"
    )
    (folder / "deeper" / "other.m3u8").write_text("A/B/1.mp3\n")
    (tmp_path / "lists" / "1").mkdir()
    (tmp_path / "lists" / "1" / "theirs.m3u").write_text("A/B/1.mp3\n")
    other, mine = read_belongings(gonic, user="Ann", lists=tmp_path / "lists").playlists
    assert (mine.name, mine.description, mine.is_public) == ('My "Best"', "of 2024", True)
    assert [track.path for track in mine.tracks] == ["/music/A/B/1.mp3", "../../music/A/B/2.mp3"]
    assert (other.name, other.is_public) == ("other", False)
    with pytest.raises(BelongingsUnreadable, match="are not in"):
        read_belongings(gonic, user="Ann", lists=tmp_path)
