"""By how much a track is made louder or softer, so that the house plays evenly; pure."""

from __future__ import annotations

import math

from library import Loudness, ReplayGain, Sound
from server.config import LoudnessConfig

REPLAYGAIN_LUFS = -18.0  # what the gains in tags aim at (ReplayGain 2.0; R128 tags are read as such)
_HIGHEST_PEAK_DB = -1.0  # of the true peak: EBU R 128 leaves lossy encoders and converters that much room
_MOST_DB = 15.0  # a nearly silent track stays a quiet one


def level_db(
    config: LoudnessConfig, *, said: ReplayGain | None, measured: Sound | None, in_release: bool
) -> float:
    """To add, in tenths; 0 without any knowledge. What tags say goes before what was measured.

    `in_release`: what plays before or after it is of the same release. Never so much that a peak would be cut off.
    """
    by_release = config.level == "album" or (config.level == "auto" and in_release)
    if config.level == "off":
        return 0.0
    for known in (_of_tags(said, by_release=by_release), _of_sound(measured, by_release=by_release)):
        if known is not None:
            gain_db, peak = known
            wanted_db = gain_db + config.target_lufs - REPLAYGAIN_LUFS
            return _tenths(min(wanted_db, _room_db(peak, wanted_db), _MOST_DB))
    return 0.0


def _of_tags(said: ReplayGain | None, *, by_release: bool) -> tuple[float, float | None] | None:
    """dB to the reference, and the peak as a factor, if it is known."""
    if said is None:
        return None
    if by_release and said.album_db is not None:
        return said.album_db, said.album_peak or said.track_peak
    return None if said.track_db is None else (said.track_db, said.track_peak)


def _of_sound(measured: Sound | None, *, by_release: bool) -> tuple[float, float | None] | None:
    if measured is None:
        return None
    loudness: Loudness = (measured.release if by_release else None) or measured.track
    if loudness.integrated_lufs is None:
        return None
    return REPLAYGAIN_LUFS - loudness.integrated_lufs, loudness.true_peak


def _room_db(peak: float | None, wanted_db: float) -> float:
    """How much louder it may become; of an unknown peak nothing is sure."""
    if peak is None:
        return min(wanted_db, 0.0)
    return _HIGHEST_PEAK_DB - 20 * math.log10(peak) if peak > 0 else wanted_db


def _tenths(db: float) -> float:
    return math.floor(db * 10 + 0.5) / 10 + 0.0
