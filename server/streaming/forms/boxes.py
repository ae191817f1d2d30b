"""Boxes of ISO base media files (ISO 14496-12), as many as sound in fragments needs."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_UNITY = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_SELF_CONTAINED = 1
_BASE_IS_MOOF = 0x020000
_TRACK = 1


def box(kind: bytes, *content: bytes) -> bytes:
    payload = b"".join(content)
    return struct.pack(">I4s", 8 + len(payload), kind) + payload


def full_box(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *content)


def init_segment(entry: bytes, *, rate_hz: int, samples: int, priming: int) -> bytes:
    """ftyp and moov. `samples` are heard, after `priming` ones that are not; `entry` describes the codec."""
    brands = box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6mp42M4A dash")
    movie = full_box(
        b"mvhd", 0, 0, struct.pack(">IIIIIH10x", 0, 0, rate_hz, samples, 0x10000, 0x100), _UNITY, bytes(24),
        struct.pack(">I", _TRACK + 1),
    )  # fmt: skip
    extends = box(
        b"mvex",
        full_box(b"mehd", 0, 0, struct.pack(">I", samples)),
        full_box(b"trex", 0, 0, struct.pack(">IIIII", _TRACK, 1, 0, 0, 0)),
    )
    return brands + box(b"moov", movie, _track(entry, rate_hz, samples, priming), extends)


def segment(number: int, at: int, packets: Sequence[bytes], durations: Sequence[int]) -> bytes:
    """moof and mdat; `at` is the time of the first packet."""
    runs = b"".join(
        struct.pack(">II", span, len(packet)) for packet, span in zip(packets, durations, strict=True)
    )
    trun_bytes = 20 + len(runs)
    moof_bytes = 8 + 16 + 8 + 16 + 20 + trun_bytes
    track = box(
        b"traf",
        full_box(b"tfhd", 0, _BASE_IS_MOOF, struct.pack(">I", _TRACK)),
        full_box(b"tfdt", 1, 0, struct.pack(">Q", at)),
        full_box(b"trun", 0, 0x301, struct.pack(">Ii", len(packets), moof_bytes + 8), runs),
    )
    moof = box(b"moof", full_box(b"mfhd", 0, 0, struct.pack(">I", number + 1)), track)
    return moof + box(b"mdat", *packets)


def index(rate_hz: int, sizes: Sequence[int], durations: Sequence[int]) -> bytes:
    """sidx: where each of the segments that follow begins (§8.16.3)."""
    entries = b"".join(
        struct.pack(">III", size, span, 0x90000000) for size, span in zip(sizes, durations, strict=True)
    )
    return full_box(b"sidx", 1, 0, struct.pack(">IIQQHH", _TRACK, rate_hz, 0, 0, 0, len(sizes)), entries)


def room_for_index(count: int) -> bytes:
    """As long as the index, and empty."""
    return box(b"free", bytes(32 + 12 * count))


def aac_entry(rate_hz: int, channels: int, config: bytes, bitrate: int) -> bytes:
    """mp4a with esds (ISO 14496-14 §5.6, 14496-1 §7.2.6)."""
    specific = _descriptor(5, config)
    decoder = _descriptor(4, struct.pack(">BB3xII", 0x40, 0x15, bitrate, bitrate), specific)
    elementary = _descriptor(3, struct.pack(">HB", _TRACK, 0), decoder, _descriptor(6, b"\x02"))
    return _sound_entry(b"mp4a", rate_hz, channels, 16, full_box(b"esds", 0, 0, elementary))


def flac_entry(rate_hz: int, channels: int, bits: int, stream_info: bytes) -> bytes:
    """fLaC with dfLa (xiph.org/flac, "Encapsulation of FLAC in ISO Base Media File Format")."""
    block = bytes([0x80, 0, 0, len(stream_info)]) + stream_info
    return _sound_entry(b"fLaC", rate_hz, channels, bits, full_box(b"dfLa", 0, 0, block))


def _sound_entry(kind: bytes, rate_hz: int, channels: int, bits: int, config: bytes) -> bytes:
    told_hz = rate_hz if rate_hz < 1 << 16 else 0  # what does not fit stands in the codec's own description
    return box(kind, struct.pack(">6xH8xHH4xI", 1, channels, bits, told_hz << 16), config)


def _descriptor(tag: int, *content: bytes) -> bytes:
    payload = b"".join(content)
    return bytes([tag, len(payload)]) + payload


def _track(entry: bytes, rate_hz: int, samples: int, priming: int) -> bytes:
    head = full_box(
        b"tkhd", 0, 7, struct.pack(">III4xI8xHHH2x", 0, 0, _TRACK, samples, 0, 0, 0x100), _UNITY, bytes(8)
    )
    edits = full_box(b"elst", 0, 0, struct.pack(">IIiHH", 1, samples, priming, 1, 0))
    empty = b"".join(full_box(kind, 0, 0, bytes(4)) for kind in (b"stts", b"stsc", b"stco"))
    table = box(
        b"stbl",
        full_box(b"stsd", 0, 0, struct.pack(">I", 1), entry),
        empty,
        full_box(b"stsz", 0, 0, bytes(8)),
    )
    data = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, _SELF_CONTAINED)))
    media = box(
        b"mdia",
        full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, rate_hz, 0, 0x55C4, 0)),
        full_box(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, b"soun"), b"Segue\0"),
        box(b"minf", full_box(b"smhd", 0, 0, bytes(4)), data, table),
    )
    return box(b"trak", head, box(b"edts", edits), media)
