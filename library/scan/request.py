"""What a scan is asked to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

Place = tuple[Path, str]  # a root, and the path of a folder below it; "" for all of it


@dataclass(frozen=True, slots=True)
class ScanRequest:
    full: bool = False  # read unchanged files, too
    folders: tuple[Place, ...] = ()  # none: everything
    by_hand: bool = True  # someone asked for it
    is_own: bool = False  # the house itself brings and removes these files: what is missing is meant to be
