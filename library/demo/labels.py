"""Tags the demo's files with mutagen, each format in its own way."""

# mypy: disable-error-code="no-untyped-call"
# because mutagen annotates only some of its methods

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TALB, TCON, TDRC, TIT2, TPE1, TPE2, TRCK
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus

from library.demo.programme import Format, Movement, Record

_FRONT = 3


@dataclass(frozen=True, slots=True)
class Label:
    record: Record
    movement: Movement
    number: int
    picture: bytes | None  # None: the cover is only in the folder


def write_label(path: Path, label: Label) -> None:
    match label.movement.format:
        case Format.FLAC | Format.OPUS:
            _label_comments(path, label)
        case Format.MP3:
            _label_id3(path, label)
        case Format.M4A:
            _label_mp4(path, label)


def _label_comments(path: Path, label: Label) -> None:
    file = FLAC(path) if label.movement.format is Format.FLAC else OggOpus(path)
    record = label.record
    for name, value in (
        ("title", label.movement.title),
        ("artist", record.artist),
        ("albumartist", record.artist),
        ("album", record.title),
        ("date", str(record.year)),
        ("genre", record.genre),
        ("tracknumber", str(label.number)),
        ("tracktotal", str(len(record.movements))),
    ):
        file[name] = value
    if label.picture is not None:
        picture = Picture()
        picture.type, picture.mime, picture.data = _FRONT, "image/jpeg", label.picture
        file["metadata_block_picture"] = base64.b64encode(picture.write()).decode()
    file.save()


def _label_id3(path: Path, label: Label) -> None:
    record, tags = label.record, ID3()
    for frame, text in (
        (TIT2, label.movement.title),
        (TPE1, record.artist),
        (TPE2, record.artist),
        (TALB, record.title),
        (TDRC, str(record.year)),
        (TCON, record.genre),
        (TRCK, f"{label.number}/{len(record.movements)}"),
    ):
        tags.add(frame(encoding=3, text=[text]))
    if label.picture is not None:
        tags.add(APIC(encoding=3, mime="image/jpeg", type=_FRONT, desc="", data=label.picture))
    tags.save(path)


def _label_mp4(path: Path, label: Label) -> None:
    record, file = label.record, MP4(path)
    file["\xa9nam"] = label.movement.title
    file["\xa9ART"] = file["aART"] = record.artist
    file["\xa9alb"] = record.title
    file["\xa9day"] = str(record.year)
    file["\xa9gen"] = record.genre
    file["trkn"] = [(label.number, len(record.movements))]
    if label.picture is not None:
        file["covr"] = [MP4Cover(label.picture, MP4Cover.FORMAT_JPEG)]
    file.save()
