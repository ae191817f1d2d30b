"""Shares: who may end them, what they hold, and when they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from library import Database, NotFound, UserId
from server.shares import NothingToShare, Share, ShareId, Shares, UnknownShare
from server.users import Accounts
from tests.fakes.clock import FakeClock
from tests.fakes.library import FakeLibrary


@pytest.fixture
def ada(accounts: Accounts) -> UserId:
    return accounts.add("ada", "correct horse", is_admin=True).id


@pytest.fixture
def ben(accounts: Accounts, ada: UserId) -> UserId:
    return accounts.add("ben", "correct horse").id


@pytest.fixture
def shares(database: Database, library: FakeLibrary, clock: FakeClock) -> Shares:
    return Shares(database, library, clock)


@pytest.fixture
def share(shares: Shares, ben: UserId) -> Share:
    return shares.add(ben, ["al-1", "tr-1"], description="For you")


def test_a_share_holds_what_its_ids_stand_for_in_order(shares, share, library) -> None:
    wanted = [track.id for track in library.get_release("al-1").tracks]
    assert [track.id for track in shares.tracks(share)] == [*wanted, "tr-1"]


def test_what_is_gone_or_hidden_from_its_owner_vanishes(shares, share, library, monkeypatch) -> None:
    def hidden(_ids: list[str], *, for_user: UserId | None = None) -> dict[str, object]:
        assert for_user == share.owner
        return {}

    monkeypatch.setattr(library, "find_tracks_of", hidden)
    assert [track.id for track in shares.tracks(share)] == ["tr-1"]


def test_what_it_says_of_itself_is_cut_where_it_is_too_long(shares, share, ben) -> None:
    assert len(shares.change(share, description="x" * 2**20, expires_utc=None).description) == 1_000
    assert len(shares.add(ben, ["tr-1"], description="x" * 2**20).description) == 1_000


def test_only_its_owner_knows_it_by_its_id(shares, share, ada) -> None:
    assert shares.get(share.id, share.owner) == share
    for id, user in ((share.id, ada), (ShareId("sh-99"), share.owner), (ShareId("nonsense"), share.owner)):
        with pytest.raises(UnknownShare):
            shares.get(id, user)
        with pytest.raises(UnknownShare):
            shares.remove(id, user)


def test_it_opens_until_its_time_is_over(shares, share, clock) -> None:
    changed = shares.change(share, description="", expires_utc=clock.now_utc() + timedelta(hours=1))
    assert shares.open(share.key) == changed
    clock.advance(seconds=3_600)
    with pytest.raises(UnknownShare):
        shares.open(share.key)
    assert [one.id for one in shares.owned_by(share.owner)] == [share.id]


def test_visits_are_counted(shares, share, clock) -> None:
    for _ in range(2):
        shares.visited(share)
    again = shares.get(share.id, share.owner)
    assert (again.visits, again.visited_utc) == (2, clock.now_utc())


def test_nothing_and_the_unknown_cannot_be_shared(shares, ben) -> None:
    with pytest.raises(NothingToShare):
        shares.add(ben, [])
    for unknown in ("tr-999", "pl-999", "nonsense"):
        with pytest.raises(NotFound):
            shares.add(ben, ["tr-1", unknown])
    assert shares.owned_by(ben) == []


def test_a_removed_user_takes_theirs_along(shares, share, accounts) -> None:
    accounts.remove("ben")
    with pytest.raises(UnknownShare):
        shares.open(share.key)
