"""Where entries go when some are moved; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def moved(entries: Sequence[int], chosen: Collection[int], *, before: int | None) -> list[int]:
    """The chosen ones, in their order, in front of the entry `before`, or at the end. Unknown ones do nothing."""
    picked = set(chosen)
    taken = [entry for entry in entries if entry in picked]
    if before in picked:
        before = _next_unpicked(entries, before, picked)
    rest = [entry for entry in entries if entry not in picked]
    at = rest.index(before) if before is not None and before in rest else len(rest)
    return [*rest[:at], *taken, *rest[at:]]


def _next_unpicked(entries: Sequence[int], entry: int | None, picked: Collection[int]) -> int | None:
    at = entries.index(entry) if entry in entries else len(entries)
    return next((other for other in entries[at:] if other not in picked), None)
