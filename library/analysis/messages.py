"""What the analyst and its child say to each other."""

from __future__ import annotations

import msgspec


class Ask(msgspec.Struct, frozen=True, array_like=True):
    path: bytes
    start_sample: int = 0
    stop_sample: int | None = None
    is_cut: bool = False


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """Of library.analysis.measure.Measured, or the reason why there is none; neither: ready to begin."""

    blocks: bytes | None = None
    range_lu: float = 0.0
    true_peak: float = 0.0
    waveform: bytes = b""
    begins_ms: int = 0
    ends_ms: int = 0
    reason: str | None = None
