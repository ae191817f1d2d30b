from __future__ import annotations

import pytest

from library import CoverId, Library, NotFound, Release, ReleaseOrder
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned
from tests.builders.tags import png, png_bomb

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


def test_every_cover_has_a_colour_once_it_was_scanned(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", picture=_RED, title="One", artist="A", album="X")
    shelf.add("Y/1.mp3", title="Two", artist="B", album="Y", hz=300)
    (shelf.music / "Y" / "cover.png").write_bytes(_BLUE)
    shelf.add("Z/1.mp3", picture=b"no picture", title="Three", artist="C", album="Z", hz=200)
    scanned(library)
    colours = {track.title: track.cover_colour for track in all_tracks(library)}
    assert colours == {"One": "#ff0000", "Two": "#0000ff", "Three": None}
    assert sorted(str(each.cover_colour) for each in library.list_artists().items) == [
        "#0000ff",
        "#ff0000",
        "None",
    ]
    assert {each.cover_colour for each in library.list_releases(ReleaseOrder.TITLE, MANY).items} == {
        "#ff0000",
        "#0000ff",
        None,
    }


def test_readers_of_their_own_see_colours_and_bombs_cost_only_themselves(shelf: Shelf) -> None:
    shelf.add("X/1.mp3", picture=png_bomb(60_000), title="One", album="X")
    shelf.add("Y/1.mp3", picture=_RED, title="Two", album="Y", hz=300)
    library = shelf.open(readers=1)
    scanned(library)
    assert {track.title: track.cover_colour for track in all_tracks(library)} == {
        "One": None,
        "Two": "#ff0000",
    }
    assert scanned(library).changed == 0
    library.close()


def test_a_disc_may_have_a_picture_of_its_own_beside_all_discs(shelf: Shelf, library: Library) -> None:
    for disc in ("1", "2", "3"):
        shelf.add(f"X/{disc}.mp3", title=f"T{disc}", album="X", discnumber=disc, hz=200 + int(disc))
    (shelf.music / "X" / "cover.png").write_bytes(png(40, "green"))
    (shelf.music / "X" / "Disc 2.png").write_bytes(_RED)
    (shelf.music / "X" / "cd03.png").write_bytes(_BLUE)
    scanned(library)
    detail = library.get_release(_release(library).id)
    tracks = {track.title: track for track in detail.tracks}
    assert _shown(library, tracks["T2"].cover_id) == _RED
    assert library.cover_of(tracks["T2"].id) == tracks["T2"].cover_id
    assert tracks["T1"].cover_id == detail.release.cover_id
    assert {disc.number: _shown(library, disc.cover_id) for disc in detail.release.discs} == {
        2: _RED,
        3: _BLUE,
    }
    (shelf.music / "X" / "Disc 2.png").unlink()
    scanned(library)
    assert [disc.number for disc in _release(library).discs] == [3]


def test_a_disc_in_a_folder_of_its_own_shows_the_picture_there(shelf: Shelf, library: Library) -> None:
    for disc in ("1", "2"):
        shelf.add(f"X/CD {disc}/1.mp3", title=f"T{disc}", album="X", hz=200 + int(disc))
    (shelf.music / "X" / "cover.png").write_bytes(_BLUE)
    (shelf.music / "X" / "CD 2" / "cd2.png").write_bytes(_RED)
    scanned(library)
    assert [(disc.number, _shown(library, disc.cover_id)) for disc in _release(library).discs] == [(2, _RED)]


@pytest.mark.parametrize(
    "place", ["Miles Davis/artist.png", "Miles Davis/X/Artist.PNG", "artists/Miles  davis.png"]
)
def test_an_artist_has_a_picture_in_their_folder_or_among_the_artists(
    shelf: Shelf, library: Library, place: str
) -> None:
    image = shelf.music / place
    image.parent.mkdir(parents=True, exist_ok=True)
    image.write_bytes(_RED)
    shelf.add("Miles Davis/X/1.mp3", picture=_BLUE, title="One", artist="Miles Davis", album="X")
    shelf.add("Other/Y/1.mp3", title="Two", artist="Other", album="Y", hz=300)
    scanned(library)
    artists = {artist.name: artist for artist in library.list_artists().items}
    miles = artists["Miles Davis"]
    assert (_shown(library, miles.cover_id), miles.cover_colour) == (_RED, "#ff0000")
    assert library.cover_of(miles.id) == miles.cover_id
    assert artists["Other"].cover_id is None
    image.unlink()
    scanned(library)
    [miles] = [artist for artist in library.list_artists().items if artist.name == "Miles Davis"]
    assert _shown(library, miles.cover_id) == _BLUE


def test_a_folder_of_several_artists_shows_only_the_one_it_is_called_like(
    shelf: Shelf, library: Library
) -> None:
    shelf.add("One/X/1.mp3", title="One", artist="One", album="X")
    shelf.add("One/Y/1.mp3", title="Two", artist="Two", album="Y", hz=300)
    shelf.add("Mixed/V/1.mp3", title="Three", artist="Three", album="V", hz=250)
    shelf.add("Mixed/W/1.mp3", title="Four", artist="Four", album="W", hz=260)
    for folder in ("One", "Mixed", "."):
        (shelf.music / folder / "artist.png").write_bytes(_RED)
    scanned(library)
    shown = [artist.name for artist in library.list_artists().items if artist.cover_id is not None]
    assert shown == ["One"]
    shelf.change("One/Y/1.mp3", artist="Five")
    shelf.change("One/X/1.mp3", artist="Five")
    scanned(library)
    shown = [artist.name for artist in library.list_artists().items if artist.cover_id is not None]
    assert shown == ["Five"]


def test_the_artists_folder_may_go_as_a_whole(shelf: Shelf, library: Library) -> None:
    shelf.add("X/1.mp3", picture=_BLUE, title="One", artist="A", album="X")
    (shelf.music / "artists").mkdir()
    (shelf.music / "artists" / "A.png").write_bytes(_RED)
    scanned(library)
    (shelf.music / "artists" / "A.png").unlink()
    (shelf.music / "artists").rmdir()
    scanned(library)
    [artist] = library.list_artists().items
    assert _shown(library, artist.cover_id) == _BLUE
