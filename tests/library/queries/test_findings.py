from __future__ import annotations

from library import DoubleKind, FindingKind, Library, Limits
from tests.builders.shelf import MANY, Shelf, scanned
from tests.builders.tags import png

_RECORDING = "5b11f4ce-a62d-471e-81fc-a69a8278c7da"


def _found(library: Library, kind: FindingKind) -> list[str]:
    page = library.findings(kind, MANY)
    assert page.total == len(page.items)
    assert all(finding.remedy for finding in page.items)
    return [finding.title for finding in page.items]


def test_what_is_not_in_order_is_found_and_what_is_is_not(shelf: Shelf, library: Library) -> None:
    shelf.add("good/1.mp3", picture=png(), title="Good", artist="A", album="Good", albumartist="A")
    shelf.add("bad/1.mp3", title="Êèíî ãðóïïà", artist="B", album="Bad")
    scanned(library)
    assert _found(library, FindingKind.NO_COVER) == ["Bad"]
    assert _found(library, FindingKind.NO_ALBUM_ARTIST) == ["Bad"]
    assert _found(library, FindingKind.WRONG_LETTERS) == ["Êèíî ãðóïïà"]
    [finding] = library.findings(FindingKind.WRONG_LETTERS, Limits(1)).items
    assert finding.detail == "Кино группа – B – Bad"
    assert set(_found(library, FindingKind.ODD_LENGTH)) == {"Good", "Êèíî ãðóïïà"}  # a tenth of a second each


def test_doubles_are_grouped_by_sound_and_by_recording(shelf: Shelf, library: Library) -> None:
    shelf.add("1.mp3", title="One", musicbrainz_trackid=_RECORDING)
    shelf.add("copy.mp3", title="One, copied")
    shelf.add("1.flac", title="One, lossless", musicbrainz_trackid=_RECORDING)
    shelf.add("2.mp3", title="Two", hz=300)
    scanned(library)
    [sound] = library.doubles(DoubleKind.SOUND, MANY).items
    assert {track.title for track in sound.tracks} == {"One", "One, copied"}
    [recording] = library.doubles(DoubleKind.RECORDING, MANY).items
    assert {track.title for track in recording.tracks} == {"One", "One, lossless"}
    assert library.doubles(DoubleKind.SOUND, Limits(5, offset=1)).items == ()
