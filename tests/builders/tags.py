"""Writes tags into files of every format, each in its native way."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import mutagen
from mutagen.aiff import AIFF
from mutagen.apev2 import APEv2, APEValue
from mutagen.asf import ASF, ASFByteArrayAttribute
from mutagen.dsf import DSF
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, ID3, TIPL, TMCL, TXXX, UFID, Frames
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm
from mutagen.wave import WAVE
from PIL import Image

_ID3 = {
    "title": "TIT2",
    "artist": "TPE1",
    "albumartist": "TPE2",
    "album": "TALB",
    "date": "TDRC",
    "genre": "TCON",
    "compilation": "TCMP",
    "bpm": "TBPM",
    "tracknumber": "TRCK",
    "discnumber": "TPOS",
    "artistsort": "TSOP",
    "titlesort": "TSOT",
    "albumsort": "TSOA",
    "composer": "TCOM",
    "conductor": "TPE3",
    "remixer": "TPE4",
    "lyricist": "TEXT",
    "originaldate": "TDOR",
    "key": "TKEY",
    "mood": "TMOO",
    "grouping": "TIT1",
    "isrc": "TSRC",
    "label": "TPUB",
    "media": "TMED",
    "discsubtitle": "TSST",
    "language": "TLAN",
    "movementname": "MVNM",
    "movement": "MVIN",
}
_PEOPLE = {"producer": "producer", "engineer": "engineer", "arranger": "arranger"}
_TXXX = {
    "artists": "ARTISTS",
    "musicbrainz_albumid": "MusicBrainz Album Id",
    "musicbrainz_artistid": "MusicBrainz Artist Id",
    "musicbrainz_albumartistid": "MusicBrainz Album Artist Id",
    "musicbrainz_releasegroupid": "MusicBrainz Release Group Id",
    "musicbrainz_releasetrackid": "MusicBrainz Release Track Id",
    "releasetype": "MusicBrainz Album Type",
    "releasestatus": "MusicBrainz Album Status",
    "releasecountry": "MusicBrainz Album Release Country",
    "version": "MusicBrainz Album Comment",
}
_MP4 = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "albumartist": "aART",
    "album": "\xa9alb",
    "date": "\xa9day",
    "genre": "\xa9gen",
    "comment": "\xa9cmt",
    "artistsort": "soar",
    "titlesort": "sonm",
    "albumsort": "soal",
    "composer": "\xa9wrt",
    "grouping": "\xa9grp",
    "work": "\xa9wrk",
    "movementname": "\xa9mvn",
}
_ASF = {
    "title": "Title",
    "artist": "Author",
    "album": "WM/AlbumTitle",
    "albumartist": "WM/AlbumArtist",
    "tracknumber": "WM/TrackNumber",
    "discnumber": "WM/PartOfSet",
    "date": "WM/Year",
    "genre": "WM/Genre",
    "compilation": "WM/IsCompilation",
    "bpm": "WM/BeatsPerMinute",
    "comment": "Description",
    "composer": "WM/Composer",
    "conductor": "WM/Conductor",
    "remixer": "WM/ModifiedBy",
    "lyricist": "WM/Writer",
    "producer": "WM/Producer",
    "label": "WM/Publisher",
    "catalognumber": "WM/CatalogNo",
    "isrc": "WM/ISRC",
    "key": "WM/InitialKey",
    "mood": "WM/Mood",
    "grouping": "WM/ContentGroupDescription",
    "language": "WM/Language",
    "media": "WM/Media",
    "discsubtitle": "WM/SetSubTitle",
    "originaldate": "WM/OriginalReleaseTime",
    "titlesort": "WM/TitleSortOrder",
    "albumsort": "WM/AlbumSortOrder",
    "musicbrainz_trackid": "MusicBrainz/Track Id",
    "musicbrainz_albumid": "MusicBrainz/Album Id",
    "musicbrainz_releasegroupid": "MusicBrainz/Release Group Id",
    "musicbrainz_releasetrackid": "MusicBrainz/Release Track Id",
    "releasetype": "MusicBrainz/Album Type",
    "releasestatus": "MusicBrainz/Album Status",
    "releasecountry": "MusicBrainz/Album Release Country",
    "version": "MusicBrainz/Album Comment",
}
_APE = {"tracknumber": "Track", "discnumber": "Disc", "date": "Year", "albumartist": "Album Artist"}


def tag(path: Path, picture: bytes | None = None, **fields: str | Sequence[str]) -> Path:
    """`fields` by their Vorbis names (`title`, `artist`, `tracknumber` "3/12", …); a sequence is a multi-
    valued field."""
    values = {name: [value] if isinstance(value, str) else list(value) for name, value in fields.items()}
    file = mutagen.File(path)
    assert file is not None, path
    if isinstance(file, MP3 | WAVE | AIFF | DSF):
        _tag_id3(file, values, picture)
    elif isinstance(file, MP4):
        _tag_mp4(file, values, picture)
    elif isinstance(file, ASF):
        _tag_asf(file, values, picture)
    elif file.__class__.__name__ in ("WavPack", "MonkeysAudio"):
        _tag_ape(file, values, picture)
    else:
        _tag_comments(file, values, picture)
    file.save()
    return path


def png(size_px: int = 16, colour: str = "teal") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (size_px, size_px), colour).save(buffer, "PNG")
    return buffer.getvalue()


def png_bomb(side: int) -> bytes:
    """A tiny PNG that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )


