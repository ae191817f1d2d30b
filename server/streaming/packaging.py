"""What a link to a package says in place of a profile: up to which size, and whether its segments are sealed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"package(?:-(\d{1,5}))?(-sealed)?")


@dataclass(frozen=True, slots=True)
class Packaging:
    """All profiles of a track in segments; `most_kbps` None: whatever their size."""

    most_kbps: int | None = None
    is_sealed: bool = False

    @property
    def name(self) -> str:
        limit = "" if self.most_kbps is None else f"-{self.most_kbps}"
        return f"package{limit}{'-sealed' * self.is_sealed}"


def find_packaging(name: str | None) -> Packaging | None:
    """Of a link's profile; None: that is not a package."""
    found = _NAME.fullmatch(name or "")
    if found is None:
        return None
    return Packaging(int(found[1]) if found[1] else None, found[2] is not None)
