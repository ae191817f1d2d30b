from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from library import Library, ReleaseOrder, ensure_demo_library
from library.demo import folder as demo
from library.demo.artwork import cover
from library.demo.mixing import rendered
from library.demo.programme import RECORDS, Motif
from library.demo.score import MAJOR, Part, Piece, notes
from tests.builders.shelf import MANY, Shelf, scanned


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "music"
    ensure_demo_library(folder)
    return folder


def _samples(path: Path) -> np.ndarray:
    with av.open(path) as container:
        resampler = av.AudioResampler(format="flt", layout="stereo")
        frames = [r.to_ndarray() for frame in container.decode(audio=0) for r in resampler.resample(frame)]
    return np.concatenate([frame.reshape(-1, 2) for frame in frames])


def _tracks(music: Path) -> list[Path]:
    return sorted(path for path in music.rglob("*") if path.suffix in (".flac", ".mp3", ".opus", ".m4a"))


@pytest.mark.slow
def test_it_is_scanned_as_two_artists_and_three_releases(music: Path, tmp_path: Path) -> None:
    library: Library = Shelf(tmp_path).open(music)
    status = scanned(library)
    assert (status.added, status.failed) == (12, 0)
    assert [artist.name for artist in library.list_artists().items] == ["Juno Vale", "The Low Tide Ensemble"]
    releases = library.list_releases(ReleaseOrder.TITLE, MANY).items
    assert [(release.title, release.year, release.track_count) for release in releases] == [
        ("Four Tides", 2021, 4),
        ("Paper Lanterns", 2019, 4),
        ("Small Rooms", 2023, 4),
    ]
    assert all(release.cover_id and release.genres for release in releases)
    assert {track.suffix for track in library.random_tracks(12)} == {"flac", "mp3", "opus", "m4a"}
    assert all(20_000 <= track.duration_ms <= 40_000 for track in library.random_tracks(12))
    library.close()


@pytest.mark.slow
def test_every_track_is_music_of_even_loudness_that_does_not_clip(music: Path) -> None:
    for path in _tracks(music):
        sound = _samples(path)
        assert 0.5 < np.abs(sound).max() < 1.0, path.name
        middle = np.array_split(sound, 10)[1:8]
        loudness_db = [20 * np.log10(np.sqrt(np.mean(np.square(part)))) for part in middle]
        assert -24 < min(loudness_db) <= max(loudness_db) < -9, path.name
        assert np.abs(np.mean(sound)) < 0.01, path.name


@pytest.mark.slow
def test_the_continuous_record_has_no_seam(music: Path) -> None:
    flacs = [_samples(path) for path in _tracks(music) if path.suffix == ".flac"]
    for before, after in pairwise(flacs):
        joint = np.abs(after[0] - before[-1]).max()
        usual = np.quantile(np.abs(np.diff(np.concatenate([before[-4_410:], after[:4_410]]), axis=0)), 0.999)
        assert joint <= 3 * usual
        assert np.sqrt(np.mean(np.square(before[-4_410:]))) > 0.02  # it sounds on into the next


@pytest.mark.slow
def test_a_second_call_changes_nothing(music: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in music.rglob("*")}
    ensure_demo_library(music)
    assert {path: path.stat().st_mtime_ns for path in music.rglob("*")} == before


def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the files matter, not their sound."""
    monkeypatch.setattr(demo, "rendered", lambda piece, rate: np.full((2, rate * 5), 0.1, np.float32))


def test_a_half_written_demo_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _quick(monkeypatch)
    ensure_demo_library(tmp_path)
    complete = {path.relative_to(tmp_path): path.stat().st_size for path in tmp_path.rglob("*")}
    first, second, *_ = _tracks(tmp_path)
    first.unlink()
    second.write_bytes(second.read_bytes()[:1_000])
    ensure_demo_library(tmp_path)
    again = {path.relative_to(tmp_path): path.stat().st_size for path in tmp_path.rglob("*")}
    assert again == complete


def test_an_accident_leaves_no_seal_and_no_workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _quick(monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr(demo, "write_label", None)
        with pytest.raises(TypeError):
            ensure_demo_library(tmp_path)
    assert list(tmp_path.iterdir()) == []
    ensure_demo_library(tmp_path)
    assert len(_tracks(tmp_path)) == 12


def test_other_peoples_files_in_the_folder_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _quick(monkeypatch)
    (tmp_path / "Juno Vale").mkdir()
    (tmp_path / "Juno Vale" / "mine.mp3").write_text("mine")
    ensure_demo_library(tmp_path)
    assert (tmp_path / "Juno Vale" / "mine.mp3").read_text() == "mine"


@pytest.mark.parametrize("motif", Motif)
def test_covers_are_square_pictures_of_several_colours(motif: Motif) -> None:
    with Image.open(io.BytesIO(cover(motif))) as image:
        assert image.size == (800, 800)
        assert len(image.convert("P", palette=Image.Palette.ADAPTIVE, colors=8).getcolors() or []) >= 5


def test_a_piece_is_the_same_every_time() -> None:
    piece = Piece(120, 48, MAJOR, (0, 3, 4, 0), 2, frozenset(Part), 1)
    assert list(notes(piece)) == list(notes(piece))
    assert np.array_equal(rendered(piece, 8_000), rendered(piece, 8_000))


def test_every_note_can_be_heard_and_lies_within_its_piece() -> None:
    for record in RECORDS:
        for movement in record.movements:
            for note in notes(movement.piece):
                assert 20 <= note.pitch <= 100
                assert 0 < note.loudness <= 1
                assert 0 <= note.at_beats < movement.piece.bars * 4
