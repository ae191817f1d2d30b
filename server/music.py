"""Which folders hold the music: those that were named, else the person's own, else a demo."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_music_path

_AUDIO = frozenset(
    f".{suffix}"
    for suffix in (
        *("mp3", "flac", "ogg", "oga", "opus", "m4a", "mp4", "m4b", "aac"),
        *("wav", "aif", "aiff", "wv", "ape", "dsf"),
    )
)
_LOOK_AT = 20_000  # entries of a folder, before it is taken for one without music


def music_folders(named: Sequence[str], *, own: Path | None = None) -> list[Path]:
    """Empty: there is no music, so the demo is wanted. `own` is by default the platform's music folder."""
    if named:
        return [Path(folder).expanduser().absolute() for folder in named]
    own = user_music_path() if own is None else own
    return [own] if holds_audio(own) else []


def default_folders(named: Sequence[str], *, has_others: bool) -> list[Path]:
    """Of the default library: none if only other libraries were named."""
    return [] if has_others and not named else music_folders(named)


def holds_audio(folder: Path) -> bool:
    """Whether a look around finds an audio file, by its name; touches the disk, not the files."""
    try:
        return any(path.suffix.lower() in _AUDIO for path in itertools.islice(folder.rglob("*"), _LOOK_AT))
    except OSError:
        return False
