"""The part of the configuration that streaming needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamingConfig:
    default_bitrate_kbps: int = 128  # of Opus; other codecs have their own sensible default
    cache_mb: int = 1024  # for encoded chunks
    encoder_slots: int = 4  # chunks being encoded at the same time
    slot_wait_s: int = 10  # how long a listener waits for a slot before being told to come back
    link_hours: int = 48  # long enough that a player paused overnight plays on
