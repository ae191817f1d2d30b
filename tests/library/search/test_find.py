from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import Library, Limits, UserId
from library.search import find as search_module
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned

ME = UserId(1)


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


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("thundrestruck", ["Thunderstruck"]),
        ("quene dont stop", ["Don’t Stop Me Now"]),
        ("sheran shap", ["Shape of You"]),
        ("beatels", ["All You Need Is Love"]),
        ("gunqing", ["群青日和"]),
        ("qunqing", ["群青日和"]),
        ("dongjingshibian", ["群青日和"]),
        ('"is love"', ["All You Need Is Love"]),
        ('"love is"', []),
        ("love -beatles", ["Love", "Lovely Day"]),
        ("love artist:bill", ["Lovely Day"]),
        ("album:magical", ["All You Need Is Love"]),
        ("title:love -artist:björk -title:day", ["All You Need Is Love"]),
        ("format:mp3 thunder", ["Thunderstruck"]),
        ("format:flac thunder", []),
    ],
)
def test_filters_phrases_and_slips(library: Library, text: str, titles: list[str]) -> None:
    assert _tracks(library, text) == titles


def test_what_is_loved_comes_before_what_is_not(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(12):
        shelf.add(f"{number}.mp3", title="Same Song", artist=f"Artist {number:02}", album=f"Album {number}")
    library = shelf.open()
    scanned(library)
    tracks = all_tracks(library)
    library.played([(tracks[7].id, None)] * 5, user=ME)
    library.rate(tracks[9].id, 5, user=ME)
    found = library.search("same", artists=MANY, releases=MANY, tracks=Limits(2), for_user=ME).tracks
    assert [track.id for track in found] == [tracks[7].id, tracks[9].id]
    rated = library.search("rating:>4 song", artists=MANY, releases=MANY, tracks=MANY, for_user=ME)
    assert [track.id for track in rated.tracks] == [tracks[9].id]
    assert rated.artists == rated.releases == ()
    unplayed = library.search("song is:unplayed", artists=MANY, releases=MANY, tracks=MANY, for_user=ME)
    assert len(unplayed.tracks) == 11
    library.close()


def test_years_and_genres_filter_releases_too(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for year in (1979, 1980, 1985, 1990):
        shelf.add(
            f"{year}.mp3", title="Song", artist="A", album=f"Of {year}", date=str(year), genre="Dub Techno"
        )
    library = shelf.open()
    scanned(library)

    def releases(text: str) -> list[str]:
        found = library.search(text, artists=MANY, releases=MANY, tracks=MANY)
        return [release.title for release in found.releases]

    assert releases("of year:1980..1989") == ["Of 1980", "Of 1985"]
    assert releases("year:>1985") == ["Of 1990"]
    assert releases("year:<1980") == ["Of 1979"]
    assert releases("genre:dub year:1985") == ["Of 1985"]
    assert releases("genre:jazz") == []
    library.close()


def test_the_vocabulary_holds_exactly_the_words_of_what_is_there(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    gone = shelf.add("1.mp3", title="Gone Word", artist="A", album="B")
    shelf.add("2.mp3", title="Word", artist="A", album="B")
    library = shelf.open()
    scanned(library)
    assert {"gone", "word"} <= _vocabulary(library)
    gone.unlink()
    shelf.change("2.mp3", title="Other", artist="A", album="B")
    scanned(library)
    assert _vocabulary(library) & {"gone", "word", "other"} == {"other"}
    orphans = "SELECT count(*) FROM word_signatures WHERE word_id NOT IN (SELECT id FROM vocabulary)"
    assert library._database.reading().execute(orphans).fetchone()[0] == 0
    library.close()


def _vocabulary(library: Library) -> set[str]:
    return {row[0] for row in library._database.reading().execute("SELECT word FROM vocabulary")}
