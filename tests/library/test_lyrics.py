from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3, SYLT, USLT
from mutagen.mp4 import MP4

from library import Library, LyricLine, Lyrics, NotFound, TrackId
from library.lyrics import find_lyrics
from library.tags import parsed_lyrics
from tests.builders.audio import make_audio
from tests.builders.shelf import Shelf, all_tracks, scanned
from tests.builders.tags import tag

_SYNCED = "[ar:A]\n[offset:+100]\n[00:01.50]One\n[00:03.2][00:02]Two\n[01:00]"


def _lines(lyrics: Lyrics | None) -> list[tuple[str, int | None]]:
    assert lyrics is not None
    return [(line.text, line.start_ms) for line in lyrics.lines]


def test_lrc_lines_have_their_times_in_order() -> None:
    lyrics = parsed_lyrics(_SYNCED)
    assert _lines(lyrics) == [("One", 1_400), ("Two", 1_900), ("Two", 3_100), ("", 59_900)]


def _words(lyrics: Lyrics | None) -> list[list[tuple[str, int, int | None]]]:
    assert lyrics is not None
    for line in lyrics.lines:
        assert all(line.text[word.at :].startswith(word.text) for word in line.words)
    return [[(word.text, word.start_ms, word.end_ms) for word in line.words] for line in lyrics.lines]


def test_enhanced_lrc_tells_when_each_word_is_sung() -> None:
    lyrics = parsed_lyrics(
        "[00:01.00]<00:01.00>One  <00:01.50>word<00:02.25>\n[00:03]Plain\n[00:04]And <00:04.5>more"
    )
    assert _lines(lyrics) == [("One word", 1_000), ("Plain", 3_000), ("And more", 4_000)]
    assert _words(lyrics) == [[("One", 1_000, None), ("word", 1_500, 2_250)], [], [("more", 4_500, None)]]


def test_square_brackets_inside_a_line_are_times_of_words_and_the_offset_moves_them() -> None:
    lyrics = parsed_lyrics("[offset:+100]\n[00:01.00]One [00:01.50]two [00:02.00]")
    assert _lines(lyrics) == [("One two", 900)]
    assert _words(lyrics) == [[("two", 1_400, 1_900)]]


def test_a_line_that_is_sung_twice_moves_its_words() -> None:
    lyrics = parsed_lyrics("[00:01.00][00:11.00]<00:01.00>One <00:01.50>two<00:02>")
    assert _words(lyrics) == [
        [("One", 1_000, None), ("two", 1_500, 2_000)],
        [("One", 11_000, None), ("two", 11_500, 12_000)],
    ]


def test_spans_of_ttml_are_words_and_syllables() -> None:
    text = """<tt xmlns:ttm="x"><body><div><p begin="1.0" end='3.5'>
        <span begin="1.0" end="1.5">Hel</span><span begin="1.5" end="2">lo</span>
        <span end="3" begin="2">you &amp; me</span>
        <span ttm:role="x-translation">Hallo</span>
        <span ttm:role="x-bg"><span begin="3" end="3.5">(ooh)</span></span></p>
        <p begin="4"><span>no times</span><br/>here</p></div></body></tt>"""
    lyrics = parsed_lyrics(text)
    assert lyrics is not None
    assert _lines(lyrics) == [("Hello you & me (ooh)", 1_000), ("no times here", 4_000)]
    assert [line.end_ms for line in lyrics.lines] == [3_500, None]
    assert _words(lyrics) == [
        [("Hel", 1_000, 1_500), ("lo", 1_500, 2_000), ("you & me", 2_000, 3_000), ("(ooh)", 3_000, 3_500)],
        [],
    ]


