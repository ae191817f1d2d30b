"""Several libraries in one catalogue: what belongs to which, who sees it, and what happens when that changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from library import (
    Database,
    Library,
    LibraryId,
    LibraryKind,
    LibraryPlan,
    Limits,
    Marks,
    NotFound,
    ReleaseFilter,
    ReleaseOrder,
    Role,
    TrackId,
    UserId,
    migrations,
)
from tests.builders.shelf import MANY, Shelf, scanned
from tests.builders.tags import png

ANNA, BEN = UserId(1), UserId(2)
NAMES = {ANNA: "Anna", BEN: "Ben", UserId(3): "Anna"}


OWN = {"genre": "Own Genre", "label": "Own Label", "composer": "Own Artist", "date": "1999"}


class Shelves(Shelf):
    """`music` for everybody, `private` for Anna; the same artist and the same release are in both."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.private = folder / "private"
        self.add("Open/1.mp3", title="Open Song", artist="Open Artist", album="Open Album", genre="Rock")
        common = {"artist": "Both", "album": "Common", "genre": "Rock", "label": "Shared", "composer": "Both"}
        self.add("Both/1.mp3", title="First", tracknumber="1", **common)
        self.put("Both/2.mp3", title="Second", tracknumber="2", **common)
        self.put("Own/1.mp3", title="Own Song", artist="Own Artist", album="Own Album", **OWN)
        (self.private / "broken.mp3").write_bytes(b"nothing")

    def put(self, path: str, **fields: str) -> None:
        """Into the private library."""
        file = self.add(path, picture=png(32, "red"), **fields)
        (target := self.private / path).parent.mkdir(parents=True, exist_ok=True)
        file.rename(target)

    def plan(self, *users: str, name: str = "Private") -> LibraryPlan:
        return LibraryPlan(name, (self.private,), LibraryKind.AUDIOBOOKS, users)

    @contextmanager
    def opened(self, *plans: LibraryPlan, roots: tuple[Path, ...] | None = None) -> Iterator[Library]:
        database = Database(self.folder / "segue.db")
        database.migrate(migrations)
        library = Library(
            database,
            roots=(self.music,) if roots is None else roots,
            libraries=plans,
            name_of=NAMES.__getitem__,
            thumbnails=self.folder / "thumbnails",
        )
        yield library
        library.close()


@pytest.fixture
def shelves(tmp_path: Path) -> Shelves:
    return Shelves(tmp_path)


@pytest.fixture
def library(shelves: Shelves) -> Iterator[Library]:
    with shelves.opened(shelves.plan("anna")) as library:
        scanned(library)
        yield library


def titles(library: Library, user: UserId | None = None, *within: str) -> list[str]:
    ids = [LibraryId(one) for one in within]
    return [track.title for track in library.list_tracks(MANY, for_user=user, within=ids).items]


def test_libraries_are_listed_for_those_who_see_them(library: Library) -> None:
    assert [(one.name, one.kind) for one in library.list_libraries(for_user=ANNA)] == [
        ("Music", LibraryKind.MUSIC),
        ("Private", LibraryKind.AUDIOBOOKS),
    ]
    assert [one.id for one in library.list_libraries(for_user=BEN)] == ["li-1"]


def test_everybody_finds_what_they_see_and_no_more(library: Library) -> None:
    assert titles(library) == titles(library, ANNA) == ["First", "Open Song", "Own Song", "Second"]
    assert titles(library, BEN) == ["First", "Open Song"]


def test_a_list_may_be_of_one_library(library: Library) -> None:
    assert titles(library, ANNA, "li-2") == ["Own Song", "Second"]
    assert titles(library, ANNA, "li-1", "li-2") == titles(library, ANNA)
    for user, within in ((BEN, "li-2"), (ANNA, "li-9"), (ANNA, "tr-1")):
        with pytest.raises(NotFound):
            titles(library, user, within)


def test_the_same_release_in_two_libraries_is_two_releases(library: Library) -> None:
    common = [r for r in library.list_releases(ReleaseOrder.TITLE, MANY).items if r.title == "Common"]
    assert [release.track_count for release in common] == [1, 1]
    assert [r.title for r in library.list_releases(ReleaseOrder.TITLE, MANY, for_user=BEN).items] == [
        "Common",
        "Open Album",
    ]


