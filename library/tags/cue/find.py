"""Finds the sheet that tells of an audio file: beside it, else inside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from library.tags.cue.cut import cut
from library.tags.cue.model import Sheet, SheetBroken, SheetFile
from library.tags.cue.parse import parse_sheet
from library.tags.cue.text import decoded
from library.tags.formats import SUFFIXES
from library.tags.model import Piece, RawTags
from library.tags.neighbours import read_neighbour

_MAX_BYTES = 2**20
_MOST_SHEETS = 200  # of a folder, that are looked into for one file; those named after it come first


@dataclass(frozen=True, slots=True)
class Pieces:
    """`fault`: why the sheet of this file cuts nothing, as a sentence for people."""

    pieces: tuple[Piece, ...] = ()
    fault: str | None = None


def pieces_of(
    audio: Path,
    fields: RawTags,
    *,
    beside: Sequence[str],
    native: Sheet | None,
    rate_hz: int,
    duration_ms: int,
) -> Pieces:
    """`beside`: the names of the sheets in its folder. Costs nothing where there is no sheet."""
    embedded = next(iter(fields.get("cuesheet", ())), None)
    if not (beside or embedded or native):
        return Pieces()
    name = "in it"
    try:
        for name in _likely_first(beside, audio.name):
            if found := _beside(audio, name):
                return Pieces(cut(*found, fields, rate_hz=rate_hz, duration_ms=duration_ms))
        name = "in it"
        sheet = parse_sheet(embedded) if embedded else native
    except SheetBroken as broken:
        return Pieces(fault=f"Its cue sheet ({name}) is not used, it is one track: {broken.reason}")
    return _inside(sheet, fields, rate_hz=rate_hz, duration_ms=duration_ms)


def _inside(sheet: Sheet | None, fields: RawTags, *, rate_hz: int, duration_ms: int) -> Pieces:
    """Nothing is wrong if it does not fit: programs that split a disc leave the whole sheet in every track."""
    if sheet is None or len(sheet.files) != 1:
        return Pieces()
    with suppress(SheetBroken):
        return Pieces(cut(sheet, sheet.files[0], fields, rate_hz=rate_hz, duration_ms=duration_ms))
    return Pieces()


def file_told_of(sheet_name: str, names: Sequence[str], audio: str, folder: Collection[str]) -> int | None:
    """Which of the `names` in a sheet means this file of that `folder`; None: none. Pure.

    Sheets are made before files are encoded or renamed: so the suffix may be another, and a sheet of one file
    may mean the file that is called like the sheet, or that is the only one there.
    """
    meant = [_key(name.replace("\\", "/").rpartition("/")[2]) for name in names]
    there = {_key(name) for name in folder}
    stems = {_stem(name) for name in there}
    own = _key(audio)
    if own in meant:
        return meant.index(own)
    if _stem(own) in (loose := [_stem(name) if name not in there else "" for name in meant]):
        return loose.index(_stem(own))
    if len(meant) != 1 or meant[0] in there or _stem(meant[0]) in stems:
        return None
    return 0 if len(there) == 1 or is_named_after(sheet_name, audio) else None


def is_named_after(sheet_name: str, audio: str) -> bool:
    """`Album.cue`, `Album.flac.cue`."""
    return _stem(_key(sheet_name)) in (_key(audio), _stem(_key(audio)))


def _likely_first(beside: Sequence[str], audio: str) -> list[str]:
    return sorted(beside, key=lambda name: (not is_named_after(name, audio), name))[:_MOST_SHEETS]


def _beside(audio: Path, name: str) -> tuple[Sheet, SheetFile] | None:
    """None: it tells of other files. Raises: SheetBroken, if it tells of this one."""
    data = read_neighbour(audio.parent / name, _MAX_BYTES)
    if data is None:
        return None
    folder = [other.name for other in audio.parent.iterdir() if _suffix(other.name) in SUFFIXES]
    try:
        sheet = parse_sheet(decoded(data))
    except SheetBroken as broken:
        if file_told_of(name, broken.files or ("",), audio.name, folder) is not None:
            raise
        return None
    number = file_told_of(name, [file.name for file in sheet.files], audio.name, folder)
    return None if number is None else (sheet, sheet.files[number])


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _suffix(name: str) -> str:
    return name[name.rfind(".") :].lower()
