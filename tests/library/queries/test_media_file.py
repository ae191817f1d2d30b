"""What streaming is told of a file: among it the samples that its encoder added."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutagen.id3 import COMM, ID3

from library import Library, MediaFile
from tests.builders.audio import make_audio
from tests.builders.shelf import Shelf, all_tracks, scanned
from tests.builders.tags import tag

_SMPB = " 00000000 00000840 000001C0 0000000000001000 0"


def _media(library: Library) -> MediaFile:
    scanned(library)
    [track] = all_tracks(library)
    return library.get_media_file(track.id)


def _smpb_in_mp3(path: Path) -> None:
    tags = ID3()
    tags.add(COMM(encoding=3, lang="eng", desc="iTunSMPB", text=[_SMPB]))
    tags.save(path)


def test_lame_s_delay_and_padding_fill_whole_frames(shelf: Shelf, library: Library) -> None:
    make_audio(shelf.music / "a.mp3", seconds=0.5)
    tag(shelf.music / "a.mp3", comment="x" * 50_000)  # far in front of the frame that tells
    media = _media(library)
    assert media.delay_samples > 0
    assert (media.delay_samples + 22_050 + media.padding_samples) % 1_152 == 0


@pytest.mark.parametrize("name", ["a.m4a", "a.mp3"])
def test_itunes_note_counts_before_anything_else(shelf: Shelf, library: Library, name: str) -> None:
    path = make_audio(shelf.music / name, seconds=0.5)
    if name == "a.mp3":
        _smpb_in_mp3(path)
    else:
        tag(path, iTunSMPB=_SMPB)
    media = _media(library)
    assert (media.delay_samples, media.padding_samples) == (2_112, 448)


def test_opus_pre_skip_and_end_are_known(shelf: Shelf, library: Library) -> None:
    make_audio(shelf.music / "a.opus", seconds=2.0)
    media = _media(library)
    assert media.delay_samples == 312
    assert (312 + 96_000 + media.padding_samples) % 960 == 0


@pytest.mark.parametrize("name", ["a.flac", "a.wav", "a.ogg"])
def test_others_add_nothing(shelf: Shelf, library: Library, name: str) -> None:
    make_audio(shelf.music / name, seconds=0.5)
    media = _media(library)
    assert (media.delay_samples, media.padding_samples) == (0, 0)