def test_of_a_shared_artist_only_what_one_sees_is_told(library: Library) -> None:
    both = {one.name: one for one in library.list_artists(for_user=ANNA).items}["Both"]
    assert (both.release_count, both.track_count) == (2, 2)
    assert both.cover_id is not None
    seen = library.get_artist(both.id, for_user=BEN)
    assert (seen.artist.release_count, seen.artist.track_count, seen.artist.cover_id) == (1, 1, None)
    assert len(seen.releases) == 1
    assert [one.name for one in library.list_artists(for_user=BEN).items] == ["Both", "Open Artist"]


def test_counts_genres_folders_and_problems_are_of_what_one_sees(library: Library) -> None:
    counts = library.counts(for_user=BEN)
    assert (counts.tracks, counts.releases, counts.artists) == (2, 2, 2)
    assert [(one.name, one.track_count) for one in library.list_genres(for_user=BEN)] == [("Rock", 2)]
    assert [one.name for one in library.root_folders(for_user=BEN)] == ["music"]
    assert library.problems(Limits(9), for_user=BEN).total == 0
    assert library.problems(Limits(9), for_user=ANNA).total == 1
    where = ReleaseFilter(genre="Own Genre")
    assert library.list_releases(ReleaseOrder.NEWEST, MANY, where=where, for_user=BEN).total == 0
    assert library.list_releases(ReleaseOrder.NEWEST, MANY, where=where, for_user=ANNA).total == 1


def test_years_labels_and_credits_are_of_what_one_sees(library: Library) -> None:
    told = {}
    for user in (ANNA, BEN):
        labels = library.list_labels(MANY, for_user=user)
        people = library.list_credited(Role.COMPOSER, MANY, for_user=user)
        assert (labels.total, people.total) == (len(labels.items), len(people.items))
        told[user] = (
            [(each.year, each.release_count) for each in library.list_years(for_user=user)],
            [(each.name, each.release_count) for each in labels.items],
            [(each.artist.name, each.release_count) for each in people.items],
        )
    assert told[ANNA] == ([(1999, 1)], [("Own Label", 1), ("Shared", 2)], [("Both", 2), ("Own Artist", 1)])
    assert told[BEN] == ([], [("Shared", 1)], [("Both", 1)])
    both = next(each.artist.id for each in library.list_credited(Role.COMPOSER, MANY).items)
    for where in (ReleaseFilter(label="shared"), ReleaseFilter(credit=(both, Role.COMPOSER))):
        for user, count in ((ANNA, 2), (BEN, 1)):
            page = library.list_releases(ReleaseOrder.TITLE, MANY, where=where, for_user=user)
            assert (page.total, len(page.items)) == (count, count)
    assert library.get_artist(both, for_user=BEN).roles == ((Role.COMPOSER, 1),)


def test_nothing_hidden_is_found_by_its_id_or_marked(library: Library) -> None:
    own = next(track for track in library.list_tracks(MANY).items if track.title == "Own Song")
    for id in (own.id, own.release_id, own.artists[0].artist_id):
        assert own.cover_id is not None
        with pytest.raises(NotFound):
            library.cover_of(id, for_user=BEN)
        with pytest.raises(NotFound):
            library.star([id], user=BEN)
        library.star([id], user=ANNA)
    for ask in (
        lambda: library.get_track(own.id, for_user=BEN),
        lambda: library.get_release(own.release_id, for_user=BEN),
        lambda: library.get_artist(own.artists[0].artist_id, for_user=BEN),
        lambda: library.get_folder(own.folder_id, for_user=BEN),
        lambda: library.get_media_file(own.id, for_user=BEN),
        lambda: library.get_cover(own.cover_id, for_user=BEN),
        lambda: library.rate(own.id, 3, user=BEN),
        lambda: library.played([(own.id, None)], user=BEN),
    ):
        with pytest.raises(NotFound):
            ask()
    assert library.find_tracks([own.id], for_user=BEN) == []
    assert library.get_cover(own.cover_id, for_user=ANNA).data


def test_what_was_starred_before_it_was_hidden_is_not_shown(shelves: Shelves) -> None:
    with shelves.opened(shelves.plan()) as library:
        scanned(library)
        library.star([track.id for track in library.list_tracks(MANY, for_user=BEN).items], user=BEN)
        assert len(library.starred(for_user=BEN).tracks) == 4
    with shelves.opened(shelves.plan("anna")) as library:
        assert len(library.starred(for_user=BEN).tracks) == 2


