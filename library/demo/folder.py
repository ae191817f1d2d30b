"""Puts the demo collection into a folder once: whole or not at all, and never over other people's files."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from library.demo.artwork import cover
from library.demo.encoding import encode, rate_hz
from library.demo.labels import Label, write_label
from library.demo.mixing import Stereo, faded, rendered
from library.demo.programme import RECORDS, Motif, Record

log = logging.getLogger(__name__)

_EDITION = 1  # another one is made anew
_SEAL = ".segue-demo.json"  # written last; names each file and its size

_FADE_IN_S = 1.5

_PATIENCE_S = 600  # ten seconds on a small machine, minutes on a tiny one


def ensure_demo_library(folder: Path) -> None:
    """Some seconds the first time, and again if a file is missing or was cut off; otherwise nothing.

    Raises: OSError if the folder cannot be written.
    """
    if _is_complete(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _SEAL).unlink(missing_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".segue-demo-", dir=folder))  # hidden: no scan looks into it
    try:
        _make_all(workshop)
        sizes = {
            str(path.relative_to(workshop)): path.stat().st_size
            for path in workshop.rglob("*")
            if path.is_file()
        }
        for name in sizes:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (workshop / name).replace(folder / name)
        seal = workshop / _SEAL
        seal.write_text(json.dumps({"edition": _EDITION, "files": sizes}, indent=1))
        seal.replace(folder / _SEAL)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    log.info("the demo library is in %s: %d tracks", folder, sum(len(record.movements) for record in RECORDS))


def _is_complete(folder: Path) -> bool:
    try:
        seal = json.loads((folder / _SEAL).read_text())
        return seal["edition"] == _EDITION and all(
            (folder / name).stat().st_size == size for name, size in seal["files"].items()
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def _make_all(workshop: Path) -> None:
    """A thread a record: daemons, unlike an executor's, so that a house that is told to stop does not wait."""
    errors: list[Exception] = []

    def make(record: Record) -> None:
        try:
            _make(record, workshop)
        except Exception as error:
            errors.append(error)

    makers = [threading.Thread(target=make, args=(r,), name="demo", daemon=True) for r in RECORDS]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(timeout=_PATIENCE_S)
    if errors:
        raise errors[0]
    if any(maker.is_alive() for maker in makers):
        raise TimeoutError("the demo library took too long to make")


def _make(record: Record, workshop: Path) -> None:
    folder = workshop / record.artist / f"{record.title} ({record.year})"
    folder.mkdir(parents=True)
    picture = cover(record.motif)
    (folder / "cover.jpg").write_bytes(picture)
    embedded = None if record.motif is Motif.TILES else picture
    for number, (movement, sound) in enumerate(zip(record.movements, _sounds(record), strict=True), start=1):
        path = folder / f"{number:02d} {movement.title}.{movement.format}"
        encode(sound, movement.format, path)
        write_label(path, Label(record, movement, number, embedded))


def _sounds(record: Record) -> Iterator[Stereo]:
    """A sound a movement."""
    if record.is_continuous:
        yield from _continuous(record)
        return
    for movement in record.movements:
        rate = rate_hz(movement.format)
        yield faded(rendered(movement.piece, rate), rate)


def _continuous(record: Record) -> Iterator[Stereo]:
    """One recording, cut where its movements begin: played one after the other they are that recording again.

    Each movement's tail rings into the next, so a gap of even some milliseconds at a joint can be heard.
    """
    rate = rate_hz(record.movements[0].format)
    starts = [0]
    for movement in record.movements:
        starts.append(starts[-1] + round(movement.piece.seconds * rate))
    parts = [rendered(movement.piece, rate) for movement in record.movements]
    whole = np.zeros((2, starts[-2] + parts[-1].shape[1]), np.float32)
    for start, part in zip(starts, parts, strict=False):
        whole[:, start : start + part.shape[1]] += part
    whole *= np.float32(0.84 / float(np.abs(whole).max()))
    whole[:, : round(_FADE_IN_S * rate)] *= np.linspace(0, 1, round(_FADE_IN_S * rate), dtype=np.float32)
    whole = faded(whole, rate)
    ends = [*starts[1:-1], whole.shape[1]]
    for start, end in zip(starts, ends, strict=False):
        yield whole[:, start:end]
