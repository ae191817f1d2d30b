"""Writes other scripts in Latin letters, as people without that keyboard type them; the only user of anyascii."""

from __future__ import annotations

from functools import lru_cache

from anyascii import anyascii


@lru_cache(maxsize=4096)
def latin(word: str) -> str:
    """`кино` → `kino`, `ゆきの` → `yukino`; Han is read as Mandarin, whatever it is. Lower case, ASCII."""
    return anyascii(word).casefold()