def _tag_id3(file: mutagen.FileType, values: Mapping[str, list[str]], picture: bytes | None) -> None:
    if file.tags is None:
        file.add_tags()
    tags: ID3 = file.tags
    for name, texts in values.items():
        if name in _ID3:
            tags.add(Frames[_ID3[name]](encoding=3, text=texts))
        elif name == "performer":
            tags.add(TMCL(encoding=3, people=[_part(text) for text in texts]))
        elif name in _PEOPLE:
            people = [*(tags["TIPL"].people if "TIPL" in tags else ()), *([_PEOPLE[name], t] for t in texts)]
            tags.add(TIPL(encoding=3, people=people))
        elif name == "comment":
            tags.add(COMM(encoding=3, lang="eng", desc="", text=texts))
        elif name == "musicbrainz_trackid":
            tags.add(UFID(owner="http://musicbrainz.org", data=texts[0].encode()))
        else:
            tags.add(TXXX(encoding=3, desc=_TXXX.get(name, name.upper()), text=texts))
    if picture:
        tags.add(APIC(encoding=3, mime="image/png", type=3, desc="", data=picture))


def _tag_mp4(file: MP4, values: Mapping[str, list[str]], picture: bytes | None) -> None:
    if file.tags is None:
        file.add_tags()
    for name, texts in values.items():
        if name in _MP4:
            file[_MP4[name]] = texts
        elif name in ("tracknumber", "discnumber"):
            number, _, total = texts[0].partition("/")
            file["trkn" if name == "tracknumber" else "disk"] = [(int(number), int(total or 0))]
        elif name == "compilation":
            file["cpil"] = texts == ["1"]
        elif name == "movement":
            file["\xa9mvi"] = [int(texts[0])]
        elif name == "itunesadvisory":
            file["rtng"] = [int(texts[0])]
        elif name == "bpm":
            file["tmpo"] = [int(texts[0])]
        else:
            label = "MusicBrainz Track Id" if name == "musicbrainz_trackid" else _TXXX.get(name, name.upper())
            file[f"----:com.apple.iTunes:{label}"] = [MP4FreeForm(text.encode()) for text in texts]
    if picture:
        file["covr"] = [MP4Cover(picture, MP4Cover.FORMAT_PNG)]


def _tag_asf(file: ASF, values: Mapping[str, list[str]], picture: bytes | None) -> None:
    for name, texts in values.items():
        file[_ASF.get(name, name)] = texts
    if picture:
        header = struct.pack("<BI", 3, len(picture)) + "image/png\0".encode("utf-16-le") + b"\0\0"
        file["WM/Picture"] = [ASFByteArrayAttribute(header + picture)]


def _part(text: str) -> list[str]:
    """`["sax", "Ann"]` of `Ann (sax)`."""
    name, _, part = text.partition(" (")
    return [part.rstrip(")"), name]


def _tag_ape(file: mutagen.FileType, values: Mapping[str, list[str]], picture: bytes | None) -> None:
    if file.tags is None:
        file.add_tags()
    tags: APEv2 = file.tags
    for name, texts in values.items():
        tags[_APE.get(name, name)] = texts
    if picture:
        tags["Cover Art (Front)"] = APEValue(b"cover.png\0" + picture, 1)


def _tag_comments(file: mutagen.FileType, values: Mapping[str, list[str]], picture: bytes | None) -> None:
    for name, texts in values.items():
        file[name] = texts
    if picture:
        block = Picture()
        block.type, block.mime, block.data = 3, "image/png", picture
        block.width = block.height = 16
        block.depth = 24
        if isinstance(file, FLAC):
            file.add_picture(block)
        else:
            file["metadata_block_picture"] = [base64.b64encode(block.write()).decode()]
