from __future__ import annotations

import pytest

from library import CoverId, Library, NotFound, Release, ReleaseOrder
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned
from tests.builders.tags import png

_RED, _BLUE = png(40, "red"), png(40, "blue")


def _release(library: Library) -> Release:
    [release] = library.list_releases(ReleaseOrder.TITLE, MANY).items
    return release


def _shown(library: Library, cover: CoverId | None) -> bytes | None:
    return library.get_cover(cover).data if cover else None


def test_the_first_track_with_a_picture_gives_the_release_its_cover(shelf: Shelf, library: Library) -> None:
    shelf.add("X/2.mp3", picture=_BLUE, title="Two", album="X", tracknumber="2")
    shelf.add("X/1.mp3", title="One", album="X", tracknumber="1")
    shelf.add("X/3.mp3", picture=_RED, title="Three", album="X", tracknumber="3")
    (shelf.music / "X" / "cover.png").write_bytes(png(40, "green"))
    scanned(library)
    assert _shown(library, _release(library).cover_id) == _BLUE
    covers = {track.title: _shown(library, track.cover_id) for track in all_tracks(library)}
    assert covers == {"One": _BLUE, "Two": _BLUE, "Three": _RED}


def test_else_the_image_in_the_folder(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", title="One", album="X")
    (shelf.music / "X" / "Folder.png").write_bytes(_RED)
    scanned(library)
    assert _shown(library, _release(library).cover_id) == _RED


def test_else_the_image_above_the_discs(shelf: Shelf, library: Library) -> None:
    shelf.add("X/CD 1/1.mp3", title="One", album="X")
    (shelf.music / "X" / "cover.png").write_bytes(_RED)
    scanned(library)
    assert _shown(library, _release(library).cover_id) == _RED


def test_an_image_that_comes_changes_and_goes_is_noticed(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", title="One", album="X")
    image = shelf.music / "X" / "cover.png"
    scanned(library)
    assert _release(library).cover_id is None
    image.write_bytes(_RED)
    scanned(library)
    red = _release(library).cover_id
    assert _shown(library, red) == _RED
    image.write_bytes(png(41, "blue"))
    scanned(library)
    assert _release(library).cover_id not in (red, None)
    image.unlink()
    scanned(library)
    assert _release(library).cover_id is None


def test_every_kind_of_id_has_a_cover(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", picture=_RED, title="One", artist="A", album="X")
    scanned(library)
    [track] = all_tracks(library)
    cover = track.cover_id
    assert cover is not None
    for id in (track.id, track.release_id, track.artists[0].artist_id, track.folder_id, cover):
        assert library.cover_of(id) == cover


def test_things_without_a_cover_have_none(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", title="One", artist="A", album="X")
    scanned(library)
    [track] = all_tracks(library)
    for id in (track.id, track.release_id, track.artists[0].artist_id, track.folder_id):
        assert library.cover_of(id) is None


def test_a_small_picture_is_made_once_and_shown_after_the_file_is_gone(
    shelf: Shelf, library: Library
) -> None:
    path = shelf.add("X/1.mp3", picture=png(500), title="One", album="X")
    scanned(library)
    cover = _release(library).cover_id
    assert cover is not None
    small = library.get_cover(cover, size_px=100)
    assert small.mime == "image/jpeg"
    path.unlink()
    assert library.get_cover(cover, size_px=100) == small
    assert library.get_cover(cover, size_px=128) == small
    with pytest.raises(NotFound):
        library.get_cover(cover)


def test_the_same_picture_in_another_file_stands_in(shelf: Shelf, library: Library) -> None:
    first = shelf.add("X/1.mp3", picture=_RED, title="One", album="X")
    shelf.add("X/2.mp3", picture=_RED, title="Two", album="X")
    scanned(library)
    first.unlink()
    assert _shown(library, _release(library).cover_id) == _RED


def test_a_picture_that_changed_since_the_scan_is_not_shown_under_the_old_id(
    shelf: Shelf, library: Library
) -> None:
    shelf.add("X/1.mp3", picture=_RED, title="One", album="X")
    scanned(library)
    cover = _release(library).cover_id
    assert cover is not None
    shelf.add("X/1.mp3", picture=_BLUE, title="One", album="X")
    with pytest.raises(NotFound):
        library.get_cover(cover)


def test_an_id_with_another_digest_is_not_found(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", picture=_RED, title="One", album="X")
    scanned(library)
    for wrong in ("co-1-00000000", "tr-1"):
        with pytest.raises(NotFound):
            library.get_cover(CoverId(wrong))


def test_what_is_no_picture_is_not_found(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", picture=b"<svg onload=alert(1)>", title="One", album="X")
    scanned(library)
    cover = _release(library).cover_id
    assert cover is not None
    for size_px in (None, 100):
        with pytest.raises(NotFound):
            library.get_cover(cover, size_px=size_px)
