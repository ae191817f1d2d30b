from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import Library, PlaylistFormat, UserId, read_playlist, write_playlist
from library.playlists.model import Line
from tests.builders.shelf import Shelf, all_tracks, scanned

ANN = UserId(1)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    shelf = Shelf(tmp_path_factory.mktemp("files"))
    shelf.add(
        "Sigur Rós/Ágætis byrjun/02 Svefn-g-englar.mp3",
        title="Svefn-g-englar",
        artist="Sigur Rós",
        album="Ágætis byrjun",
    )
    shelf.add("Björk/Debut/01 Human Behaviour.mp3", title="Human Behaviour", artist="Björk", album="Debut")
    shelf.add(
        "Others/Cover/01 Human Behaviour.mp3", title="Human Behaviour", artist="Somebody", album="Covers"
    )
    opened = shelf.open()
    scanned(opened)
    yield opened
    opened.close()


def _imported(library: Library, text: str | bytes) -> tuple[list[str], tuple[str, ...]]:
    data = text.encode() if isinstance(text, str) else text
    imported = library.playlists.import_lines(ANN, "Imported", read_playlist(data))
    tracks = [track for track, _ in library.playlists.tracks(imported.playlist.id, ANN)]
    return [track.path for track in library.find_tracks(tracks)], imported.missing


DEBUT = "Björk/Debut/01 Human Behaviour.mp3"
COVER = "Others/Cover/01 Human Behaviour.mp3"
SVEFN = "Sigur Rós/Ágætis byrjun/02 Svefn-g-englar.mp3"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (DEBUT, DEBUT),
        (f"/mnt/old disk/Music/{DEBUT}", DEBUT),
        (f"C:\\Music\\{DEBUT}".replace("/", "\\"), DEBUT),
        ("../Others/Cover/01 Human Behaviour.mp3", COVER),
        ("/elsewhere/Bjork/Debut (Remaster)/Human Behaviour.flac", DEBUT),
        ("/flat/Somebody - Human Behaviour.ogg", COVER),
        ("#EXTINF:0,Björk - Human Behaviour\n/gone/x.mp3", DEBUT),
        ("file:///m/Sigur%20R%C3%B3s/%C3%81g%C3%A6tis%20byrjun/02%20Svefn-g-englar.mp3", SVEFN),
    ],
)
def test_tracks_are_found_though_they_have_moved(library: Library, line: str, path: str) -> None:
    assert _imported(library, f"#EXTM3U\n{line}\n") == ([path], ())


def test_what_is_not_here_is_told(library: Library) -> None:
    found, missing = _imported(
        library, f"{DEBUT}\n/x/Nobody - Nothing.mp3\n#EXTINF:1,No One - None\nhttp://radio/x\n"
    )
    assert found == [DEBUT]
    assert missing == ("/x/Nobody - Nothing.mp3", "http://radio/x")


@pytest.mark.parametrize("format", PlaylistFormat)
def test_a_written_file_is_read_back_as_the_same_list(library: Library, format: PlaylistFormat) -> None:
    tracks = all_tracks(library)
    data = write_playlist(format, "Mine & <yours>", tracks)
    assert _imported(library, data) == ([track.path for track in tracks], ())


def test_older_encodings_are_read() -> None:
    assert read_playlist("Björk.mp3".encode("latin-1")) == [Line("Björk.mp3")]
    assert read_playlist(b"\xef\xbb\xbf" + "Björk.mp3".encode()) == [Line("Björk.mp3")]
    assert read_playlist("Björk.mp3".encode("utf-16")) == [Line("Björk.mp3")]


def test_pls_and_xspf_say_what_they_say() -> None:
    pls = "[playlist]\nFile2=b.mp3\nFile1=a.mp3\nTitle1=A - One\nLength1=61\nNumberOfEntries=2\n"
    assert read_playlist(pls.encode()) == [Line("a.mp3", "One", "A", None, 61_000), Line("b.mp3")]
    xspf = """<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><trackList><track>
        <location>file:///m/a%20b.mp3</location><title>T</title><creator>C</creator><duration>5</duration>
        </track><track><title>Only a name</title></track><track/></trackList></playlist>"""
    assert read_playlist(xspf.encode()) == [
        Line("/m/a b.mp3", "T", "C", None, 5),
        Line(title="Only a name"),
    ]


def test_entities_that_grow_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><playlist>&b;</playlist>'
    assert read_playlist(bomb.encode()) == []


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    read_playlist(data)


@given(st.sampled_from(["#EXTM3U\n", "[playlist]\n", "<playlist "]), st.text(max_size=200))
def test_no_text_raises(head: str, text: str) -> None:
    read_playlist((head + text).encode("utf-8", "replace"))
