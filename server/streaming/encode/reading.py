"""Files as FFmpeg opens them: their packets and frames, as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from server.streaming.encode.fault import translated
from server.streaming.errors import Undecodable

# FFmpeg opens by content: without these lists a playlist posing as an MP3 could make it fetch other files.
_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mp3,flac,ogg,mov,wav,w64,aiff,wv,ape,dsf,aac,asf",
}
_TIMEOUT_S = 10.0


@contextmanager
def opened(path: Path) -> Iterator[tuple[av.container.InputContainer, av.AudioStream]]:
    """Raises: Undecodable."""
    with translated(path, "read"), av.open(path, options=_OPTIONS, timeout=_TIMEOUT_S) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None:
            raise Undecodable(path, "it contains no audio")
        yield container, stream


def frames(container: av.container.InputContainer, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    """What can be decoded; a damaged packet is left out, and the times of the others stay right."""
    for packet in packets(container, stream):
        try:
            decoded = packet.decode()
        except av.FFmpegError:
            continue
        yield from decoded


def packets(
    container: av.container.InputContainer, stream: av.AudioStream
) -> Iterator[av.Packet[av.AudioStream]]:
    try:
        yield from container.demux(stream)
    except av.FFmpegError:  # the rest of the file cannot be read: this is its end
        return
