"""Asks the decoder itself, when the headers that mutagen reads are silent or lie; the library's one door to
PyAV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
from av import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from library.errors import UnreadableFile
from library.model import AudioFormat
from library.tags.fields import comment_fields
from library.tags.formats import FFMPEG_OPTIONS, MAX_DURATION_MS, known_format
from library.tags.model import RawTags

_TIMEOUT_S = 10.0

_CONTAINERS = {"mov,mp4,m4a,3gp,3g2,mj2": "mp4", "wv": "wavpack", "w64": "wav"}
_CODECS = {"mp3float": "mp3", "wmav1": "wma", "wmav2": "wma", "wmapro": "wma"}


@dataclass(frozen=True, slots=True)
class Probed:
    format: AudioFormat
    duration_ms: int
    fields: RawTags


def probe(path: Path) -> Probed:
    """Decodes the first packets; of an MP3 it reads all, some ms a MB. Raises: UnreadableFile if there is no
    audio."""
    try:
        with av.open(path, options=FFMPEG_OPTIONS, timeout=_TIMEOUT_S) as container:
            return _probed(container, path)
    except (FFmpegError, OSError, ValueError, LookupError) as error:
        raise _no_audio(path) from error


def _probed(container: InputContainer, path: Path) -> Probed:
    stream = container.streams.audio[0]
    context = stream.codec_context
    frames = _first_frames(container, stream)
    duration_ms = _duration_ms(container, stream) if frames else 0
    if not 0 < duration_ms <= MAX_DURATION_MS:
        raise _no_audio(path)
    found = known_format(
        codec=_codec(context.name),
        container=_CONTAINERS.get(container.format.name, container.format.name),
        sample_rate_hz=context.sample_rate,
        channels=context.channels,
        bits=context.format.bits if context.format else None,
        bitrate_kbps=round(path.stat().st_size * 8 / duration_ms),
    )
    if found is None:
        raise _no_audio(path)
    return Probed(found, duration_ms, comment_fields(container.metadata.items()))


def _first_frames(container: InputContainer, stream: AudioStream) -> int:
    for packet in container.demux(stream):
        if frames := packet.decode():
            return len(frames)
    return 0


def _duration_ms(container: InputContainer, stream: AudioStream) -> int:
    # Of an MP3 without a Xing header FFmpeg, too, only guesses; the packets cannot lie.
    if stream.duration and stream.time_base and container.format.name != "mp3":
        return round(stream.duration * stream.time_base * 1000)
    container.seek(0)
    ticks = sum(packet.duration or 0 for packet in container.demux(stream))
    return round(ticks * stream.time_base * 1000) if stream.time_base else 0


def _codec(name: str) -> str:
    if name.startswith("pcm_"):
        return "pcm"
    return "dsd" if name.startswith("dsd_") else _CODECS.get(name, name)


def _no_audio(path: Path) -> UnreadableFile:
    return UnreadableFile(path, "No audio was found in it: it is damaged, or not what its name says.")
