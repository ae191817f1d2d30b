"""What files were found to hold when they were first decoded."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from library import MediaFile
from server.streaming.encode import Source, measure, part_of

_KEPT = 4096


class Sources:
    """Measures each state of a file once. Any thread; the least recently measured are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[Path, int, int], Source] = OrderedDict()

    def get(self, media: MediaFile) -> Source:
        """The track, which may be a part of its file. Reads the file the first time. Raises: Undecodable."""
        whole = self._whole(media)
        if media.cut is None:
            return whole
        return part_of(whole, media.cut.start_sample, media.cut.stop_sample)

    def _whole(self, media: MediaFile) -> Source:
        key = (media.path, media.size_bytes, media.mtime_ns)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            known = measure(media.path)
            with self._lock:
                self._known[key] = known
                if len(self._known) > _KEPT:
                    self._known.popitem(last=False)
        return known
