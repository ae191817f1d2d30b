from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest
from mutagen.id3 import ID3, TCON, TIT2, TPE1

from library import AudioFormat, UnreadableFile
from library.tags import read, read_picture
from tests.builders.audio import FORMATS, make_audio
from tests.builders.tags import png, tag

_FORMATS = {
    ".mp3": ("mp3", "mp3", "audio/mpeg", None),
    ".flac": ("flac", "flac", "audio/flac", 16),
    ".ogg": ("vorbis", "ogg", "audio/ogg", None),
    ".opus": ("opus", "ogg", "audio/ogg", None),
    ".m4a": ("aac", "mp4", "audio/mp4", None),
    ".alac.m4a": ("alac", "mp4", "audio/mp4", 16),
    ".wav": ("pcm", "wav", "audio/wav", 16),
    ".aiff": ("pcm", "aiff", "audio/aiff", 16),
    ".wv": ("wavpack", "wavpack", "audio/x-wavpack", 16),
    ".ape": ("ape", "ape", "audio/x-ape", 16),
    ".dsf": ("dsd", "dsf", "audio/x-dsf", 1),
}
_RATES = {".opus": 48_000, ".dsf": 2_822_400}
_ID = "5b11f4ce-a62d-471e-81fc-a69a8278c7da"


def _kind(format: AudioFormat) -> tuple[str, str, str, int | None]:
    return format.codec, format.container, format.mime, format.bits


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_tells_its_tags_its_cover_and_its_sound(tmp_path: Path, format: str) -> None:
    path = tag(
        make_audio(tmp_path / f"a{format}", seconds=0.5),
        png(),
        title="Café",
        artist=["A", "B & C"],
        albumartist=["D", "E"],
        album="Album",
        tracknumber="3/12",
        discnumber="1/2",
        date="1999-04-01",
        genre=["Rock", "Pop"],
        compilation="1",
        bpm="121",
        comment="Hello",
        musicbrainz_albumid=_ID,
        musicbrainz_trackid=_ID,
    )
    contents = read(path)
    tags = contents.tags
    assert (tags.title, tags.artist, tags.album, tags.album_artist) == ("Café", "A, B & C", "Album", "D, E")
    assert [name.name for name in tags.artists] == ["A", "B & C"]
    assert [name.name for name in tags.album_artists] == ["D", "E"]
    assert (tags.number, tags.number_total, tags.disc, tags.disc_total) == (3, 12, 1, 2)
    assert (tags.year, tags.genres, tags.is_compilation) == (1999, ("Rock", "Pop"), True)
    assert (tags.bpm, tags.comment) == (121, "Hello")
    assert (tags.release_musicbrainz_id, tags.musicbrainz_id) == (_ID, _ID)
    assert _kind(contents.format) == _FORMATS[format]
    assert contents.format.sample_rate_hz == _RATES.get(format, 44_100)
    assert contents.format.channels == 2
    assert contents.format.bitrate_kbps > 0
    assert 495 <= contents.duration_ms <= 560  # lossy encoders pad by up to two frames
    assert contents.picture_digest is not None
    assert read_picture(path) == png()


@pytest.mark.parametrize("format", FORMATS)
def test_files_without_tags_are_read(tmp_path: Path, format: str) -> None:
    contents = read(make_audio(tmp_path / f"a{format}"))
    assert contents.tags.title is None
    assert contents.picture_digest is None
    assert contents.format.codec == _FORMATS[format][0]


def test_a_misnamed_file_is_what_it_holds(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3", format=".flac")
    assert _kind(read(path).format) == _FORMATS[".flac"]


def test_an_ogg_file_may_hold_opus(tmp_path: Path) -> None:
    assert read(make_audio(tmp_path / "a.ogg", format=".opus")).format.codec == "opus"


def test_the_length_of_an_mp3_without_a_header_is_counted(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3", seconds=3)
    whole = path.read_bytes()
    header = whole.index(b"Xing") if b"Xing" in whole else whole.index(b"Info")
    start = whole.rindex(b"\xff\xfb", 0, header)
    following = whole.index(b"\xff\xfb", header)
    path.write_bytes(whole[:start] + whole[following:])
    assert abs(read(path).duration_ms - 3_000) < 60


def test_a_wav_file_that_was_cut_off_tells_what_it_still_has(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.wav", seconds=2)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert abs(read(path).duration_ms - 1_000) < 20


def test_the_info_chunk_of_a_wav_file_is_read(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.wav")
    text = b"Named in RIFF\0"
    chunk = b"INFOINAM" + struct.pack("<I", len(text)) + text
    data = path.read_bytes() + b"LIST" + struct.pack("<I", len(chunk)) + chunk
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    assert read(path).tags.title == "Named in RIFF"


def test_old_numeric_genres_are_names(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3")
    tags = ID3()
    tags.add(TCON(encoding=3, text=["(17)"]))
    tags.add(TIT2(encoding=3, text=["T"]))
    tags.add(TPE1(encoding=3, text=["AC/DC"]))
    tags.save(path, v2_version=3)
    contents = read(path)
    assert contents.tags.genres == ("Rock",)
    assert contents.tags.artist == "AC/DC"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.mp3", b"It was the best of times, it was the worst of times. " * 200),
        ("text.flac", b"It was the best of times. " * 200),
        ("zeros.mp3", bytes(50_000)),
        ("zeros.m4a", bytes(50_000)),
        ("short.flac", b"fLaC"),
        ("short.ogg", b"OggS"),
        (
            "playlist.mp3",
            b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        ),
        ("list.mp3", b"ffconcat version 1.0\nfile /etc/hostname\n"),
        ("picture.mp3", png()),
    ],
)
def test_what_is_not_audio_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.reason.startswith("No audio was found in it")
    assert caught.value.path == path


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    with pytest.raises(UnreadableFile, match="empty"):
        read(tmp_path / "a.mp3")


def test_a_file_that_vanished_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read(tmp_path / "a.mp3")


@pytest.mark.parametrize("format", FORMATS)
def test_cut_and_garbled_files_are_read_or_refused_and_nothing_else(tmp_path: Path, format: str) -> None:
    path = tag(make_audio(tmp_path / f"a{format}", seconds=0.2), png(), title="T", artist="A")
    whole = path.read_bytes()
    for step in range(1, 12):
        garbled = bytearray(whole[: len(whole) * step // 12 + 1])
        for at in range(step * 3, min(len(garbled), 4_000), 97):
            garbled[at] ^= 0xFF
        for content in (whole[: len(whole) * step // 12], bytes(garbled)):
            path.write_bytes(content)
            with contextlib.suppress(UnreadableFile):
                assert read(path).duration_ms > 0
