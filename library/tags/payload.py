"""The sound inside a file, apart from its tags: what identifies a recording after a retag or a move.

Cheap on purpose: a hash of the first and last kilobytes of the encoded sound and of its length, found by
the few headers around it. A changed tag, cover or padding changes none of it; another encoding does.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from hashlib import blake2b

from library.tags.model import Gapless

_EDGE = 4_096  # of each end: far more than two recordings share, and one page to read
_TAIL = 64 * 1024  # where the last pages of an Ogg file are: one has at most 65,307 bytes
_MAX_BOXES = 64

_LAME_DELAYS = 21  # bytes after the start of the encoder's name: 12 bits each


@dataclass(frozen=True, slots=True)
class Payload:
    fingerprint: str | None
    gapless: Gapless | None = None


def payload(file: int, size_bytes: int, container: str) -> Payload:
    """Of the open `file`, a descriptor; reads 8 KB to 72 KB at most. Whatever is odd has no fingerprint."""
    head = os.pread(file, _EDGE, 0)
    if container == "flac" and (digest := _flac_digest(head)):
        return Payload(f"flac-{digest}")
    if container == "ogg":
        return _ogg(file, head, size_bytes)
    start, stop = _span(file, head, size_bytes, container)
    if not 0 <= start < stop <= size_bytes:
        return Payload(None)
    first = head[start : start + _EDGE] if start + _EDGE <= len(head) else os.pread(file, _EDGE, start)
    last = os.pread(file, _EDGE, max(start, stop - _EDGE))
    first, last = first[: stop - start], last[: stop - start]
    gapless = _lame(first) if container == "mp3" else None
    return Payload(_named(container, stop - start, first, last), gapless)


def smpb(text: str) -> Gapless | None:
    """iTunes' own note of delay and padding: ` 00000000 00000840 000001C0 …`, hexadecimal."""
    words = text.split()
    try:
        delay, padding = int(words[1], 16), int(words[2], 16)
    except (IndexError, ValueError):
        return None
    return Gapless(delay, padding) if 0 <= delay < 1 << 16 and 0 <= padding < 1 << 16 else None


def _named(container: str, length: int, *parts: bytes) -> str:
    digest = blake2b(digest_size=12)
    for part in parts:
        digest.update(part)
    return f"{container}-{length:x}-{digest.hexdigest()}"


def _flac_digest(head: bytes) -> str | None:
    """STREAMINFO's MD5 of the decoded samples; encoders in a pipe leave it zero."""
    start = _id3_size(head)
    info = head[start : start + 42]
    if info[:4] != b"fLaC" or len(info) < 42 or not any(info[26:42]):
        return None
    return info[26:42].hex()


def _span(file: int, head: bytes, size_bytes: int, container: str) -> tuple[int, int]:
    """Where the sound begins and ends; (-1, -1) where that cannot be told."""
    match container:
        case "mp3" | "wavpack" | "ape":
            return _id3_size(head), _before_tags(file, size_bytes)
        case "flac":
            return _after_flac_blocks(file, head), _before_tags(file, size_bytes)
        case "mp4":
            return _box(file, size_bytes, b"mdat")
        case "wav":
            return _chunk(file, size_bytes, b"data", "<")
        case "aiff":
            return _chunk(file, size_bytes, b"SSND", ">")
        case "dsf":
            return _dsf(head, size_bytes)
        case "asf":
            return _asf(file, size_bytes)
    return -1, -1


