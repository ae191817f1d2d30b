"""How a series of measurements is told in one line."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def told(values: Sequence[float], unit: str = "ms") -> str:
    """n, median, 95th percentile and worst."""
    if not values:
        return "nothing measured"
    return (
        f"n={len(values)}  p50 {percentile(values, 0.5):.0f}  p95 {percentile(values, 0.95):.0f}  "
        f"max {max(values):.0f} {unit}"
    )