def test_syllables_of_id3_become_lines(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3", seconds=0.1)
    tags = ID3()
    sung = [("Hel", 1_000), ("lo ", 1_200), ("you", 1_500), ("\nGood", 2_000), ("bye", 2_500)]
    tags.add(SYLT(encoding=3, lang="eng", format=2, type=1, text=sung))
    tags.save(path)
    [lyrics] = find_lyrics(path)
    assert _lines(lyrics) == [("Hello you", 1_000), ("Goodbye", 2_000)]
    assert _words(lyrics)[1] == [("Good", 2_000, None), ("bye", 2_500, None)]


def test_ttml_paragraphs_are_lines() -> None:
    text = '<tt xml:lang="de"><body><div><p begin="1.5s" end="2s"><span>Eins</span> &amp;</p>\n'
    text += '<p end="4s" begin="00:01:02.25">Zwei</p></div></body></tt>'
    assert _lines(parsed_lyrics(text)) == [("Eins &", 1_500), ("Zwei", 62_250)]


def test_plain_text_keeps_its_empty_lines_and_has_no_times() -> None:
    assert _lines(parsed_lyrics("One\r\n\r\nTwo\n")) == [("One", None), ("", None), ("Two", None)]
    assert parsed_lyrics(" \n\n") is None


@pytest.mark.parametrize("format", [".flac", ".ogg", ".opus", ".wv", ".wma"])
def test_the_field_lyrics_is_read(tmp_path: Path, format: str) -> None:
    path = tag(make_audio(tmp_path / f"a{format}", seconds=0.1), lyrics=_SYNCED)
    [lyrics] = find_lyrics(path)
    assert lyrics.is_synced


def test_id3_s_two_kinds_and_mp4_s_are_read(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3", seconds=0.1)
    tags = ID3()
    tags.add(USLT(encoding=3, lang="deu", desc="", text="Eins"))
    tags.add(SYLT(encoding=3, lang="xxx", format=2, type=1, text=[("One", 1_000), ("Two", 2_000)]))
    tags.save(path)
    synced, plain = find_lyrics(path)
    assert (synced.is_synced, synced.language, _lines(synced)) == (
        True,
        None,
        [("One", 1_000), ("Two", 2_000)],
    )
    assert (plain.language, _lines(plain)) == ("deu", [("Eins", None)])
    mp4 = MP4(make_audio(tmp_path / "a.m4a", seconds=0.1))
    mp4["\xa9lyr"] = ["Un"]
    mp4.save()
    assert _lines(find_lyrics(tmp_path / "a.m4a")[0]) == [("Un", None)]


def test_what_is_beside_the_file_comes_first_and_is_never_stale(shelf: Shelf, library: Library) -> None:
    path = shelf.add("1.flac", title="One", lyrics="[00:09]inside")
    scanned(library)
    [track] = all_tracks(library)
    assert _lines(library.get_lyrics(track.id)[0]) == [("inside", 9_000)]
    path.with_suffix(".txt").write_text("plain")
    path.with_suffix(".lrc").write_bytes("[00:01]Café".encode("cp1252"))
    assert [_lines(lyrics) for lyrics in library.get_lyrics(track.id)] == [
        [("Café", 1_000)],
        [("inside", 9_000)],
        [("plain", None)],
    ]
    with pytest.raises(NotFound):
        library.get_lyrics(TrackId("tr-99"))


def test_no_link_pipe_or_huge_file_is_opened(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.flac", seconds=0.1)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (tmp_path / "a.txt").symlink_to(secret)
    os.mkfifo(tmp_path / "a.lrc")
    (tmp_path / "a.ttml").write_bytes(b"x" * (2**20 + 1))
    assert find_lyrics(path) == ()


_pieces = st.sampled_from(["[00:01]", "<00:02.5>", " ", "a", "é", "\n", "<p begin='1'>", "<span begin='2' end='3'>",
    "</span>", "</p>", "<tt>", "</tt>", "&amp;", "<br/>"])  # fmt: skip


@given(st.one_of(st.text(), st.lists(_pieces).map("".join)))
def test_any_text_gives_lines_or_nothing(text: str) -> None:
    lyrics = parsed_lyrics(text)
    if lyrics is not None:
        assert all(isinstance(line, LyricLine) for line in lyrics.lines)
        _words(lyrics)
        assert lyrics.is_synced == all(line.start_ms is not None for line in lyrics.lines)
