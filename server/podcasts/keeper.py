"""Reads feeds and downloads episodes, one after the other, in a thread of its own."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from library import DatabaseUnusable
from server.clock import Clock
from server.config import PodcastsConfig
from server.podcasts.errors import FetchFailed, NotAFeed
from server.podcasts.feed import parse_feed
from server.podcasts.fetching import Fetcher, Limits
from server.podcasts.folder import PodcastFolder
from server.podcasts.model import Channel, ChannelId, Episode, Status
from server.podcasts.store import PodcastStore

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 60.0
_FEED_MS = 60_000
_EPISODE_MS = 2 * 3_600_000
_JOIN_S = 2.0


class Keeper:
    """Owns the thread `podcasts`, from `start` to `close`. What is to be done stands in the database: what a restart
    interrupts is begun again."""

    def __init__(
        self,
        store: PodcastStore,
        folder: PodcastFolder,
        fetcher: Fetcher,
        *,
        config: PodcastsConfig,
        clock: Clock,
        scan: Callable[[], bool],
    ) -> None:
        """`scan` has the folder looked at, and answers False when it cannot be just now."""
        self._store = store
        self._folder = folder
        self._fetcher = fetcher
        self._config = config
        self._clock = clock
        self._scan = scan
        self._moved = threading.Event()  # files came or went since the last scan
        self._stopping = threading.Event()
        self._waking = threading.Event()
        self._asked: dict[ChannelId, None] = {}
        self._thread = threading.Thread(target=self._run, name="podcasts", daemon=True)

    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self) -> None:
        self._thread.start()

    def wake(self, channels: Sequence[ChannelId] = ()) -> None:
        """There is something to do; these feeds are to be read now. Any thread; returns at once."""
        for channel in channels:
            self._asked[channel] = None
        self._waking.set()

    def moved(self) -> None:
        """Files came or went. Any thread; returns at once."""
        self._moved.set()
        self._waking.set()

    def scan_ended(self) -> None:
        """As `moved`, of a scan that kept ours waiting."""
        if self._moved.is_set():
            self._waking.set()

    def close(self) -> None:
        """Idempotent; ≤ 2 s."""
        self._stopping.set()
        self._waking.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._waking.clear()
                with contextlib.suppress(DatabaseUnusable):  # it was closed, or is asked again in a minute
                    self.work()
                self._waking.wait(_LOOK_EVERY_S)
        except Exception:  # a thread root
            log.exception("following podcasts stopped by an accident; a restart begins it again")

    def work(self) -> None:
        """All that is due now."""
        for channel in self._store.channels():
            if self._stopping.is_set():
                return
            if self._is_due(channel):
                self._asked.pop(channel.id, None)
                self.refresh(channel)
        self._download_all()
        if self._moved.is_set() and self._scan():
            self._moved.clear()

    def _is_due(self, channel: Channel) -> bool:
        if channel.id in self._asked or channel.refreshed_utc is None:
            return True
        age = self._clock.now_utc() - channel.refreshed_utc
        return bool(self._config.refresh_hours) and age >= timedelta(hours=self._config.refresh_hours)

    def refresh(self, channel: Channel) -> None:
        """Reads its feed, unless that has not changed."""
        try:
            self._read(channel)
        except (FetchFailed, NotAFeed) as error:
            log.warning("podcast=%s its feed was not read: %s", channel.id, error)
            self._store.noted(channel.id, Status.ERROR, str(error), self._clock.now_utc())
        else:
            self._store.noted(channel.id, Status.COMPLETED, "", self._clock.now_utc())
            self._keep_newest(channel.id)

    def _read(self, channel: Channel) -> None:
        known = {"If-None-Match": channel.etag, "If-Modified-Since": channel.modified}
        headers = {name: value for name, value in known.items() if value}
        limits = Limits(self._config.feed_mb << 20, _FEED_MS)
        with self._fetcher.get(channel.url, limits, headers) as answer:
            if answer.status == 304:
                return
            feed = parse_feed(channel.url, b"".join(answer.pieces))
            etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
            self._store.take(channel.id, feed, etag=etag[:500], modified=modified[:100])

    def _keep_newest(self, channel: ChannelId) -> None:
        """Downloads the newest few, and lets go of older ones that nobody asked for."""
        if not self._config.keep:
            return
        episodes = self._store.episodes(channel)
        newest, older = episodes[: self._config.keep], episodes[self._config.keep :]
        self._store.set_status([each.id for each in newest if each.status is Status.NEW], Status.DOWNLOADING)
        gone = [each for each in older if each.status is Status.COMPLETED and not each.is_wanted]
        for episode in gone:
            self._folder.remove(episode)
            self._store.left(episode.id)
        if gone:
            self._moved.set()

    def _download_all(self) -> None:
        for episode in reversed(self._store.with_status(Status.DOWNLOADING)):
            channel = self._store.find_channel(episode.channel_id)
            if self._stopping.is_set() or channel is None:
                break
            self._download(channel, episode)

    def _download(self, channel: Channel, episode: Episode) -> None:
        try:
            left_bytes = (self._config.folder_mb << 20) - self._folder.size_bytes()
            if left_bytes <= max(episode.size_bytes, 0):
                raise FetchFailed("the podcasts' folder is full: delete episodes, or raise folder_mb")
            limits = Limits(min(self._config.episode_mb << 20, left_bytes), _EPISODE_MS)
            name = self._folder.name_for(channel, episode)
            with self._fetcher.get(episode.media_url, limits) as answer:
                size_bytes = self._folder.write(name, answer.pieces)
        except FetchFailed as error:
            if not self._stopping.is_set():
                log.warning("episode=%s was not downloaded: %s", episode.id, error)
                self._store.set_status([episode.id], Status.ERROR, str(error))
            return
        if not self._store.arrived(episode.id, name, size_bytes):
            self._folder.remove(replace(episode, file=name))
        self._moved.set()
