from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import Library, Limits
from library.search import find as search_module
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    shelf = Shelf(tmp_path_factory.mktemp("search"))
    for number, (title, artist, album) in enumerate(
        [
            ("Svefn-g-englar", "Sigur Rós", "Ágætis byrjun"),
            ("Love", "Björk", "Debut"),
            ("Lovely Day", "Bill Withers", "Menagerie"),
            ("All You Need Is Love", "The Beatles", "Magical Mystery Tour"),
            ("Thunderstruck", "AC/DC", "The Razors Edge"),
            ("Don’t Stop Me Now", "Queen", "Jazz"),
            ("Bad Guy", "!!!", "Louden Up Now"),
            ("Shape of You", "Ed Sheeran", "÷"),
            ("群青日和", "東京事変", "教育"),
        ]
    ):
        shelf.add(f"{number}.mp3", title=title, artist=artist, album=album)
    opened = shelf.open()
    scanned(opened)
    yield opened
    opened.close()


def _tracks(library: Library, text: str, limits: Limits = MANY) -> list[str]:
    return [track.title for track in library.search(text, artists=MANY, releases=MANY, tracks=limits).tracks]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("sigur ros", "Svefn-g-englar"),
        ("SVEFN", "Svefn-g-englar"),
        ("agaetis", "Svefn-g-englar"),
        ("ros svef byr", "Svefn-g-englar"),
        ("acdc", "Thunderstruck"),
        ("ac/dc thunder", "Thunderstruck"),
        ("dont stop", "Don’t Stop Me Now"),
        ("don't", "Don’t Stop Me Now"),
        ("beatles", "All You Need Is Love"),
        ("事変", "群青日和"),
    ],
)
def test_words_are_found_as_beginnings_in_any_order(library: Library, text: str, title: str) -> None:
    assert _tracks(library, text) == [title]


def test_all_words_must_be_there(library: Library) -> None:
    assert _tracks(library, "love bill") == ["Lovely Day"]
    assert _tracks(library, "love queen") == []


def test_the_nearest_name_comes_first(library: Library) -> None:
    assert _tracks(library, "love") == ["Love", "Lovely Day", "All You Need Is Love"]


def test_artists_and_releases_are_found_apart(library: Library) -> None:
    found = library.search("bjork", artists=MANY, releases=MANY, tracks=MANY)
    assert [artist.name for artist in found.artists] == ["Björk"]
    assert [release.title for release in found.releases] == ["Debut"]
    found = library.search("magical", artists=MANY, releases=MANY, tracks=Limits(0))
    assert (found.artists, [release.title for release in found.releases]) == ((), ["Magical Mystery Tour"])
    assert found.tracks == ()


def test_names_without_letters_are_found(library: Library) -> None:
    assert [a.name for a in library.search("!!!", artists=MANY, releases=MANY, tracks=MANY).artists] == [
        "!!!"
    ]
    assert [r.title for r in library.search("÷", artists=MANY, releases=MANY, tracks=MANY).releases] == ["÷"]


@pytest.mark.parametrize("text", ["", '""', "''", "  "])
def test_no_text_finds_everything_in_pages(library: Library, text: str) -> None:
    everything = [track.title for track in all_tracks(library)]
    assert _tracks(library, text) == everything
    assert [_tracks(library, text, Limits(3, offset)) for offset in (0, 3, 6, 9)] == [
        everything[:3],
        everything[3:6],
        everything[6:],
        [],
    ]


@given(text=st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_raises(library: Library, text: str) -> None:
    _tracks(library, text)


@pytest.mark.parametrize(
    "text", ['"', '""""', "a AND", "NOT", "NEAR(a b)", "title:x", "a*", "-", "(", "^a", "\0", "'; --"]
)
def test_the_syntax_of_the_index_is_only_text(library: Library, text: str) -> None:
    _tracks(library, text)


def test_removed_music_is_not_found(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    path = shelf.add("1.mp3", title="Gone", artist="Nobody", album="Nowhere")
    shelf.add("2.mp3", title="Here", artist="Somebody", album="Somewhere")
    library = shelf.open()
    scanned(library)
    path.unlink()
    scanned(library)
    for text in ("gone", "nobody", "nowhere"):
        found = library.search(text, artists=MANY, releases=MANY, tracks=MANY)
        assert (found.artists, found.releases, found.tracks) == ((), (), ())
    library.close()


def test_pages_beyond_the_ranked_candidates_repeat_and_miss_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "_CANDIDATES", 7)
    shelf = Shelf(tmp_path)
    for number in range(30):
        shelf.add(
            f"{number}.mp3", title=f"{'Song' if number % 2 else 'My Song'} {number}", artist="A", album="X"
        )
    library = shelf.open()
    scanned(library)
    pages = [_tracks(library, "song", Limits(4, offset)) for offset in range(0, 40, 4)]
    found = [title for page in pages for title in page]
    assert sorted(found) == sorted(track.title for track in all_tracks(library))
    assert len(pages[0]) == 4
    library.close()