def test_search_and_chance_find_only_what_one_sees(library: Library) -> None:
    for text in ("own", "common", "both", "", "second"):
        found = library.search(text, artists=MANY, releases=MANY, tracks=MANY, for_user=BEN)
        names = [*(a.name for a in found.artists), *(t.title for t in (*found.releases, *found.tracks))]
        assert not {"Own Artist", "Own Album", "Own Song", "Second"} & set(names), text
    assert {track.title for track in library.random_tracks(9, for_user=BEN)} == {"First", "Open Song"}
    assert len(library.random_tracks(9, for_user=ANNA)) == 4


def test_who_sees_a_library_takes_effect_at_once_without_a_scan(shelves: Shelves) -> None:
    with shelves.opened(shelves.plan()) as library:
        scanned(library)
        assert titles(library, BEN) == titles(library, ANNA)
    with shelves.opened(shelves.plan("anna")) as library:
        assert titles(library, BEN) == ["First", "Open Song"]


def test_a_library_that_is_no_longer_configured_is_hidden_before_the_next_scan(shelves: Shelves) -> None:
    with shelves.opened(shelves.plan("anna")) as library:
        scanned(library)
    with shelves.opened() as library:
        assert titles(library, ANNA) == titles(library, BEN) == ["First", "Open Song"]
        scanned(library)
        assert titles(library, ANNA) == ["First", "Open Song"]


def test_a_folder_takes_its_releases_and_marks_along_into_another_library(shelves: Shelves) -> None:
    with shelves.opened(roots=(shelves.music, shelves.private)) as library:
        scanned(library)
        own = next(r for r in library.list_releases(ReleaseOrder.TITLE, MANY).items if r.title == "Own Album")
        common = [r for r in library.list_releases(ReleaseOrder.TITLE, MANY).items if r.title == "Common"]
        assert [release.track_count for release in common] == [2]
        library.star([own.id], user=ANNA)
    with shelves.opened(shelves.plan("anna")) as library:
        assert [one.id for one in library.starred(for_user=ANNA).releases] == [own.id]
        assert titles(library, BEN) == ["First", "Open Song"]
        both = library.search("both", artists=MANY, releases=MANY, tracks=MANY, for_user=BEN).artists
        assert [one.release_count for one in both] == [1]
    with shelves.opened(roots=(shelves.music, shelves.private)) as library:
        common = [r for r in library.list_releases(ReleaseOrder.TITLE, MANY).items if r.title == "Common"]
        assert [release.track_count for release in common] == [2]


def test_a_renamed_library_stays_itself(shelves: Shelves) -> None:
    with shelves.opened(shelves.plan()) as library:
        scanned(library)
        before = library.list_libraries()[1]
    with shelves.opened(shelves.plan(name="Attic")) as library:
        after = library.list_libraries()[1]
        assert (after.id, after.name) == (before.id, "Attic")
        assert titles(library, ANNA, after.id) == ["Own Song", "Second"]


def test_a_scan_by_somebody_else_finds_all_libraries(library: Library, shelves: Shelves) -> None:
    shelves.put("Own/2.mp3", title="Later Song", artist="Both", album="Own Album")
    scanned(library)
    assert "Later Song" in titles(library, ANNA)
    assert "Later Song" not in titles(library, BEN)
    both = {one.name: one for one in library.list_artists(for_user=ANNA).items}["Both"]
    assert library.get_artist(both.id, for_user=ANNA).artist.track_count == 3
    assert library.get_artist(both.id, for_user=BEN).artist.track_count == 1


def test_somebody_who_sees_nothing_finds_nothing(shelves: Shelves) -> None:
    with shelves.opened(shelves.plan("anna"), roots=()) as library:
        scanned(library)
        assert titles(library, BEN) == []
        assert library.list_libraries(for_user=BEN) == ()
        assert library.counts(for_user=BEN).tracks == 0
        assert titles(library, ANNA) == ["Own Song", "Second"]


def test_answers_to_those_who_see_less_take_no_more_statements(library: Library) -> None:
    counted = []
    for user in (ANNA, BEN):
        titles(library, user)
        heard: list[str] = []
        reader = library._visible.reader(user).reading()
        reader.set_trace_callback(heard.append)
        titles(library, user)
        reader.set_trace_callback(None)
        counted.append(len([line for line in heard if not line.startswith("--")]))
    assert counted[1] == counted[0] > 0


