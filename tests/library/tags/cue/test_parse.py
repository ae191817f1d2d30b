"""Cue sheets as programs and people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from library.tags.cue.model import SheetBroken
from library.tags.cue.parse import parse_sheet

_KIND_OF_BLUE = """\ufeffREM GENRE Jazz
REM DATE 1959
REM DISCNUMBER 1
REM COMMENT "ExactAudioCopy v1.6"
REM REPLAYGAIN_ALBUM_GAIN -3.21 dB
PERFORMER "Miles Davis"
TITLE "Kind of Blue"
FILE "Kind of Blue.wav" WAVE
  TRACK 01 AUDIO
    TITLE "So What"
    ISRC USSM15900113
    REM REPLAYGAIN_TRACK_GAIN -2.00 dB
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Freddie "Freeloader""
    PERFORMER "Miles Davis & Wynton Kelly"
    SONGWRITER "Miles Davis"
    FLAGS DCP
    INDEX 00 09:22:50
    INDEX 01 09:25:10
"""


def test_what_stands_before_the_first_track_tells_of_all() -> None:
    sheet = parse_sheet(_KIND_OF_BLUE.lstrip("\ufeff"))
    assert sheet.fields == {
        "genre": ["Jazz"],
        "date": ["1959"],
        "discnumber": ["1"],
        "replaygain_album_gain": ["-3.21 dB"],
        "albumartist": ["Miles Davis"],
        "album": ["Kind of Blue"],
    }
    [file] = sheet.files
    first, second = file.tracks
    assert file.name == "Kind of Blue.wav"
    assert first.fields == {
        "title": ["So What"],
        "isrc": ["USSM15900113"],
        "replaygain_track_gain": ["-2.00 dB"],
    }
    assert second.fields["title"] == ['Freddie "Freeloader"']
    assert second.fields["artist"] == ["Miles Davis & Wynton Kelly"]
    assert second.fields["composer"] == ["Miles Davis"]


def test_a_track_begins_at_its_index_1_and_the_gap_before_it_belongs_to_the_track_before() -> None:
    [file] = parse_sheet(_KIND_OF_BLUE).files
    assert [track.starts_s for track in file.tracks] == [0, 9 * 60 + 25 + Fraction(10, 75)]


def test_several_files_hold_their_own_tracks_even_where_the_gap_is_in_the_file_before() -> None:
    sheet = parse_sheet(
        """FILE "01.wav" WAVE
  TRACK 01 AUDIO
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    INDEX 00 03:00:00
FILE "02.wav" WAVE
    INDEX 01 00:00:00
"""
    )
    assert [(file.name, [track.number for track in file.tracks]) for file in sheet.files] == [
        ("01.wav", [1]),
        ("02.wav", [2]),
    ]


def test_names_need_no_quotation_marks_and_commands_no_capitals() -> None:
    sheet = parse_sheet("file my disc.flac WAVE\ntrack 1 audio\ntitle One\nindex 1 0:0:0\r\n")
    assert (sheet.files[0].name, sheet.files[0].tracks[0].fields) == ("my disc.flac", {"title": ["One"]})


def test_data_tracks_are_no_music() -> None:
    [file] = parse_sheet(
        'FILE "a.bin" BINARY\nTRACK 01 MODE1/2352\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 10:00:00'
    ).files
    assert [track.number for track in file.tracks] == [2]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no tracks"),
        ("not a sheet at all\n" * 50, "no tracks"),
        ('FILE "a.wav" WAVE\nTRACK 01 AUDIO\nINDEX 00 00:00:00', "where track 1 begins"),
        ('FILE "a.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:75', "cannot be understood"),
        ('FILE "a.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:60:00', "cannot be understood"),
        ("TRACK 01 AUDIO\nINDEX 01 00:00:00", "cannot be understood"),
        ('FILE "a.wav" WAVE\nINDEX 01 00:00:00', "cannot be understood"),
        ('FILE "a.wav" WAVE\nTRACK one AUDIO', "cannot be understood"),
        (
            'FILE "a.wav" WAVE\nTRACK 1 AUDIO\nINDEX 01 05:00:00\nTRACK 2 AUDIO\nINDEX 01 04:00:00',
            "does not begin after",
        ),
        (
            'FILE "a.wav" WAVE\nTRACK 1 AUDIO\nINDEX 01 00:00:00\nTRACK 1 AUDIO\nINDEX 01 04:00:00',
            "track 1 twice",
        ),
        (
            'FILE "a.wav" WAVE\n' + "TRACK 1 AUDIO\nINDEX 01 00:00:00\n" * 5_000,
            "cannot be understood",
        ),
    ],
)
def test_a_sheet_that_contradicts_itself_says_why(text: str, reason: str) -> None:
    with pytest.raises(SheetBroken) as raised:
        parse_sheet(text)
    assert reason in raised.value.reason
    assert raised.value.files == (("a.wav",) if "FILE" in text else ())
