"""FLAC frames as they lie in their file, looked at as a decoder does before they are passed on."""

from __future__ import annotations

from collections.abc import Iterator

import av

from server.streaming.encode.reading import opened, packets
from server.streaming.encode.source import Blocks, Source

_STRICT = {"err_detect": "crccheck+explode"}  # decoders overlook a wrong checksum otherwise
_FIXED = b"\xff\xf8"  # RFC 9639 §9.1: a frame of a stream whose blocks are equally long


def copy_frames(source: Source, blocks: Blocks, first: int, count: int) -> list[bytes] | None:
    """Frames `first` and following; None: one is missing, damaged or not what the file's head says.

    Raises: Undecodable when the file cannot be opened.
    """
    at = first * blocks.samples
    found: list[bytes] = []
    with opened(source.path) as (container, stream):
        stream.codec_context.options = _STRICT
        try:
            if at:
                container.seek(max(0, at - source.rate_hz // 4), stream=stream)
            for packet in _from(packets(container, stream), at):
                if packet.pts != at or not _is_sound(packet, source, blocks, at):
                    return None
                found.append(bytes(packet))
                at += blocks.samples
                if len(found) == count:
                    return found
        except av.FFmpegError:
            return None
    return None


def _from(packets: Iterator[av.Packet[av.AudioStream]], at: int) -> Iterator[av.Packet[av.AudioStream]]:
    """A seek may land a little before."""
    return (packet for packet in packets if packet.size and packet.pts is not None and packet.pts >= at)


def _is_sound(packet: av.Packet[av.AudioStream], source: Source, blocks: Blocks, at: int) -> bool:
    if bytes(packet)[:2] != _FIXED:
        return False
    decoded = packet.decode()
    return len(decoded) == 1 and (
        decoded[0].samples == min(blocks.samples, source.samples - at)
        and decoded[0].sample_rate == source.rate_hz
        and decoded[0].layout.nb_channels == source.channels
    )
