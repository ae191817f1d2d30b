"""The player inside the receiver's app: a queue of items, a model of time, and what really sounds when.

    load ──► BUFFERING ──(start time over, prebuffer there)──► PLAYING ──► next item, or IDLE/FINISHED
                 ▲                                             │    ▲
                 └──────── seek, underrun ─────────────────────┘    └── PAUSED

It says what changed through `changed`; `media.py` makes messages of that.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tests.emulators.cast.profiles import Profile
from tests.emulators.cast.source import Request
from tests.emulators.cast.track import Track

Ear = Callable[[int, np.ndarray], None]  # (server time in ms, samples that sounded from then on)
PRELOAD_MS = 25_000  # before an item's end the next one is fetched


@dataclass
class Item:
    id: int
    media: dict
    autoplay: bool = True
    start_s: float = 0.0
    track: Track | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing that happened to the player, for whoever reads its log."""

    at_ms: int
    what: str


@dataclass
class Player:
    """Every method is called with the receiver's lock held."""

    profile: Profile
    now_ms: Callable[[], int]
    changed: Callable[[], None]
    failed: Callable[[Item, bool], None]  # an item could not be played; True: it never sounded
    cut: threading.Event
    ear: Ear | None = None
    state: str = "IDLE"
    idle_reason: str | None = None
    session_id: int = 0
    rate: float = 1.0
    items: list[Item] = field(default_factory=list)
    current: Item | None = None
    requests: list[Request] = field(default_factory=list)
    log: list[Noted] = field(default_factory=list)
    _position_ms: float = 0.0
    _at_ms: float = 0.0  # the position sounds, or is to sound, at this time
    _ids: itertools.count = field(default_factory=lambda: itertools.count(1))
    _sounded: bool = False

    # -- what senders ask for -----------------------------------------------------------------------------------

    def load(self, medias: Sequence[dict], index: int, start_s: float, *, autoplay: bool) -> None:
        """A new media session; what played before is interrupted."""
        if self.current is not None:
            self._idle("INTERRUPTED")
        self.session_id += 1
        self.items = [self._item(each) for each in medias]
        self._note("load")
        self._open(self.items[index], start_s, autoplay=autoplay, wait_ms=self.profile.start_ms)

    def insert(self, medias: Sequence[dict], before: int | None) -> None:
        at = next((n for n, item in enumerate(self.items) if item.id == before), len(self.items))
        self.items[at:at] = [self._item(each) for each in medias]
        self.changed()

    def remove(self, ids: Sequence[int]) -> None:
        """The current one is not removed here: what models do then differs, and nobody asks it of them."""
        for item in self.items:
            if item.id in ids and item is not self.current and item.track:
                item.track.close()
        self.items = [i for i in self.items if i.id not in ids or i is self.current]
        self.changed()

    def jump(self, by: int) -> bool:
        """False: there is nothing there."""
        at = self.items.index(self.current) + by if self.current else -1
        if not 0 <= at < len(self.items):
            return False
        self._sound_until(self.now_ms())
        self._leave()
        item = self.items[at]
        self._open(item, item.start_s, autoplay=item.autoplay, wait_ms=self.profile.start_ms)
        return True

    def play(self) -> None:
        if self.state == "PAUSED":
            self.state, self._at_ms = "BUFFERING", self.now_ms() + self.profile.seek_ms / 4
            self._wants_to_play = True
            self.tick()
            self.changed()

    def pause(self) -> None:
        if self.state in ("PLAYING", "BUFFERING"):
            now_ms = self.now_ms()
            self._sound_until(now_ms)
            self._position_ms = self.position_ms(now_ms)
            self.state = "PAUSED"
            self._wants_to_play = False
            self.changed()

    def seek(self, position_s: float, resume: str | None) -> None:
        if self.current is None:
            return
        playing = {"PLAYBACK_START": True, "PLAYBACK_PAUSE": False}.get(resume or "", self._wants_to_play)
        self._sound_until(self.now_ms())
        self._leave()
        self._open(self.current, position_s, autoplay=playing, wait_ms=self.profile.seek_ms)

    def set_rate(self, rate: float) -> None:
        now_ms = self.now_ms()
        self._sound_until(now_ms)
        self._position_ms, self._at_ms, self.rate = self.position_ms(now_ms), now_ms, rate
        self.changed()

    def stop(self, reason: str = "CANCELLED") -> None:
        if self.current is not None:
            self._sound_until(self.now_ms())
            self._idle(reason)

    # -- time ---------------------------------------------------------------------------------------------------

    _wants_to_play: bool = False

    def position_ms(self, now_ms: float) -> float:
        if self.state != "PLAYING":
            return self._position_ms
        return self._position_ms + max(0.0, now_ms - self._at_ms) * self.rate

    @property
    def received_bytes(self) -> int:
        """Of what is current."""
        track = self.current.track if self.current else None
        return track.received_bytes if track else 0

    def tick(self) -> None:
        """Brings everything up to now; called every few ms."""
        track = self.current.track if self.current else None
        if track is None:
            return
        now_ms = self.now_ms()
        has_all_sounded = self.state != "PLAYING" or self.position_ms(now_ms) >= track.decoded_ms
        if track.error and (track.is_dead or has_all_sounded):
            self._fail()
        elif self.state == "BUFFERING" and track.is_ready() and now_ms >= self._at_ms:
            self._start(track, now_ms)
        elif self.state == "PLAYING":
            self._go_on(track, now_ms)

    def _start(self, track: Track, now_ms: float) -> None:
        if not self._wants_to_play:
            self.state = "PAUSED"
        else:
            self._at_ms, self.state, self._sounded = now_ms, "PLAYING", True
            self._note("starts")
        self.changed()

    def _go_on(self, track: Track, now_ms: float) -> None:
        self._sound_until(now_ms)
        self._preload(track, now_ms)
        if self.position_ms(now_ms) < track.decoded_ms:
            return
        ends_ms = self._at_ms + (track.decoded_ms - self._position_ms) / self.rate
        if track.is_exhausted:
            self._finish(ends_ms)
        else:
            self._position_ms, self._at_ms, self.state = track.decoded_ms, ends_ms, "BUFFERING"
            self._note("underrun")
            self.changed()

    def _finish(self, ends_ms: float) -> None:
        """On to the next item, in step with its model's joint where it is there in time."""
        following = self.following
        if following is None:
            self._idle("FINISHED")
            return
        self._leave()
        starts_ms = ends_ms + self.profile.joint_ms
        track = following.track
        in_time = track is not None and track.is_ready() and not track.error and following.autoplay
        if track is None or not in_time:
            self._open(
                following, following.start_s, autoplay=following.autoplay, wait_ms=self.profile.start_ms
            )
            return
        self.current, self._position_ms, self._at_ms = following, track.start_ms, starts_ms
        self.state = "PLAYING"
        self._note("goes on")
        self.changed()
        self.tick()

    def _preload(self, track: Track, now_ms: float) -> None:
        following = self.following
        if following is None or following.track is not None or not following.autoplay:
            return
        if track.is_exhausted and track.decoded_ms - self.position_ms(now_ms) <= PRELOAD_MS:
            following.track = self._track(following, following.start_s * 1000)

    def _sound_until(self, now_ms: float) -> None:
        track = self.current.track if self.current else None
        if self.state != "PLAYING" or track is None:
            return
        for block in track.take_until(self.position_ms(now_ms)):
            if self.ear is not None:
                offset_ms = (block.position_ms - self._position_ms) / self.rate
                self.ear(round(self._at_ms + offset_ms), block.samples)

    # -- items --------------------------------------------------------------------------------------------------

    def _open(self, item: Item, start_s: float, *, autoplay: bool, wait_ms: float) -> None:
        if item.track is not None:
            item.track.close()
        self.current, self._position_ms = item, start_s * 1000
        self._at_ms, self.state, self.idle_reason = self.now_ms() + wait_ms, "BUFFERING", None
        self._wants_to_play, self._sounded = autoplay, False
        item.track = self._track(item, start_s * 1000)
        self.changed()

    def _track(self, item: Item, start_ms: float) -> Track:
        return Track(
            item.media["contentId"].partition("#")[0],
            start_ms,
            profile=self.profile,
            now_ms=self.now_ms,
            noted=self.requests.append,
            cut=self.cut,
            duration_s=item.media.get("duration"),
        )

    def _item(self, told: dict) -> Item:
        return Item(next(self._ids), told["media"], told.get("autoplay", True), told.get("startTime", 0.0))

    @property
    def following(self) -> Item | None:
        at = self.items.index(self.current) + 1 if self.current else len(self.items)
        return self.items[at] if at < len(self.items) else None

    def _leave(self) -> None:
        if self.current is not None and self.current.track is not None:
            self.current.track.close()
            self.current.track = None

    def _fail(self) -> None:
        item = self.current
        assert item is not None
        assert item.track is not None
        self._note(f"fails: {item.track.error}")
        never = not self._sounded
        self._idle("ERROR")
        self.failed(item, never)

    def _idle(self, reason: str) -> None:
        """The session ends; who asks later is told nothing."""
        for item in self.items:
            if item.track is not None:
                item.track.close()
        self._note(reason.lower())
        self.state, self.idle_reason = "IDLE", reason
        self.changed()
        self.items, self.current = [], None

    def _note(self, what: str) -> None:
        self.log.append(Noted(self.now_ms(), what))
