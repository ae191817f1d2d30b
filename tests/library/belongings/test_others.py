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
