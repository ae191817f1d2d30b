"""The doctor: looks at all that Segue needs of this machine and says what to do about what is wrong."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from server.clock import Clock
from server.config import Config
from server.data_folder import DataFolder
from server.errors import DataFolderInUse, PortUnavailable
from server.lifecycle import listen
from server.music import default_folders, holds_audio, music_folders
from server.streaming import missing_codecs

_RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
_ROOMY_BYTES = 2 * 1024**3
_MDNS = ("224.0.0.251", 5353)  # RFC 6762 §3


class Level(StrEnum):
    GOOD = "ok"
    WARNING = "warning"  # something will not work, the rest will
    FAILURE = "failure"  # Segue cannot do its work


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    about: str  # "port", "music folder"
    fact: str
    advice: str = ""  # what to do, when not GOOD


def examine(config: Config, data: DataFolder, clock: Clock) -> Iterator[Finding]:
    """Every finding, good ones too, as they are made."""
    yield from check_data_folder(data)
    yield from check_database(data.database)
    yield from check_music(config)
    yield from check_port(config.server.host, config.server.port, data)
    yield from check_multicast(config)
    yield from check_clock(clock)
    yield from check_codecs(missing_codecs())


def check_data_folder(data: DataFolder) -> Iterator[Finding]:
    try:
        data.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data.path):
            free_bytes = shutil.disk_usage(data.path).free
    except OSError as error:
        advice = "give this user the right to write there, or choose another folder with --data"
        yield Finding(Level.FAILURE, "data folder", f"{data.path}: {error.strerror}", advice)
        return
    yield Finding(Level.GOOD, "data folder", f"{data.path} can be written")
    if free_bytes < _ROOMY_BYTES:
        advice = "free some space, or lower [streaming] cache_mb"
        yield Finding(Level.WARNING, "disk", f"only {free_bytes // 1024**2} MB are free", advice)


def check_database(path: Path) -> Iterator[Finding]:
    """Opens the file read-only by itself: a sick database must be looked at, not migrated."""
    if not path.exists() or path.stat().st_size == 0:
        yield Finding(Level.GOOD, "database", "not made yet")
        return
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            complaints = [row[0] for row in connection.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
        finally:
            connection.close()
    except sqlite3.Error as error:
        complaints = [str(error)]
    if complaints:
        advice = f"restore {path.name} from a backup, or move it away: a scan makes a new one, without users"
        yield Finding(Level.FAILURE, "database", f"{path}: {'; '.join(map(str, complaints))}", advice)
    else:
        yield Finding(Level.GOOD, "database", "sound")


def check_music(config: Config) -> Iterator[Finding]:
    folders = default_folders(config.library.folders, has_others=bool(config.libraries))
    folders += [folder for library in config.libraries for folder in music_folders(library.folders)]
    if not folders:
        advice = "name a folder with --music or under [library] folders"
        yield Finding(Level.WARNING, "music", "no music folder: a demo library will be played", advice)
    for folder in folders:
        yield _music_folder(folder)


def _music_folder(folder: Path) -> Finding:
    advice = (
        "mount it or correct [library] folders" if not folder.is_dir() else "let this user read and enter it"
    )
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
        state = "cannot be read" if folder.is_dir() else "does not exist"
        return Finding(Level.FAILURE, "music", f"{folder} {state}", advice)
    if not holds_audio(folder):
        advice = "is it the right folder, and mounted?"
        return Finding(Level.WARNING, "music", f"{folder} holds no audio files", advice)
    return Finding(Level.GOOD, "music", f"{folder} can be read")


def check_port(host: str, port: int, data: DataFolder) -> Iterator[Finding]:
    try:
        listen(host, port).close()
    except PortUnavailable as error:
        if _is_serving(data):
            yield Finding(Level.GOOD, "port", f"{port} is in use by this Segue, which is running")
        else:
            advice = "stop what uses it (`ss -ltnp` shows it), or choose another with --port"
            yield Finding(Level.FAILURE, "port", f"{host}:{port}: {error.reason}", advice)
        return
    yield Finding(Level.GOOD, "port", f"{port} is free")


def _is_serving(data: DataFolder) -> bool:
    try:
        with data.locked():
            return False
    except DataFolderInUse:
        return True
    except OSError:
        return False


def check_multicast(config: Config) -> Iterator[Finding]:
    if not config.discovery.enabled:
        yield Finding(Level.GOOD, "discovery", "switched off")
        return
    for address in config.discovery.interfaces or ("0.0.0.0",):  # noqa: S104 - the kernel's choice of interface
        reason = _why_no_multicast(address)
        if reason:
            advice = "Segue must be opened by its address; in a container, use the host's network"
            yield Finding(Level.WARNING, "discovery", f"no multicast on {address}: {reason}", advice)
        else:
            yield Finding(Level.GOOD, "discovery", f"multicast works on {address}")


def _why_no_multicast(address: str) -> str:
    """Joins the group and sends an empty query; the answers do not matter. Empty: it works."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            own = socket.inet_aton(address)
            probe.setsockopt(
                socket.IPPROTO_IP,
                socket.IP_ADD_MEMBERSHIP,
                struct.pack("4s4s", socket.inet_aton(_MDNS[0]), own),
            )
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
            probe.sendto(bytes(12), _MDNS)
        except OSError as error:
            return error.strerror or str(error)
    return ""


def check_clock(clock: Clock) -> Iterator[Finding]:
    """Logins and links expire: a machine that starts in 1970 would shut everybody out."""
    now = clock.now_utc()
    if now < _RELEASED:
        advice = "set it, or switch on time synchronisation (`timedatectl set-ntp true`)"
        yield Finding(Level.FAILURE, "clock", f"says {now:%Y-%m-%d %H:%M} UTC, which is in the past", advice)
    else:
        yield Finding(Level.GOOD, "clock", f"says {now:%Y-%m-%d %H:%M} UTC")


def check_codecs(missing: Sequence[str]) -> Iterator[Finding]:
    if missing:
        advice = (
            "install PyAV from its wheel (`pip install --force-reinstall av`), which brings all of FFmpeg"
        )
        yield Finding(Level.FAILURE, "codecs", f"FFmpeg lacks {', '.join(missing)}", advice)
    else:
        yield Finding(Level.GOOD, "codecs", "FFmpeg has all of them")
