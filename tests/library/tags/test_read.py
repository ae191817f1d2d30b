from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest
from mutagen.id3 import ID3, TCON, TDRC, TIPL, TIT2, TPE1

from library import AudioFormat, UnreadableFile
from library.tags import Gain, Gapless, read, read_picture
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
    ".wma": ("wma", "asf", "audio/x-ms-wma", None),
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
    assert 495 <= contents.duration_ms <= 620  # lossy encoders pad by up to two frames
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


_DETAILS: dict[str, str | list[str]] = {
    "title": "Allegro",
    "artist": "Soloist",
    "album": "Concertos",
    "composer": ["Bach", "Vivaldi"],
    "conductor": "Karajan",
    "performer": ["Ann (violin)", "Bob (cello)"],
    "remixer": "Remy",
    "lyricist": "Liz",
    "producer": "Prod",
    "titlesort": "Allegro, the",
    "albumsort": "Concertos, the",
    "date": "1999-04-01",
    "originaldate": "1971-05",
    "key": "Am",
    "mood": ["calm", "bright"],
    "grouping": "Baroque",
    "isrc": "GBAYE0601498",
    "label": ["DG", "Archiv"],
    "catalognumber": "DG 123",
    "media": "CD",
    "discsubtitle": "Morning",
    "language": "deu",
    "work": "Concerto in A minor",
    "movementname": "Allegro",
    "movement": "1",
    "movementtotal": "3",
    "itunesadvisory": "1",
    "version": "Remastered",
    "releasetype": ["album", "live"],
    "releasestatus": "official",
    "releasecountry": "DE",
    "replaygain_track_gain": "-7.25 dB",
    "replaygain_track_peak": "0.987654",
    "replaygain_album_gain": "+1.5 dB",
    "musicbrainz_releasegroupid": _ID,
    "musicbrainz_releasetrackid": _ID,
}


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_tells_what_players_show(tmp_path: Path, format: str) -> None:
    details = read(tag(make_audio(tmp_path / f"a{format}", seconds=0.1), **_DETAILS)).tags.details
    roles = {(part.role, part.name, part.part) for part in details.parts}
    assert roles == {
        ("composer", "Bach", None),
        ("composer", "Vivaldi", None),
        ("conductor", "Karajan", None),
        ("performer", "Ann", "violin"),
        ("performer", "Bob", "cello"),
        ("remixer", "Remy", None),
        ("lyricist", "Liz", None),
        ("producer", "Prod", None),
    }
    assert (details.sort_title, details.sort_album) == ("Allegro, the", "Concertos, the")
    assert (details.date, details.original_date) == ("1999-04-01", "1971-05")
    assert (details.key, details.media, details.disc_title) == ("Am", "CD", "Morning")
    assert (details.work, details.movement) == ("Concerto in A minor", "Allegro")
    assert (details.movement_number, details.movement_total) == (1, 3)
    assert (details.advisory, details.version) == ("explicit", "Remastered")
    assert (details.release_status, details.release_country) == ("official", "DE")
    assert details.gain == Gain(-7.25, 0.987654, 1.5, None)
    assert details.release_group_musicbrainz_id == details.release_track_musicbrainz_id == _ID
    assert dict(details.values) == {
        "mood": ("calm", "bright"),
        "grouping": ("Baroque",),
        "isrc": ("GBAYE0601498",),
        "language": ("deu",),
        "label": ("DG", "Archiv"),
        "catalognumber": ("DG 123",),
        "releasetype": ("album", "live"),
    }


@pytest.mark.parametrize("format", FORMATS)
def test_the_fingerprint_is_the_sound_s_and_not_the_tags(tmp_path: Path, format: str) -> None:
    path = make_audio(tmp_path / f"a{format}", seconds=0.3)
    plain = read(path).fingerprint
    assert plain is not None
    assert read(tag(path, png(200), title="T" * 500, comment="C" * 9_000)).fingerprint == plain
    if format != ".ape":  # which is silent at any pitch
        other = make_audio(tmp_path / f"b{format}", seconds=0.3, hz=523.0)
        assert read(other).fingerprint != plain


def test_the_encoder_s_delay_is_known(tmp_path: Path) -> None:
    mp3 = read(make_audio(tmp_path / "a.mp3", seconds=0.5)).gapless
    assert mp3 is not None
    assert (mp3.delay + 22_050 + mp3.padding) % 1_152 == 0
    opus = read(make_audio(tmp_path / "a.opus")).gapless
    assert opus is not None
    assert opus.delay == 312
    path = tag(make_audio(tmp_path / "b.m4a"), iTunSMPB=" 00000000 00000840 000001C0 0000000000001000 0")
    assert read(path).gapless == Gapless(2_112, 448)


@pytest.mark.parametrize("seconds", [0.5, 2.0, 3.0111])
def test_of_an_opus_file_what_its_encoder_filled_up_is_known(tmp_path: Path, seconds: float) -> None:
    gapless = read(make_audio(tmp_path / "a.opus", seconds=seconds)).gapless
    assert gapless is not None
    samples = round(seconds * 48_000)
    if seconds > 1:  # of several pages
        assert (gapless.delay + samples + gapless.padding) % 960 == 0
    assert 0 <= gapless.padding < 960 + 312


@pytest.mark.parametrize("version", [3, 4])
def test_older_id3_versions_tell_the_same(tmp_path: Path, version: int) -> None:
    path = make_audio(tmp_path / "a.mp3")
    tags = ID3()
    tags.add(TIPL(encoding=3, people=[["producer", "Prod"], ["mix", "Mia"]]))
    tags.add(TDRC(encoding=3, text=["1999-04-01"]))
    if version == 3:
        tags.update_to_v23()
    tags.save(path, v2_version=version)
    details = read(path).tags.details
    assert [(part.role, part.name) for part in details.parts] == [("producer", "Prod"), ("mixer", "Mia")]
    assert details.date == "1999-04-01"


def test_id3v1_alone_is_read(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3")
    tail = b"TAG" + b"Title".ljust(30, b"\0") + b"Artist".ljust(30, b"\0") + bytes(30) + b"1999" + bytes(31)
    path.write_bytes(path.read_bytes() + tail)
    tags = read(path).tags
    assert (tags.title, tags.artist, tags.year) == ("Title", "Artist", 1999)


def test_utf_8_that_is_marked_latin_1_is_repaired_and_cyrillic_only_suggested(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3")
    tags = ID3()
    tags.add(TIT2(encoding=0, text=["Café".encode().decode("latin-1")]))
    tags.add(TPE1(encoding=0, text=["Кино".encode("cp1251").decode("latin-1")]))
    tags.save(path)
    read_tags = read(path).tags
    assert (read_tags.title, read_tags.artist) == ("Café", "Êèíî")
    assert read_tags.details.better == "Café – Кино"
