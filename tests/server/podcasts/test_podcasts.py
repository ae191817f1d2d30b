"""Podcasts in a real library: followed, downloaded, heard as tracks, kept within bounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from library import Database, Library
from library import migrations as library_migrations
from server.config import PodcastsConfig
from server.podcasts import (
    AlreadyFollowed,
    Channel,
    Episode,
    Podcasts,
    Status,
    UnknownChannel,
    UnknownEpisode,
    migrations,
)
from server.podcasts.model import ChannelId, EpisodeId
from server.podcasts.store import PodcastStore
from server.users import migrations as users_migrations
from tests.builders.audio import make_audio
from tests.fakes.clock import FakeClock
from tests.fakes.feed_server import FeedServer, Page, feed_of


@dataclass
class Followed:
    podcasts: Podcasts
    library: Library
    feeds: FeedServer
    clock: FakeClock
    folder: Path
    channel: Channel = field(init=False)

    def follow(self, *titles: str) -> None:
        self.serve(*titles)
        self.channel = self.podcasts.follow(self.feeds.url("/feed.xml"))
        until(lambda: self.podcasts.channel(self.channel.id).status is not Status.NEW)

    def serve(self, *titles: str, etag: str = "") -> None:
        self.feeds.pages["/feed.xml"] = Page(
            feed_of(self.feeds, *titles), headers={"ETag": etag} if etag else {}
        )

    def episodes(self) -> list[Episode]:
        return self.podcasts.episodes(self.channel.id)

    def statuses(self) -> list[str]:
        return [f"{each.title} {each.status}" for each in self.episodes()]

    def refresh(self) -> None:
        self.clock.advance(hours=7)
        before = self.podcasts.channel(self.channel.id).refreshed_utc
        self.podcasts.refresh()
        until(lambda: self.podcasts.channel(self.channel.id).refreshed_utc != before)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def open_house(tmp_path: Path, feeds: FeedServer) -> Iterator[Callable[..., Followed]]:
    opened: list[Followed] = []

    def open_house(**config: int) -> Followed:
        database = Database(tmp_path / "segue.db")
        database.migrate(library_migrations, users_migrations, migrations)
        (tmp_path / "music").mkdir()
        library = Library(database, roots=[tmp_path / "music"], thumbnails=tmp_path / "thumbnails")
        clock, folder = FakeClock(), tmp_path / "podcasts"
        podcasts = Podcasts(
            database,
            library,
            clock,
            folder=folder,
            config=PodcastsConfig(**config),
            version="test",
            allows=lambda address: address == "127.0.0.1",
        )
        podcasts.start()
        opened.append(Followed(podcasts, library, feeds, clock, folder))
        return opened[0]

    for title in ("one", "two", "three"):
        feeds.pages[f"/{title}.mp3"] = Page(make_audio(tmp_path / "made" / f"{title}.mp3").read_bytes())
    yield open_house
    for house in opened:
        house.podcasts.close()
        house.library.close()


def test_an_episode_becomes_a_track_of_its_own_library(open_house) -> None:
    house = open_house()
    house.follow("two", "one")
    assert house.statuses() == ["two new", "one new"]
    house.podcasts.download(house.episodes()[0].id)
    until(lambda: bool(house.podcasts.tracks_of(house.episodes(), None)))
    [(id, track)] = house.podcasts.tracks_of(house.episodes(), None).items()
    assert id == house.episodes()[0].id
    assert house.library.get_media_file(track.id).path.is_file()
    assert [one.name for one in house.library.list_libraries()] == ["Music", "Podcasts"]
    house.library.leave_at(track.id, 400, user=1)
    again = house.podcasts.tracks_of(house.episodes(), 1)
    assert again[id].marks.position_ms == 400


def test_a_deleted_episode_leaves_the_disk_and_the_library(open_house) -> None:
    house = open_house()
    house.follow("one")
    [episode] = house.episodes()
    house.podcasts.download(episode.id)
    until(lambda: bool(house.podcasts.tracks_of(house.episodes(), None)))
    [track] = house.podcasts.tracks_of(house.episodes(), None).values()
    house.podcasts.delete(episode.id)
    assert house.statuses() == ["one deleted"]
    assert not list(house.folder.rglob("*.mp3"))
    until(lambda: not house.library.find_tracks([track.id]))


def test_a_feed_that_did_not_change_is_not_read_again(open_house) -> None:
    house = open_house()
    house.serve("one", etag='"v1"')
    house.channel = house.podcasts.follow(house.feeds.url("/feed.xml"))
    until(lambda: len(house.episodes()) == 1)
    house.refresh()
    first, *later = [headers.get("if-none-match") for _, headers in house.feeds.asked]
    assert first is None
    assert set(later) == {'"v1"'}
    assert house.podcasts.channel(house.channel.id).status is Status.COMPLETED


def test_the_newest_come_by_themselves_and_older_ones_go(open_house) -> None:
    house = open_house(keep=1)
    house.follow("one")
    until(lambda: house.statuses() == ["one completed"])
    house.serve("two", "one")
    house.clock.advance(hours=1)
    house.refresh()
    until(lambda: sorted(house.statuses()) == ["one deleted", "two completed"] or _newer(house))
    assert len(list(house.folder.rglob("*.mp3"))) == 1


def _newer(house: Followed) -> bool:
    """Both were published at the same hour: which one is the newest is the feed's order."""
    return sorted(house.statuses()) == ["one completed", "two new"]


