"""The shorter way to an MP3 ends where mutagen's own does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3

from library.errors import UnreadableFile
from library.tags import Contents
from library.tags.mp3 import find_mp3
from library.tags.pictures import picture_of
from library.tags.read import _completed, _headers
from tests.builders.audio import make_audio
from tests.builders.tags import png, tag

_TEXTS = st.one_of(
    st.sampled_from(
        (
            "1999",
            "1999-12-31",
            "3/12",
            "Rock",
            "(17)",
            "17",
            "CR",
            "Café",
            "CafÃ©",
            "",
            "1",
            "Кино",
            "A (live)",
        )
    ),
    st.text("aé\0(1/;\n\ufeff ", max_size=6),
)
_CODES = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_DESCRIPTIONS = (
    "",
    "ALBUMARTIST",
    "MusicBrainz Album Id",
    "title",
    "mood",
    "iTunSMPB",
    "REPLAYGAIN_TRACK_GAIN",
)
_NAMES = (
    "TIT2",
    "TPE1",
    "TPE2",
    "TALB",
    "TRCK",
    "TPOS",
    "TDRC",
    "TYER",
    "TCON",
    "TCOM",
    "TSSE",
    "TORY",
    "TIPL",
)


@st.composite
def _texts(draw: st.DrawFn) -> tuple[int, bytes]:
    """The number of an encoding, and texts in it."""
    encoding = draw(st.sampled_from((0, 1, 1, 2, 3, 3)))
    texts = draw(st.lists(_TEXTS, min_size=1, max_size=3))
    zero = b"\0\0" if encoding in (1, 2) else b"\0"
    data = zero.join(text.encode(_CODES[encoding], "replace") for text in texts)
    return encoding, data + draw(st.sampled_from((b"", zero, b"\0")))


@st.composite
def _frame(draw: st.DrawFn, version: int) -> bytes:
    encoding, data = draw(_texts())
    name = draw(st.sampled_from((*_NAMES, "TXXX", "COMM", "UFID", "APIC", "PRIV", "XXXX")))
    described = draw(st.sampled_from(_DESCRIPTIONS)).encode(_CODES[encoding])
    zero = b"\0\0" if encoding in (1, 2) else b"\0"
    body = bytes([encoding]) + {
        "TXXX": described + zero + data,
        "COMM": b"eng" + described + zero + data,
        "APIC": b"image/png\0\3" + described + zero + data,
    }.get(name, data)
    if name == "UFID":
        body = b"http://musicbrainz.org\0" + data
    flags = draw(st.sampled_from((b"\0\0",) * 9 + (b"\0\1",)))
    return name.encode() + _size(len(body), version) + flags + body


@st.composite
def _mp3(draw: st.DrawFn, sound: bytes) -> bytes:
    version = draw(st.sampled_from((3, 4)))
    frames = b"".join(draw(st.lists(_frame(version), max_size=7)))
    tag = frames + bytes(draw(st.sampled_from((0, 3, 200))))
    v1 = b"TAG" + b"v1 title".ljust(30, b"\0") + b"v1 artist".ljust(30, b"\0") + bytes(64) + b"\7"
    end = draw(st.sampled_from((b"", b"", v1)))
    return b"ID3" + bytes([version, 0, 0]) + _size(len(tag), 4) + tag + sound + end


def _size(number: int, version: int) -> bytes:
    bits = 7 if version == 4 else 8
    return bytes((number >> bits * place) & (1 << bits) - 1 for place in (3, 2, 1, 0))


def _contents(path: Path, *, is_usual: bool) -> Contents | str:
    size_bytes = path.stat().st_size
    file = os.open(path, os.O_RDONLY)
    try:
        descriptor = file if is_usual else os.open(os.devnull, os.O_RDONLY)  # in which nothing usual is found
        try:
            return _completed(path, file, size_bytes, _headers(path, descriptor, size_bytes), ())
        finally:
            if descriptor != file:
                os.close(descriptor)
    except UnreadableFile as error:
        return error.reason
    finally:
        os.close(file)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = make_audio(tmp_path_factory.mktemp("sound") / "a.mp3", seconds=0.2)
    data = path.read_bytes()
    return data[ID3(path).size :]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_ways_of_reading_end_at_the_same(tmp_path: Path, sound: bytes, data: st.DataObject) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(data.draw(_mp3(sound)))
    assert _contents(path, is_usual=True) == _contents(path, is_usual=False)


@pytest.mark.parametrize("genre", ["17", "(17)", "(RX)Rock", "1\n", "CR\nx", "Rock"])
def test_a_genre_by_its_number_is_the_same_in_both_ways(tmp_path: Path, sound: bytes, genre: str) -> None:
    frame = b"\x03" + genre.encode()
    tag = b"TCON" + _size(len(frame), 4) + b"\0\0" + frame
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3\x04\0\0" + _size(len(tag), 4) + tag + sound)
    assert _contents(path, is_usual=True) == _contents(path, is_usual=False)


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("v1", [0, 2])
def test_what_taggers_write_is_usual(tmp_path: Path, version: int, v1: int) -> None:
    fields = {"title": "Café", "artist": ["A", "B"], "album": "Album", "tracknumber": "3/12", "genre": "Rock"}
    path = tag(
        make_audio(tmp_path / "a.mp3"), png(300), **fields, date="1999", comment="Кино", mood="calm", isrc="X"
    )
    tags = ID3(path)
    if version == 3:
        tags.update_to_v23()
    tags.save(path, v2_version=version, v1=v1)
    with path.open("rb") as file:
        usual = find_mp3(file.fileno(), path.stat().st_size)
    assert usual is not None
    assert picture_of(usual) == png(300)
    assert _contents(path, is_usual=True) == _contents(path, is_usual=False)


def test_a_cover_that_is_larger_than_what_is_read_first_is_whole(tmp_path: Path) -> None:
    picture = png(16) + bytes(100_000)
    path = tag(make_audio(tmp_path / "a.mp3"), picture, title="One")
    with path.open("rb") as file:
        usual = find_mp3(file.fileno(), path.stat().st_size)
    assert usual is not None
    assert picture_of(usual) == picture


@pytest.mark.parametrize("cut", [5, 20, 60, 200])
def test_a_cut_off_file_is_left_to_mutagen(tmp_path: Path, cut: int) -> None:
    path = tag(make_audio(tmp_path / "a.mp3"), title="One", artist="Two")
    path.write_bytes(path.read_bytes()[:cut])
    assert _contents(path, is_usual=True) == _contents(path, is_usual=False)