def test_releases_of_two_libraries_do_not_become_one(library: Library) -> None:
    tracks = {track.title: track for track in library.list_tracks(MANY).items}
    here, there = tracks["First"], tracks["Second"]
    with pytest.raises(NotFound):
        library.merge_releases(here.release_id, [there.release_id], for_user=ANNA)
    with pytest.raises(NotFound):
        library.split_release([here.id, there.id], for_user=ANNA)
    with pytest.raises(NotFound):
        library.split_release([there.id], for_user=BEN)
    split = library.split_release([there.id], for_user=ANNA).release_id
    assert [track.title for track in library.get_release(split, for_user=ANNA).tracks] == ["Second"]
    [corrected] = library.regroupings(MANY, for_user=ANNA).items
    assert library.regroupings(MANY, for_user=BEN).total == 0
    with pytest.raises(NotFound):
        library.undo_regrouping(corrected.id, for_user=BEN)
    library.undo_regrouping(corrected.id, for_user=ANNA)


def test_what_was_merged_in_one_library_parts_when_a_folder_leaves_it(shelves: Shelves) -> None:
    with shelves.opened(roots=(shelves.music, shelves.private)) as library:
        scanned(library)
        tracks = {track.title: track for track in library.list_tracks(MANY).items}
        library.merge_releases(tracks["Open Song"].release_id, [tracks["Own Song"].release_id])
        assert len(library.get_release(tracks["Open Song"].release_id).tracks) == 2
    with shelves.opened(shelves.plan("anna")) as library:
        [track] = library.get_release(tracks["Open Song"].release_id, for_user=BEN).tracks
        assert track.title == "Open Song"
        assert library.get_release(track.release_id).release.track_count == 1


def test_a_file_that_moves_into_another_library_keeps_its_marks_and_tells_nothing(
    library: Library, shelves: Shelves
) -> None:
    own = next(track for track in library.list_tracks(MANY).items if track.title == "Own Song")
    library.star([own.id], user=ANNA)
    (shelves.private / "Own" / "1.mp3").rename(shelves.music / "Open" / "2.mp3")
    scanned(library)
    assert library.get_track(own.id, for_user=BEN).title == "Own Song"
    assert library.get_track(own.id, for_user=ANNA).marks.starred_utc is not None
    assert all("Own/" not in match.from_path for match in library.matches(MANY, for_user=BEN).items)


def test_a_place_in_a_book_is_kept_for_each_and_a_place_in_a_song_is_not(library: Library) -> None:
    tracks = {track.title: track for track in library.list_tracks(MANY).items}
    own, song = tracks["Own Song"], tracks["Open Song"]
    middle_ms = own.duration_ms // 2
    library.leave_at(own.id, middle_ms, user=ANNA)
    library.leave_at(song.id, middle_ms, user=ANNA)
    library.leave_at(TrackId("tr-99"), 5_000, user=ANNA)
    kept = library.get_track(own.id, for_user=ANNA).marks
    assert kept.position_ms == middle_ms
    assert kept.left_utc is not None
    assert library.get_track(song.id, for_user=ANNA).marks.position_ms is None
    assert library.get_track(own.id, for_user=UserId(3)).marks.position_ms is None
    library.leave_at(own.id, own.duration_ms, user=ANNA)
    assert library.get_track(own.id, for_user=ANNA).marks == Marks()


# Read only beside a screened table, or about nobody's music.
_UNSCREENED = {
    *("artist_libraries", "track_artists", "release_artists", "track_genres", "release_genres"),
    *("track_parts", "track_values", "release_values", "release_discs", "chapters", "portraits"),
    *(
        "merged_releases",
        "split_tracks",
        "marks",
        "playlists",
        "playlist_files",
        "chores",
        "_sqlite_migrations",
        "sounds",
    ),
    *("track_index", "release_index", "artist_index", "vocabulary", "word_signatures"),
    *("popular_tracks", "popular_releases", "popular_artists"),
}


def test_every_table_is_screened_or_known_to_need_none(library: Library) -> None:
    rows = library._database.reading().execute("SELECT name FROM pragma_table_list WHERE schema = 'main'")
    tables = {name for (name,) in rows if not name.startswith("sqlite_")}
    shadows = {
        f"{index}_{part}" for index in tables for part in ("data", "idx", "content", "docsize", "config")
    }
    screened = {
        name
        for (name,) in library._visible.reader(BEN)
        .reading()
        .execute("SELECT name FROM pragma_table_list WHERE schema = 'temp' AND type = 'view'")
    }
    assert "tracks" in screened
    assert tables - shadows - screened - _UNSCREENED == set()
