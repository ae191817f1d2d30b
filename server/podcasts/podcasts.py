"""Podcasts of the house: followed, left, downloaded, heard as tracks of the library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from library import (
    Database,
    Library,
    LibraryKind,
    LibraryPlan,
    ScanRunning,
    ScanState,
    ScanStatus,
    Track,
    UserId,
)
from server.clock import Clock
from server.config import PodcastsConfig
from server.podcasts.addresses import AddressPolicy
from server.podcasts.errors import AlreadyFollowed, TooManyChannels, UnknownChannel, UnknownEpisode
from server.podcasts.fetching import Fetcher
from server.podcasts.folder import PodcastFolder
from server.podcasts.keeper import Keeper
from server.podcasts.model import Channel, ChannelId, Episode, EpisodeId, Status
from server.podcasts.store import PodcastStore

MOST_CHANNELS = 500
LIBRARY_NAME = "Podcasts"


class Podcasts:
    """Any thread. Nothing here waits for the network: what is asked for is done by the keeper's thread."""

    def __init__(
        self,
        database: Database,
        library: Library,
        clock: Clock,
        *,
        folder: Path,
        config: PodcastsConfig,
        version: str,
        allows: AddressPolicy,
    ) -> None:
        """`folder` becomes a library of its own with the first podcast."""
        self._store = PodcastStore(database)
        self._library = library
        self._folder = PodcastFolder(folder)
        fetcher = Fetcher(clock, allows, f"Segue/{version}", lambda: self._keeper.is_stopping())
        self._keeper = Keeper(self._store, self._folder, fetcher, config=config, clock=clock, scan=self._scan)
        library.on_scan(self._heed)

    def start(self) -> None:
        """Follows feeds from now on; once."""
        if self._folder.root.is_dir():
            self._house()
        self._keeper.start()

    def close(self) -> None:
        self._keeper.close()

    # -- what there is --------------------------------------------------------------------------------
    def channels(self) -> list[Channel]:
        """By title."""
        return self._store.channels()

    def channel(self, id: ChannelId) -> Channel:
        """Raises: UnknownChannel."""
        channel = self._store.find_channel(id)
        if channel is None:
            raise UnknownChannel(id)
        return channel

    def episodes(self, channel: ChannelId) -> list[Episode]:
        """Newest first."""
        return self._store.episodes(channel)

    def episodes_of(self, channels: Sequence[ChannelId]) -> dict[ChannelId, list[Episode]]:
        """As `episodes`, of some podcasts together."""
        return self._store.episodes_of(channels)

    def newest(self, most: int) -> list[Episode]:
        """Of all podcasts."""
        return self._store.episodes(most=most)

    def episode(self, id: EpisodeId) -> Episode:
        """Raises: UnknownEpisode."""
        episode = self._store.find_episode(id)
        if episode is None:
            raise UnknownEpisode(id)
        return episode

    def tracks_of(self, episodes: Sequence[Episode], user: UserId) -> dict[EpisodeId, Track]:
        """Of those that are here and were found by a scan."""
        paths = {self._folder.path_of(each): each.id for each in episodes if each.file}
        at = self._library.find_tracks_at(list(paths), for_user=user)
        return {paths[path]: track for path, track in at.items()}

    # -- what is to change ----------------------------------------------------------------------------
    def follow(self, url: str) -> Channel:
        """Its feed is read soon. Raises: AlreadyFollowed, TooManyChannels."""
        if len(self.channels()) >= MOST_CHANNELS:
            raise TooManyChannels(MOST_CHANNELS)
        id = self._store.insert_channel(url)
        if id is None:
            raise AlreadyFollowed(url)
        self._folder.open()
        self._house()
        self._keeper.wake([id])
        return self.channel(id)

    def leave(self, id: ChannelId) -> None:
        """With all its episodes. Raises: UnknownChannel."""
        channel = self.channel(id)
        self._store.delete_channel(id)
        self._folder.remove_channel(channel)
        self._keeper.moved()

    def refresh(self) -> None:
        """Reads all feeds soon."""
        self._keeper.wake([channel.id for channel in self.channels()])

    def download(self, id: EpisodeId) -> None:
        """Soon; does nothing when it is here. Raises: UnknownEpisode."""
        episode = self.episode(id)
        self._store.want(id)
        if episode.status not in (Status.COMPLETED, Status.DOWNLOADING):
            self._store.set_status([id], Status.DOWNLOADING)
        self._keeper.wake()

    def delete(self, id: EpisodeId) -> None:
        """Its file; the feed's entry stays. Raises: UnknownEpisode."""
        episode = self.episode(id)
        self._folder.remove(episode)
        self._store.left(id)
        self._keeper.moved()

    # -- the library ----------------------------------------------------------------------------------
    def _house(self) -> None:
        self._library.add_library(LibraryPlan(LIBRARY_NAME, (self._folder.root,), LibraryKind.AUDIOBOOKS))

    def _scan(self) -> bool:
        """Has the folder looked at; False while another scan runs."""
        try:
            self._library.look_at(self._folder.root)
        except ScanRunning:
            return False
        return True

    def _heed(self, status: ScanStatus) -> None:
        """The folder may have been waiting for that scan to end."""
        if status.state is not ScanState.SCANNING:
            self._keeper.scan_ended()
