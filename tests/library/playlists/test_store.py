from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from library import (
    Library,
    Limits,
    NotFound,
    NotOwner,
    Playlist,
    PlaylistId,
    PlaylistIsSmart,
    SmartRules,
    TrackId,
    UserId,
)
from library.playlists.order import moved
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned

ANN, BOB = UserId(1), UserId(2)
JAZZ = json.decode(
    b'{"where": {"kind": "all", "rules": [{"kind": "text", "field": "genre", "op": "is", "value": "jazz"}]}}',
    type=SmartRules,
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    shelf = Shelf(tmp_path)
    for number in range(5):
        shelf.add(
            f"{number}.mp3",
            title=f"Song {number}",
            artist="A",
            album="B",
            genre="Jazz" if number < 2 else "Rock",
        )
    library = shelf.open()
    scanned(library)
    yield library
    library.close()


def _ids(library: Library) -> list[TrackId]:
    return [track.id for track in all_tracks(library)]


def _titles(library: Library, playlist: Playlist, user: UserId = ANN) -> list[str]:
    return [entry.track.title[-1] for entry in library.playlists.entries(playlist.id, MANY, user).items]


def test_a_list_keeps_its_order_and_its_doubles(library: Library) -> None:
    first, second, third, *_ = _ids(library)
    made = library.playlists.create(ANN, "Mix", description="d", tracks=[second, first, second])
    assert (made.track_count, made.name, made.description, made.is_public) == (3, "Mix", "d", False)
    assert _titles(library, made) == ["1", "0", "1"]
    library.playlists.add(made.id, [third], ANN, at=1)
    library.playlists.add(made.id, [third], ANN)
    assert _titles(library, made) == ["1", "2", "0", "1", "2"]
    entries = library.playlists.entries(made.id, MANY, ANN).items
    library.playlists.remove(made.id, [entries[0].id, 10**9], ANN)
    assert _titles(library, made) == ["2", "0", "1", "2"]
    library.playlists.remove_at(made.id, [0, 3, 99], ANN)
    assert _titles(library, made) == ["0", "1"]
    library.playlists.replace(made.id, [third], ANN)
    assert _titles(library, made) == ["2"]
    assert library.playlists.get(made.id, ANN).changed_utc >= made.created_utc


def test_entries_move_in_front_of_others(library: Library) -> None:
    made = library.playlists.create(ANN, "Mix", tracks=_ids(library))
    entries = [entry.id for entry in library.playlists.entries(made.id, MANY, ANN).items]
    library.playlists.move(made.id, [entries[3], entries[4]], ANN, before=entries[0])
    assert _titles(library, made) == ["3", "4", "0", "1", "2"]
    library.playlists.move(made.id, [entries[3]], ANN, before=None)
    assert _titles(library, made) == ["4", "0", "1", "2", "3"]
    page = library.playlists.entries(made.id, Limits(2, 3), ANN)
    assert ([entry.track.title[-1] for entry in page.items], page.total) == (["2", "3"], 5)


def test_an_unknown_track_changes_nothing(library: Library) -> None:
    made = library.playlists.create(ANN, "Mix", tracks=_ids(library)[:1])
    for change in (library.playlists.add, library.playlists.replace):
        with pytest.raises(NotFound):
            change(made.id, [*_ids(library), TrackId("tr-999")], ANN)
    assert _titles(library, made) == ["0"]


def test_lists_are_their_owners(library: Library) -> None:
    private = library.playlists.create(ANN, "Private", tracks=_ids(library))
    public = library.playlists.create(ANN, "Public", is_public=True, tracks=_ids(library))
    assert [one.name for one in library.playlists.list(BOB)] == ["Public"]
    assert [one.name for one in library.playlists.list(ANN)] == ["Private", "Public"]
    assert len(_titles(library, public, BOB)) == 5
    with pytest.raises(NotFound):
        library.playlists.get(private.id, BOB)
    with pytest.raises(NotFound):
        library.playlists.delete(private.id, BOB)
    for change in (
        lambda: library.playlists.delete(public.id, BOB),
        lambda: library.playlists.add(public.id, _ids(library), BOB),
        lambda: library.playlists.change(public.id, BOB, name="Mine"),
    ):
        with pytest.raises(NotOwner):
            change()
    library.playlists.change(public.id, ANN, name="Hidden", is_public=False)
    assert library.playlists.list(BOB) == []
    library.forget_user(ANN)
    assert library.playlists.list(ANN) == []


@pytest.mark.parametrize("id", ["pl-1", "pl-x", "tr-1", ""])
def test_what_is_no_list_is_not_found(library: Library, id: str) -> None:
    with pytest.raises(NotFound):
        library.playlists.get(PlaylistId(id), ANN)


def test_a_smart_list_is_alive_and_only_its_rules_change(library: Library) -> None:
    made = library.playlists.create(ANN, "Jazz", rules=JAZZ)
    assert (_titles(library, made), made.track_count, made.rules) == (["0", "1"], 2, JAZZ)
    with pytest.raises(PlaylistIsSmart):
        library.playlists.add(made.id, _ids(library), ANN)
    rated = json.decode(
        b'{"where": {"kind": "all", "rules": [{"kind": "number", "field": "rating", "op": "above", "value": 3}]}}',
        type=SmartRules,
    )
    library.playlists.change(made.id, ANN, rules=rated)
    assert _titles(library, made) == []
    library.rate(_ids(library)[2], 5, user=ANN)
    library.rate(_ids(library)[3], 5, user=BOB)
    assert _titles(library, made) == ["2"]


def test_a_smart_list_that_others_see_is_its_owner_s(library: Library) -> None:
    starred = json.decode(
        b'{"where": {"kind": "any", "rules": [{"kind": "flag", "field": "starred", "value": true}]}}',
        type=SmartRules,
    )
    made = library.playlists.create(ANN, "Mine", rules=starred, is_public=True)
    library.star([_ids(library)[1]], user=ANN)
    assert _titles(library, made, BOB) == ["1"]


def test_rules_are_not_given_to_a_list_of_entries(library: Library) -> None:
    made = library.playlists.create(ANN, "Mix", tracks=_ids(library))
    with pytest.raises(NotFound):
        library.playlists.change(made.id, ANN, rules=JAZZ)


def test_a_file_that_is_away_keeps_its_place(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    paths = [shelf.add(f"{number}.mp3", title=f"Song {number}", artist="A", album="B") for number in range(3)]
    library = shelf.open()
    scanned(library)
    made = library.playlists.create(ANN, "Mix", tracks=_ids(library))
    away = tmp_path / "away.mp3"
    paths[1].rename(away)
    scanned(library)
    assert _titles(library, made) == ["0", "2"]
    library.playlists.remove_at(made.id, [1], ANN)
    away.rename(paths[1])
    scanned(library)
    assert _titles(library, made) == ["0", "1"]
    library.close()


@given(count=st.integers(0, 8), chosen=st.sets(st.integers(0, 9)), before=st.none() | st.integers(0, 9))
def test_moving_loses_and_invents_nothing(count: int, chosen: set[int], before: int | None) -> None:
    entries = list(range(count))
    after = moved(entries, chosen, before=before)
    assert sorted(after) == entries
    picked = [entry for entry in after if entry in chosen]
    assert picked == sorted(picked)
    assert [entry for entry in after if entry not in chosen] == [e for e in entries if e not in chosen]
    if picked:
        at = after.index(picked[0])
        assert after[at : at + len(picked)] == picked
        if before in entries and before not in chosen:
            assert after[at + len(picked)] == before


def test_every_change_is_told_once_it_is_kept_with_whom_it_concerns(library: Library) -> None:
    heard: list[tuple[str, bool, bool]] = []
    lists = library.playlists
    lists.on_change(lambda news: heard.append((news.id, news.concerns(ANN), news.concerns(BOB))))
    tracks = [track.id for track in all_tracks(library)]
    made = lists.create(ANN, "Mine")
    lists.add(made.id, tracks, ANN)
    entries = [entry.id for entry in lists.entries(made.id, MANY, ANN).items]
    lists.move(made.id, entries[:1], ANN, before=None)
    lists.remove(made.id, entries[:1], ANN)
    lists.remove_at(made.id, [0], ANN)
    lists.replace(made.id, tracks[:1], ANN)
    assert heard == [(made.id, True, False)] * 6
    heard.clear()
    lists.change(made.id, ANN, is_public=True)
    lists.change(made.id, ANN, is_public=False)
    lists.change(made.id, ANN, name="Still mine")
    lists.delete(made.id, ANN)
    assert [bob for *_, bob in heard] == [True, True, False, False]
    shared = lists.create(BOB, "Ours", is_public=True)
    heard.clear()
    with pytest.raises(NotOwner):
        lists.delete(shared.id, ANN)
    assert heard == []
    lists.forget_user(BOB)
    assert heard == [(shared.id, True, True)]
