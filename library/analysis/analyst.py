"""Listens to the whole library in the background, so that its loudness is known: what will play next first.

waiting ──a scan ended, or somebody will hear it──► measuring ──everything is measured──► waiting
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from library.analysis.ear import Ear, EarFailed
from library.analysis.messages import Answer, Ask
from library.analysis.store import SoundStore
from library.errors import NotFound
from library.ids import number_of
from library.model import MediaFile, ScanState, ScanStatus, TrackId
from library.rounds import Rounds

log = logging.getLogger(__name__)

_MOST_WANTED = 500
_PAGE = 200
_REST_S = 60.0


@dataclass(frozen=True, slots=True)
class AnalysisStatus:
    measured: int  # tracks since it began to count, those of before included
    is_measuring: bool


class Analyst:
    """Any thread may call. One thread and one child process of its own, both of the lowest priority."""

    def __init__(
        self,
        store: SoundStore,
        media_file: Callable[[TrackId], MediaFile],
        *,
        is_scanning: Callable[[], bool],
    ) -> None:
        """`media_file` raises NotFound. While a scan runs only what somebody waits for is measured."""
        self._store = store
        self._media_file = media_file
        self._is_scanning = is_scanning
        self._wanted: deque[TrackId] = deque(maxlen=_MOST_WANTED)
        self._is_due = True  # a walk through the whole library
        self._measured = 0
        self._is_measuring = False
        self._rounds = Rounds(self._measure_all, name="analysis", every_s=_REST_S, ending=self._hush)
        self._stopping = self._rounds.stopping
        self._ear = Ear(self._stopping)

    def start(self) -> None:
        self._rounds.start()

    def want(self, tracks: Sequence[TrackId]) -> None:
        """Measures these before all others; of many the last 500."""
        self._wanted.extend(tracks)
        self._rounds.wake()

    def heed(self, status: ScanStatus) -> None:
        """The end of a scan begins another walk."""
        if status.state is not ScanState.SCANNING:
            self._is_due = True
            self._rounds.wake()

    def status(self) -> AnalysisStatus:
        return AnalysisStatus(self._measured, self._is_measuring)

    def close(self) -> None:
        """Ends the thread and its child; ≤ 3 s."""
        self._rounds.close(within_s=3.0)

    def _measure_all(self) -> None:
        self._measured = self._measured or self._store.count()
        self._measure_wanted()
        if self._is_due and not self._is_scanning():
            self._is_due = False
            try:
                self._walk()
            except Exception:
                self._is_due = True
                raise
        if not self._wanted and not self._rounds.is_woken:
            self._hush()  # a process that nobody needs

    def _hush(self) -> None:
        self._ear.close()

    def _measure_wanted(self) -> None:
        while self._wanted and not self._stopping.is_set():
            self._measure(self._wanted.popleft())

    def _walk(self) -> None:
        last = 0
        while tracks := self._store.after(last, _PAGE):
            for track in tracks:
                self._measure_wanted()
                if self._stopping.is_set():
                    return
                if self._is_scanning():  # its end begins another walk
                    self._is_due = True
                    return
                self._measure(track)
            last = number_of(tracks[-1], "tr")

    def _measure(self, track: TrackId) -> None:
        try:
            media = self._media_file(track)
        except NotFound:
            return
        if self._store.is_measured(media) or not media.path.exists():
            return
        self._is_measuring = True
        try:
            answer = self._ear.hear(_ask(media), duration_ms=media.duration_ms)
        except EarFailed as error:
            answer = Answer(reason=str(error))
        finally:
            self._is_measuring = False
        if self._stopping.is_set():
            return
        if answer.reason is not None:
            log.info("track=%s its sound was not measured: %s", track, answer.reason)
        self._store.write(media, answer)
        self._measured += 1


def _ask(media: MediaFile) -> Ask:
    path = os.fsencode(media.path)
    if media.cut is None:
        return Ask(path)
    return Ask(path, media.cut.start_sample, media.cut.stop_sample, is_cut=True)
