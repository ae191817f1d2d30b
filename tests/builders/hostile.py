"""A folder of everything that has ever broken a scanner, beside some healthy music.

music/
├── healthy/          two songs and a cover: the scan gets past all the rest
├── cut/              empty, truncated, random bytes
├── misnamed/         one format under another's suffix, a picture, a text, a web page
├── protected/        copy-protected MP4
├── swollen/          tags of megabytes of NULs, a cover of 100 MB, a frame that unpacks to 3 GB, MP4 in MP4 in …
├── pictures/         a cover that claims 2.5 gigapixels, one that is none
├── special/          a pipe, a socket, a device that never ends
├── links/            loops, links that lead out or nowhere
├── names/            not UTF-8, 255 bytes, NFC and NFD, a newline, what FFmpeg takes for a pattern or URL
└── playlists/        HLS, concat, SDP, DASH and cue texts that pose as audio and name files outside
outside/              music that must never be found, and a pipe that hangs whoever opens it
"""

from __future__ import annotations

import os
import random
import socket
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.tracks import id3
from tests.builders.audio import make_audio
from tests.builders.tags import png, tag

NFC = unicodedata.normalize("NFC", "names/Björk é.mp3")
NFD = unicodedata.normalize("NFD", NFC)
NOT_UTF8 = "names/" + os.fsdecode(b"caf\xe9 \xff.mp3")
LONGEST = "names/" + "é" * 125 + "x.mp3"  # 255 bytes


@contextmanager
def hostile_music(folder: Path) -> Iterator[Path]:
    """The root; its socket listens until the end of the block."""
    music, outside = folder / "music", folder / "outside"
    for name in (
        "cut",
        "misnamed",
        "protected",
        "swollen",
        "pictures",
        "special",
        "links",
        "names",
        "playlists",
    ):
        (music / name).mkdir(parents=True)
    outside.mkdir()
    whole = _song(folder / "whole.mp3", "Whole")
    _healthy(music / "healthy")
    _cut(music / "cut", folder)
    _misnamed(music / "misnamed", folder)
    _protected(music / "protected")
    _swollen(music / "swollen", whole)
    _pictures(music / "pictures", whole)
    _links(music, outside)
    _names(music, whole)
    _playlists(music / "playlists", outside)
    with _specials(music / "special"):
        yield music


def _song(path: Path, title: str) -> bytes:
    return tag(make_audio(path, seconds=0.2), title=title, artist="A").read_bytes()


def _healthy(folder: Path) -> None:
    _song(folder / "1.mp3", "Healthy MP3")
    _song(folder / "2.flac", "Healthy FLAC")
    (folder / "cover.png").write_bytes(png())


