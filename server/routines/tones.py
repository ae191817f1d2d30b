"""Sounds that are reckoned, so that there is always one to play: a chime, a bell, a gong. Pure.

Plain WAV, 16 bits, one channel: what every speaker plays. Nothing but arithmetic is needed to make them.
"""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from collections.abc import Sequence

RATE_HZ = 44_100
_FULL = 20_000  # of 32,767
_ATTACK_S = 0.005

# Each stroke: when it begins, how high, how long until it has faded to a third.
_Stroke = tuple[float, float, float]
_CHIME: tuple[_Stroke, ...] = ((0.0, 659.26, 0.35), (0.45, 523.25, 0.5))
_GONG: tuple[_Stroke, ...] = ((0.0, 196.0, 0.8), (0.0, 294.0, 0.5), (0.0, 523.0, 0.3))
_BELL: tuple[_Stroke, ...] = ((0.0, 880.0, 0.25), (0.25, 1_108.73, 0.25), (0.5, 1_318.51, 0.5))
_BELL_S = 2.0
_BELLS = 30

CHIMES = ("chime", "gong", "bell")


def chime(name: str) -> bytes:
    """One of CHIMES, once."""
    strokes = {"chime": _CHIME, "gong": _GONG, "bell": _BELL}[name]
    return wav(_samples(strokes, 2.0))


def alarm_bell() -> bytes:
    """A minute."""
    return wav(_samples(_BELL, _BELL_S) * _BELLS)


def wav(samples: array[int]) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        if sys.byteorder == "big":
            samples = array("h", samples)
            samples.byteswap()
        file.writeframes(samples.tobytes())
    return out.getvalue()


def _samples(strokes: Sequence[_Stroke], seconds: float) -> array[int]:
    count = round(seconds * RATE_HZ)
    mixed = [0.0] * count
    for begins_s, hz, decay_s in strokes:
        first = round(begins_s * RATE_HZ)
        turn = 2 * math.pi * hz / RATE_HZ
        for n in range(count - first):
            at_s = n / RATE_HZ
            loud = math.exp(-at_s / decay_s) * min(1.0, at_s / _ATTACK_S)
            mixed[first + n] += loud * (math.sin(turn * n) + 0.3 * math.sin(2 * turn * n))
    peak = max(map(abs, mixed))
    fade = round(0.02 * RATE_HZ)
    return array(
        "h", (round(_FULL * each / peak * min(1.0, (count - n) / fade)) for n, each in enumerate(mixed))
    )
