"""The CUESHEET block of FLAC: positions without names (RFC 9639 §8.7)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import cast

from mutagen import FileType
from mutagen.flac import FLAC, CueSheet

from library.tags.cue.model import Sheet, SheetFile, SheetTrack

_LEAD_OUT = 170  # the number of the track that is none: of a CD's lead-out; 255 elsewhere
_START = 1  # the index point at which a track begins


def native_sheet(file: FileType) -> Sheet | None:
    """None: the file has none, or none with several tracks in order."""
    if not isinstance(file, FLAC) or not isinstance(block := cast(object, file.cuesheet), CueSheet):
        return None
    rate_hz = int(getattr(file.info, "sample_rate", 0))
    if rate_hz <= 0:
        return None
    tracks = []
    for track in block.tracks:
        points = {int(index.index_number): int(index.index_offset) for index in track.indexes}
        if track.track_number < _LEAD_OUT and track.type == 0 and points:
            begin = int(track.start_offset) + points.get(_START, min(points.values()))
            fields = {"isrc": [isrc]} if (isrc := track.isrc.decode("ascii", "ignore").strip("\0 ")) else {}
            tracks.append(SheetTrack(int(track.track_number), Fraction(begin, rate_hz), fields))
    is_in_order = all(one.starts_s < other.starts_s for one, other in pairwise(tracks))
    return Sheet((SheetFile("", tuple(tracks)),)) if len(tracks) > 1 and is_in_order else None