def _cut(folder: Path, scratch: Path) -> None:
    (folder / "empty.mp3").touch()
    (folder / "empty.flac").touch()
    for kind in (".mp3", ".flac", ".m4a", ".wav", ".opus"):
        whole = _song(scratch / f"cut{kind}", "Cut")
        (folder / f"half{kind}").write_bytes(whole[: len(whole) // 2])
        (folder / f"head{kind}").write_bytes(whole[:40])
    (folder / "noise.mp3").write_bytes(random.Random(1).randbytes(200_000))
    (folder / "zeros.mp3").write_bytes(bytes(200_000))


def _misnamed(folder: Path, scratch: Path) -> None:
    (folder / "mp3 called flac.flac").write_bytes(_song(scratch / "m.mp3", "MP3 called FLAC"))
    (folder / "flac called mp3.mp3").write_bytes(_song(scratch / "f.flac", "FLAC called MP3"))
    (folder / "picture.mp3").write_bytes(png(64))
    (folder / "text.ogg").write_text("These are the liner notes.\n" * 100)
    (folder / "page.m4a").write_text("<html><body>404 Not Found</body></html>")
    (folder / "folder.mp3").mkdir()


def _protected(folder: Path) -> None:
    whole = _song(folder / "bought.m4a", "Bought")
    at = whole.index(b"mp4a", whole.index(b"stsd"))  # its sample entry; FairPlay calls it `drms`
    (folder / "bought.m4a").write_bytes(whole[:at] + b"drms" + whole[at + 4 :])
    (folder / "bought.m4p").write_bytes(whole[:at] + b"drms" + whole[at + 4 :])


def _swollen(folder: Path, song: bytes) -> None:
    sound = song[song.index(b"\xff\xfb") :]
    (folder / "nuls.mp3").write_bytes(id3({"TIT2": "\0" * 20_000_000, "TPE1": "A"}) + sound)
    (folder / "values.mp3").write_bytes(
        id3({"TIT2": "Many", "TPE1": "\0".join(map(str, range(300_000)))}) + sound
    )
    (folder / "long.mp3").write_bytes(id3({"TIT2": "L" * 5_000_000}) + sound)
    picture = b"\x00image/png\x00\x03\x00" + bytes(100_000_000)
    (folder / "cover of 100 MB.mp3").write_bytes(
        _tag(_frame(b"TIT2", b"\x03Big Cover") + _frame(b"APIC", picture)) + sound
    )
    bomb = _bomb(3_000_000_000)
    flags = b"\x00\x09"  # compressed, with its length: ID3v2.4 §4.1.2
    frame = b"TIT2" + _synchsafe(len(bomb) + 4) + flags + _synchsafe(200_000_000) + bomb
    (folder / "bomb.mp3").write_bytes(_tag(frame) + sound)
    (folder / "nested.m4a").write_bytes(_atom(b"ftyp", b"M4A \0\0\0\0M4A ") + _nested(50_000))
    (folder / "endless atom.m4a").write_bytes(
        _atom(b"ftyp", b"M4A \0\0\0\0M4A ") + b"\0\0\0\x01moov" + b"\xff" * 8
    )
    (folder / "claims.flac").write_bytes(b"fLaC\x84\xff\xff\xff" + bytes(100))


def _bomb(size: int) -> bytes:
    packing = zlib.compressobj(9)
    block = bytes(10_000_000)
    return b"".join(packing.compress(block) for _ in range(size // len(block))) + packing.flush()


def _nested(depth: int) -> bytes:
    """`moov` in `moov`, from the inside out."""
    sizes = (8 * level for level in range(depth, 0, -1))
    return b"".join(struct.pack(">I", size) + b"moov" for size in sizes)


def _pictures(folder: Path, song: bytes) -> None:
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", _bomb(50_000_000))
        + _chunk(b"IEND", b"")
    )
    (folder / "1.mp3").write_bytes(song)
    tag(folder / "1.mp3", bomb, title="Pixel Bomb")
    (folder / "cover.png").write_bytes(bomb)
    (folder / "2.mp3").write_bytes(song)
    tag(folder / "2.mp3", b"not a picture", title="No Picture")


@contextmanager
def _specials(folder: Path) -> Iterator[None]:
    os.mkfifo(folder / "pipe.mp3")
    os.mkfifo(folder / "cover.jpg")
    with suppress(PermissionError):  # only root may
        os.mknod(folder / "device.mp3", 0o020644, os.makedev(1, 5))  # /dev/zero
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(folder, os.O_RDONLY)  # the path of a socket ends at 108 bytes
        try:
            listening.bind(f"/proc/self/fd/{here}/socket.mp3")
        finally:
            os.close(here)
        yield


def _links(music: Path, outside: Path) -> None:
    _song(outside / "secret.mp3", "Secret")
    links = music / "links"
    (links / "self.mp3").symlink_to(links / "self.mp3")
    (links / "up").symlink_to(music)
    (links / "there").symlink_to(links / "back")
    (links / "back").symlink_to(links / "there")
    (links / "outside").symlink_to(outside)
    (links / "secret.mp3").symlink_to(outside / "secret.mp3")
    (links / "secret.flac").symlink_to("../../outside/secret.mp3")
    (links / "inside.mp3").symlink_to(music / "healthy" / "1.mp3")
    (links / "passwords.mp3").symlink_to("/etc/passwd")


def _names(music: Path, song: bytes) -> None:
    for name in (
        NFC,
        NFD,
        NOT_UTF8,
        LONGEST,
        "names/new\nline.mp3",
        "names/concat:a|b.mp3",
        "names/%03d.mp3",
    ):
        with open(music / name, "wb") as file:  # noqa: PTH123 - names that are no text
            file.write(song)


def _playlists(folder: Path, outside: Path) -> None:
    os.mkfifo(outside / "trap.wav")
    trap, secret = outside / "trap.wav", outside / "secret.mp3"
    texts = {
        "hls.mp3": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{trap}\n#EXT-X-ENDLIST\n",
        "hls secret.m4a": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        "concat.mp3": f"ffconcat version 1.0\nfile '{trap}'\n",
        "concat secret.flac": f"ffconcat version 1.0\nfile '{secret}'\n",
        "sdp.mp3": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
        "dash.m4a": f'<?xml version="1.0"?><MPD><Period><BaseURL>{secret}</BaseURL></Period></MPD>',
        "m3u.mp3": f"{secret}\n{trap}\n",
        "asx.wav": f'<asx version="3.0"><entry><ref href="{secret}"/></entry></asx>',
    }
    for name, text in texts.items():
        (folder / name).write_text(text)


def _tag(frames: bytes) -> bytes:
    return b"ID3\x04\x00\x00" + _synchsafe(len(frames)) + frames


def _frame(name: bytes, body: bytes) -> bytes:
    return name + _synchsafe(len(body)) + b"\x00\x00" + body


def _synchsafe(number: int) -> bytes:
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _atom(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
