"""Where episodes lie: a folder a podcast, named so that a scan finds a title even in files without tags."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from server.podcasts.errors import FetchFailed
from server.podcasts.model import Channel, Episode

_SUFFIXES = {
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a",
    "audio/aac": ".m4a",
    "audio/ogg": ".ogg",
    "audio/opus": ".opus",
    "audio/flac": ".flac",
    "audio/wav": ".wav",
}
_KNOWN = frozenset({".mp3", ".m4a", ".m4b", ".ogg", ".oga", ".opus", ".flac", ".wav", ".aac"})
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST_BYTES = 120  # a name on disk has 255; date, number and suffix come on top


class PodcastFolder:
    """One writer: the podcasts' thread."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.root / "About.txt").write_text("Episodes of podcasts. Segue brings and removes them.\n")

    def name_for(self, channel: Channel, episode: Episode) -> str:
        """Below the root: "The Show (pc-3)/2026-01-02 An episode (pe-7).mp3"."""
        day = "" if episode.published_utc is None else f"{episode.published_utc:%Y-%m-%d} "
        title = f"{day}{_fit(episode.title)} ({episode.id}){_suffix(episode)}"
        return f"{self._name_of(channel)}/{title}"

    def path_of(self, episode: Episode) -> Path:
        return self.root / episode.file

    def write(self, name: str, pieces: Iterator[bytes]) -> int:
        """Its size; nothing is left when it fails. Raises: FetchFailed."""
        path = self.root / name
        unfinished = path.with_name(f".{path.name[-100:]}.part")
        size_bytes = 0
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                for piece in pieces:
                    size_bytes += file.write(piece)
            unfinished.replace(path)
        except OSError as error:
            raise FetchFailed(f"it cannot be written: {error.strerror}") from error
        finally:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return size_bytes

    def remove(self, episode: Episode) -> None:
        if episode.file:
            with contextlib.suppress(OSError):
                self.path_of(episode).unlink(missing_ok=True)
                self.path_of(episode).parent.rmdir()  # OSError: there are others

    def remove_channel(self, channel: Channel) -> None:
        for folder in self.root.glob(f"*({channel.id})"):
            shutil.rmtree(folder, ignore_errors=True)

    def size_bytes(self) -> int:
        """Of all episodes."""
        with contextlib.suppress(OSError):
            return sum(path.stat().st_size for path in self.root.rglob("*") if path.is_file())
        return 0

    def _name_of(self, channel: Channel) -> str:
        known = next(self.root.glob(f"*({channel.id})"), None)
        return known.name if known is not None else f"{_fit(channel.title)} ({channel.id})"


def _suffix(episode: Episode) -> str:
    said = Path(urlsplit(episode.media_url).path).suffix.lower()
    return said if said in _KNOWN else _SUFFIXES.get(episode.mime.partition(";")[0].strip().lower(), ".mp3")


def _fit(title: str) -> str:
    """A name for a disk: no slash, no leading dot, not too long."""
    fit = _UNFIT.sub(" ", title).strip(" .") or "Podcast"
    return fit.encode()[:_LONGEST_BYTES].decode(errors="ignore").strip()
