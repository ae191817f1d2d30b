"""How loud what is played sounds over time: in fades of equal power, so that two that cross are as loud as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from devices.virtual.decode import RATE_HZ, Samples


@dataclass(frozen=True, slots=True)
class Loudness:
    """Full but for a rise or a fall from `begin_ms` on; None: it has not begun."""

    rises: bool = True
    begin_ms: int | None = 0
    over_ms: int = 0

    def heard(self, samples: Samples, at_ms: int) -> Samples | None:
        """What is heard of samples that sound from `at_ms` on; the very same at full, None: nothing."""
        if self.begin_ms is None or at_ms + len(samples) * 1000 / RATE_HZ <= self.begin_ms:
            return None if self.rises else samples
        spent_ms = at_ms - self.begin_ms + np.arange(len(samples)) * 1000 / RATE_HZ
        if self.rises and spent_ms[0] >= self.over_ms:
            return samples
        turn = np.clip(spent_ms / max(1, self.over_ms), 0, 1) * np.pi / 2
        gain = np.sin(turn) if self.rises else np.cos(turn)
        return (samples * gain[:, None]).astype(np.float32)


FULL = Loudness()
HUSHED = Loudness(begin_ms=None)
