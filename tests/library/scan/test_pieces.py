"""One file, many tracks: a cue sheet beside or inside a file cuts it, and what people said of the tracks stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from library import Library, Limits, Track, UserId, read_playlist
from tests.builders.audio import make_audio
from tests.builders.cue import CUED_S, cued, sheet
from tests.builders.shelf import Shelf, all_tracks, release_titles, scanned, titles
from tests.builders.tags import tag

_ME = UserId(1)


def again(path: Path, text: str) -> None:
    """Written anew, at a time of its own."""
    before = path.stat().st_mtime_ns
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def by_title(library: Library) -> dict[str, Track]:
    return {track.title: track for track in all_tracks(library)}


def problems(library: Library) -> list[tuple[str, str]]:
    return [(Path(problem.path).name, problem.reason) for problem in library.problems(Limits(10)).items]


def test_a_file_becomes_the_tracks_that_the_sheet_beside_it_lists(shelf: Shelf, library: Library) -> None:
    cued(shelf, "disc/Album.flac", album="Elsewhere", genre="Jazz")
    assert scanned(library).added == 1
    one, two, three = sorted(all_tracks(library), key=lambda track: track.number or 0)
    assert [one.title, two.title, three.title] == ["One", "Two", "Three"]
    assert (two.artist, two.release_title, two.year, two.genres) == ("Somebody", "An Album", 1999, ("Jazz",))
    assert (two.path, two.suffix, two.number) == ("disc/Album.flac", "flac", 2)
    assert release_titles(library) == ["An Album"]
    assert sum(track.duration_ms for track in (one, two, three)) == pytest.approx(3_000, abs=2)
    whole_bytes = library.get_media_file(one.id).size_bytes
    assert sum(track.size_bytes for track in (one, two, three)) == pytest.approx(whole_bytes, rel=0.1)
    assert library.counts().size_bytes == pytest.approx(whole_bytes, rel=0.1)


@pytest.mark.parametrize(
    "name", ["Album.flac", "Album.mp3", "Album.wv", "Album.ape", "Album.m4a", "Album.wav"]
)
def test_a_frame_is_588_samples(shelf: Shelf, library: Library, name: str) -> None:
    audio, _ = cued(shelf, name)
    scanned(library)
    tracks = by_title(library)
    media = [library.get_media_file(tracks[title].id) for title in ("One", "Two", "Three")]
    spans = [(each.cut.start_sample, each.cut.stop_sample) for each in media if each.cut]
    second = 44_100 + 588
    assert spans == [(0, second), (second, 2 * second), (2 * second, None)]
    assert {each.path for each in media} == {audio}
    assert {each.size_bytes for each in media} == {audio.stat().st_size}
    assert len({each.state for each in media}) == 3
    assert media[0].duration_ms == round(second / 44.1)


def test_what_people_said_stays_when_the_sheet_goes_and_returns(shelf: Shelf, library: Library) -> None:
    audio, beside = cued(shelf, "Album.flac", title="Whole")
    text = beside.read_text()
    beside.unlink()
    scanned(library)
    [whole] = all_tracks(library)
    library.rate(whole.id, 2, user=_ME)
    beside.write_text(text)
    scanned(library)
    assert sorted(titles(library)) == ["One", "Three", "Two"]
    two = by_title(library)["Two"]
    library.rate(two.id, 5, user=_ME)
    beside.unlink()
    scanned(library)
    [track] = all_tracks(library)
    assert (track.id, track.title) == (whole.id, "Whole")
    assert library.get_track(whole.id, for_user=_ME).marks.rating == 2
    beside.write_text(text)
    scanned(library)
    assert by_title(library)["Two"].id == two.id
    assert library.get_track(two.id, for_user=_ME).marks.rating == 5
    assert audio.exists()


def test_a_quick_scan_sees_a_changed_sheet_and_nothing_else(shelf: Shelf, library: Library) -> None:
    _, beside = cued(shelf)
    scanned(library)
    before = by_title(library)
    assert scanned(library).changed == 0
    again(beside, sheet("One", "Zwei", "Three"))
    assert scanned(library).changed == 1
    after = by_title(library)
    assert after["Zwei"].id == before["Two"].id
    again(beside, sheet("One", "Two"))
    scanned(library)
    assert sorted(titles(library)) == ["One", "Two"]
    assert scanned(library).changed == 0


def test_pieces_move_with_their_file(shelf: Shelf, library: Library) -> None:
    shelf.add("other.mp3", title="Other", hz=300)
    audio, beside = cued(shelf, "in/Album.flac")
    scanned(library)
    two = by_title(library)["Two"]
    library.rate(two.id, 5, user=_ME)
    (shelf.music / "out").mkdir()
    for path in (audio, beside):
        path.rename(shelf.music / "out" / path.name)
    scanned(library)
    moved = library.get_track(two.id, for_user=_ME)
    assert (moved.path, moved.title, moved.marks.rating) == ("out/Album.flac", "Two", 5)
    assert sorted(titles(library)) == ["One", "Other", "Three", "Two"]


def test_a_vanished_file_takes_its_pieces_along_and_brings_them_back(shelf: Shelf, library: Library) -> None:
    shelf.add("other.mp3", title="Other", hz=300)
    audio, _ = cued(shelf, "in/Album.flac")
    scanned(library)
    before = {track.id for track in all_tracks(library)}
    away = audio.rename(shelf.folder / "away.flac")
    scanned(library)
    assert titles(library) == ["Other"]
    away.rename(audio)
    scanned(library)
    assert {track.id for track in all_tracks(library)} == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (sheet(*"abcdefg"), "Track 4 begins at 0:03, but the file is 0:03 long"),
        (sheet("One", "Two").replace("INDEX 01 00:01:01", "INDEX 01 00:00:00"), "Track 2 does not begin"),
        (sheet("One", "Two").replace("INDEX", "INDXE"), "does not say where track 1 begins"),
        ("\0\0garbage", "It lists no tracks"),
    ],
)
def test_of_a_broken_sheet_is_told_and_the_file_is_one_track(
    shelf: Shelf, library: Library, text: str, reason: str
) -> None:
    _, beside = cued(shelf, "Album.flac", title="Whole")
    beside.write_text(text)
    scanned(library)
    assert titles(library) == ["Whole"]
    [(name, told)] = problems(library)
    assert name == "Album.flac"
    assert reason in told
    assert scanned(library).changed == 0
    assert problems(library) == [(name, told)]
    again(beside, sheet("One", "Two"))
    scanned(library)
    assert problems(library) == []
    assert sorted(titles(library)) == ["One", "Two"]


def test_a_sheet_with_a_file_for_every_track_changes_nothing(shelf: Shelf, library: Library) -> None:
    lines = []
    for number in (1, 2):
        make_audio(shelf.music / f"0{number}.flac", seconds=0.5)
        tag(shelf.music / f"0{number}.flac", None, title=f"File {number}")
        lines.append(f'FILE "0{number}.wav" WAVE\n TRACK 0{number} AUDIO\n  TITLE "x"\n  INDEX 01 00:00:00')
    (shelf.music / "Album.cue").write_text("\n".join(lines))
    scanned(library)
    assert sorted(titles(library)) == ["File 1", "File 2"]
    assert problems(library) == []


def test_the_sheet_of_another_file_changes_nothing(shelf: Shelf, library: Library) -> None:
    """As rippers leave it beside the tracks that were split since."""
    for number in (1, 2, 3):
        shelf.add(f"{number}.mp3", title=f"File {number}")
    (shelf.music / "CDImage.cue").write_text(sheet("One", "Two", "Three", file="CDImage.wav"))
    scanned(library)
    assert sorted(titles(library)) == ["File 1", "File 2", "File 3"]
    assert problems(library) == []


@pytest.mark.parametrize(
    ("audio", "cue", "names"),
    [
        ("Disc.flac", "whatever.cue", "Disc.wav"),
        ("Disc.flac", "whatever.cue", "C:\\rips\\DISC.FLAC"),
        ("Disc.flac", "Disc.flac.cue", "CDImage.ape"),
        ("Disc.flac", "Disc.CUE", "CDImage.ape"),
        ("Disc.flac", "only.cue", "CDImage.ape"),
    ],
)
def test_a_sheet_is_found_however_its_file_was_encoded_or_named_since(
    shelf: Shelf, library: Library, audio: str, cue: str, names: str
) -> None:
    make_audio(shelf.music / audio, seconds=CUED_S)
    (shelf.music / cue).write_text(sheet("One", "Two", file=names))
    scanned(library)
    assert sorted(titles(library)) == ["One", "Two"]


@pytest.mark.parametrize("name", ["Album.flac", "Album.wv", "Album.mp3"])
def test_a_sheet_inside_the_file_counts_where_none_is_beside_it(
    shelf: Shelf, library: Library, name: str
) -> None:
    audio = make_audio(shelf.music / name, seconds=CUED_S)
    tag(audio, None, title="Whole", cuesheet=sheet("One", "Two"))
    scanned(library)
    assert sorted(titles(library)) == ["One", "Two"]
    (shelf.music / "Album.cue").write_text(sheet("Eins", "Zwei"))
    scanned(library)
    assert sorted(titles(library)) == ["Eins", "Zwei"]


def test_the_block_of_flac_cuts_by_the_sample(shelf: Shelf, library: Library) -> None:
    from mutagen.flac import FLAC, CueSheet, CueSheetTrack, CueSheetTrackIndex

    audio = make_audio(shelf.music / "Album.flac", seconds=CUED_S)
    file = FLAC(audio)
    block = CueSheet(None)
    for number, begins in ((1, 0), (2, 44_101), (170, 132_300)):
        track = CueSheetTrack(number, begins)
        track.indexes.append(CueSheetTrackIndex(1, 0))
        block.tracks.append(track)
    file.cuesheet = block
    file.metadata_blocks.append(block)
    file.save()
    tag(audio, None, album="Mixed", artist="DJ")
    scanned(library)
    tracks = by_title(library)
    assert sorted(tracks) == ["Track 1", "Track 2"]
    assert tracks["Track 2"].release_title == "Mixed"
    cut = library.get_media_file(tracks["Track 2"].id).cut
    assert cut is not None
    assert (cut.start_sample, cut.stop_sample) == (44_101, None)


def test_readers_of_their_own_cut_too(shelf: Shelf) -> None:
    cued(shelf)
    library = shelf.open(readers=1)
    scanned(library)
    assert sorted(titles(library)) == ["One", "Three", "Two"]
    library.close()


def test_a_file_named_in_no_encoding_is_cut_too(shelf: Shelf, library: Library) -> None:
    name = os.fsdecode(b"caf\xe9")
    make_audio(shelf.music / f"{name}.flac", seconds=CUED_S)
    (shelf.music / f"{name}.cue").write_text(sheet("One", "Two"))
    scanned(library)
    assert sorted(titles(library)) == ["One", "Two"]
    (shelf.music / f"{name}.cue").unlink()
    scanned(library)
    assert len(titles(library)) == 1


def test_the_sheet_of_the_whole_disc_in_every_split_track_is_no_problem(
    shelf: Shelf, library: Library
) -> None:
    for number in (1, 2):
        audio = make_audio(shelf.music / f"{number}.flac", seconds=0.9)
        tag(audio, None, title=f"File {number}", cuesheet=sheet("One", "Two"))
    scanned(library)
    assert sorted(titles(library)) == ["File 1", "File 2"]
    assert problems(library) == []


def test_no_link_pipe_or_huge_sheet_is_opened(shelf: Shelf, library: Library) -> None:
    _, beside = cued(shelf, "Album.flac", title="Whole")
    beside.rename(shelf.folder / "secret.cue")
    (shelf.music / "Album.cue").symlink_to(shelf.folder / "secret.cue")
    os.mkfifo(shelf.music / "Album.flac.cue")
    (shelf.music / "x.cue").write_bytes(sheet("One", "Two").encode() + b" " * 2**20)
    scanned(library)
    assert titles(library) == ["Whole"]
    assert scanned(library).changed == 0


def test_a_playlist_finds_the_piece_of_that_title_in_that_file(shelf: Shelf, library: Library) -> None:
    cued(shelf, "live/Album.flac")
    cued(shelf, "studio/Album.flac")
    scanned(library)
    data = b"#EXTINF:1,Somebody - Two\nstudio/Album.flac\n#EXTINF:1,Somebody - Two\nlive/Album.flac\n"
    made = library.playlists.import_lines(_ME, "Mine", read_playlist(data))
    entries = library.playlists.entries(made.playlist.id, Limits(9), _ME).items
    assert [entry.track.path for entry in entries] == ["studio/Album.flac", "live/Album.flac"]


def test_what_was_said_of_pieces_is_taken_along(shelf: Shelf, library: Library) -> None:
    cued(shelf, "live/Album.flac")
    cued(shelf, "studio/Album.flac")
    scanned(library)
    two = next(track for track in all_tracks(library) if (track.title, track.path[:6]) == ("Two", "studio"))
    library.rate(two.id, 4, user=_ME)
    other = UserId(2)
    library.bring_belongings(library.gather_belongings(_ME), other)
    assert library.get_track(two.id, for_user=other).marks.rating == 4