def _id3_size(head: bytes) -> int:
    """ID3v2 §3.1: the size is 4 × 7 bits and leaves out the header, and the footer if there is one."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = (
        10 + (head[6] & 127) * 2_097_152 + (head[7] & 127) * 16_384 + (head[8] & 127) * 128 + (head[9] & 127)
    )
    return size + 10 if head[5] & 0x10 else size


def _before_tags(file: int, size_bytes: int) -> int:
    """In front of ID3v1 and APEv2, which may follow each other."""
    stop = size_bytes
    tail = os.pread(file, 160, max(0, stop - 160))
    if tail[-128:-125] == b"TAG":
        stop, tail = stop - 128, tail[:-128]
    if tail[-32:-24] == b"APETAGEX" and len(tail) >= 32:
        _, size, _, flags = struct.unpack("<4I", tail[-24:-8])
        stop -= size + (32 if flags & 1 << 31 else 0)
    return stop


def _after_flac_blocks(file: int, head: bytes) -> int:
    at = _id3_size(head) + 4
    for _ in range(_MAX_BOXES):
        block = os.pread(file, 4, at)
        if len(block) < 4:
            return -1
        at += 4 + int.from_bytes(block[1:4], "big")
        if block[0] & 0x80:
            return at
    return -1


def _box(file: int, size_bytes: int, wanted: bytes) -> tuple[int, int]:
    """ISO 14496-12 §4.2: sizes of 32 bits, of 64, or up to the end of the file."""
    at = 0
    for _ in range(_MAX_BOXES):
        header = os.pread(file, 16, at)
        if len(header) < 8:
            break
        size, name, header_bytes = int.from_bytes(header[:4], "big"), header[4:8], 8
        if size == 1 and len(header) == 16:
            size, header_bytes = int.from_bytes(header[8:16], "big"), 16
        elif size == 0:
            size = size_bytes - at
        if size < header_bytes:
            break
        if name == wanted:
            return at + header_bytes, min(size_bytes, at + size)
        at += size
    return -1, -1


def _chunk(file: int, size_bytes: int, wanted: bytes, order: str) -> tuple[int, int]:
    """RIFF and AIFF: a name, a size, padding to an even length."""
    at = 12
    for _ in range(_MAX_BOXES):
        header = os.pread(file, 8, at)
        if len(header) < 8:
            break
        (size,) = struct.unpack(f"{order}I", header[4:])
        if header[:4] == wanted:
            return at + 8, min(size_bytes, at + 8 + size)
        at += 8 + size + (size & 1)
    return -1, -1


def _dsf(head: bytes, size_bytes: int) -> tuple[int, int]:
    """DSF 1.01: `DSD ` tells where the ID3 tag is, behind the sound."""
    if head[:4] != b"DSD " or len(head) < 28:
        return -1, -1
    (tag,) = struct.unpack("<Q", head[20:28])
    return 92, tag if 92 < tag <= size_bytes else size_bytes


_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")


def _asf(file: int, size_bytes: int) -> tuple[int, int]:
    at = 0
    for _ in range(_MAX_BOXES):
        header = os.pread(file, 24, at)
        if len(header) < 24:
            break
        (size,) = struct.unpack("<Q", header[16:24])
        if header[:16] == _ASF_DATA:
            return at + 50, min(size_bytes, at + size)  # 50: the object's own header, with a random file id
        if size < 24:
            break
        at += size
    return -1, -1


def _ogg(file: int, head: bytes, size_bytes: int) -> Payload:
    """The bodies of the last pages, so that page numbers, which a longer comment changes, do not matter."""
    tail = os.pread(file, _TAIL, max(0, size_bytes - _TAIL))
    at, bodies, length, before = tail.find(b"OggS"), [], 0, 0
    table = b""
    while 0 <= at <= len(tail) - 27 and tail[at : at + 4] == b"OggS":
        ends_at = int.from_bytes(tail[at + 6 : at + 14], "little")
        table = tail[at + 27 : at + 27 + tail[at + 26]]
        begin = at + 27 + len(table)
        at = begin + sum(table)
        if 0 < ends_at < 1 << 63:  # pages of headers end at sample 0 (RFC 3533 §6)
            before, length = length, ends_at
            bodies.append(tail[begin:at])
    sound = b"".join(bodies)[-_EDGE:]
    opus = head.find(b"OpusHead", 0, 64)
    gapless = None
    if opus > 0:
        delay = int.from_bytes(head[opus + 10 : opus + 12], "little")  # RFC 7845 §5.1
        padding = before + _opus_samples(bodies[-1], table) - length if len(bodies) > 1 else 0
        gapless = Gapless(delay, padding if 0 <= padding < 1 << 16 else 0)
    return Payload(_named("ogg", length, sound) if len(sound) >= 64 else None, gapless)


def _opus_samples(page: bytes, table: bytes) -> int:
    """What the packets that end on a page decode to, at 48 kHz: more than its granule position says, where the
    encoder has filled the last frame up (RFC 7845 §4.4)."""
    samples, at, size = 0, 0, 0
    for lacing in table:
        size += lacing
        if lacing < 255:
            samples += _opus_packet_samples(page[at : at + size])
            at, size = at + size, 0
    return samples


def _opus_packet_samples(packet: bytes) -> int:
    """RFC 6716 §3.1: the first byte tells the length of a frame and how many there are."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (480, 960, 1_920, 2_880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    count = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)[code]
    return frame * count


def _lame(frame: bytes) -> Gapless | None:
    """From the LAME extension of the Xing frame: 12 bits of delay, 12 of padding."""
    if b"Xing" not in frame[:64] and b"Info" not in frame[:64]:
        return None
    at = next((at for name in (b"LAME", b"Lavc", b"Lavf") if (at := frame.find(name, 100, 200)) > 0), -1)
    delays = frame[at + _LAME_DELAYS : at + _LAME_DELAYS + 3] if at > 0 else b""
    if len(delays) < 3 or not any(delays):
        return None
    return Gapless(delays[0] << 4 | delays[1] >> 4, (delays[1] & 15) << 8 | delays[2])