def test_what_somebody_asked_for_stays(open_house) -> None:
    house = open_house(keep=1)
    house.follow("two", "one")
    house.podcasts.download(house.episodes()[1].id)
    until(lambda: house.statuses() == ["two completed", "one completed"])
    house.refresh()
    assert house.statuses() == ["two completed", "one completed"]


def test_trouble_is_told_and_can_be_tried_again(open_house) -> None:
    house = open_house()
    house.follow("missing")
    [episode] = house.episodes()
    house.podcasts.download(episode.id)
    until(lambda: house.statuses() == ["missing error"])
    assert "404" in house.episodes()[0].error
    house.feeds.pages["/missing.mp3"] = house.feeds.pages["/one.mp3"]
    house.podcasts.download(episode.id)
    until(lambda: house.statuses() == ["missing completed"])


def test_what_is_too_large_is_not_kept(open_house) -> None:
    house = open_house(episode_mb=1)
    house.feeds.pages["/huge.mp3"] = Page(bytes(1_100_000))
    house.follow("huge")
    house.podcasts.download(house.episodes()[0].id)
    until(lambda: house.statuses() == ["huge error"])
    assert [path.name for path in house.folder.rglob("*") if path.is_file()] == ["About.txt"]


def test_a_podcast_is_left_with_its_files(open_house) -> None:
    house = open_house()
    house.follow("one")
    house.podcasts.download(house.episodes()[0].id)
    until(lambda: house.statuses() == ["one completed"])
    house.podcasts.leave(house.channel.id)
    assert [path.name for path in house.folder.iterdir()] == ["About.txt"]
    with pytest.raises(UnknownChannel):
        house.podcasts.channel(house.channel.id)


def test_one_feed_is_followed_once(open_house) -> None:
    house = open_house()
    house.follow("one")
    with pytest.raises(AlreadyFollowed):
        house.podcasts.follow(house.channel.url)


def test_the_unknown_is_unknown(open_house) -> None:
    house = open_house()
    for id in ("pc-9", "nonsense", "pc-x"):
        with pytest.raises(UnknownChannel):
            house.podcasts.leave(ChannelId(id))
    for id in ("pe-9", "nonsense", "tr-1"):
        with pytest.raises(UnknownEpisode):
            house.podcasts.download(EpisodeId(id))


def test_no_feed_is_an_error_people_can_read(open_house) -> None:
    house = open_house()
    house.feeds.pages["/feed.xml"] = Page(b"<html>")
    house.channel = house.podcasts.follow(house.feeds.url("/feed.xml"))
    until(lambda: house.podcasts.channel(house.channel.id).status is Status.ERROR)
    assert "not the feed of a podcast" in house.podcasts.channel(house.channel.id).error


def test_an_episode_that_is_deleted_while_it_comes_does_not_come_back(open_house) -> None:
    house = open_house(keep=0)
    house.follow("one")
    [episode] = house.episodes()
    store, folder = PodcastStore(house.library._database), house.folder
    store.set_status([episode.id], Status.DOWNLOADING)
    store.left(episode.id)
    assert not store.arrived(episode.id, "a/b.mp3", 5)
    house.feeds.pages["/one.mp3"] = Page(b"sound")
    kept = house.podcasts._keeper
    kept._download(house.channel, episode)
    assert house.statuses() == ["one deleted"]
    assert [path.name for path in folder.rglob("*.mp3")] == []
