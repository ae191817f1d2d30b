"""Opens a file with the mutagen class for it and says which audio it holds; reads no tags."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast

import mutagen
from mutagen import FileType
from mutagen.aiff import AIFF
from mutagen.asf import ASF
from mutagen.dsf import DSF
from mutagen.flac import FLAC
from mutagen.monkeysaudio import MonkeysAudio
from mutagen.mp3 import MP3, BitrateMode
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE
from mutagen.wavpack import WavPack

from library.model import AudioFormat

_BY_SUFFIX: dict[str, type[FileType]] = {
    ".mp3": MP3,
    ".flac": FLAC,
    ".ogg": OggVorbis,
    ".oga": OggVorbis,
    ".opus": OggOpus,
    ".m4a": MP4,
    ".m4b": MP4,
    ".m4p": MP4,  # bought and locked: to be listed, not to be missed
    ".wav": WAVE,
    ".wave": WAVE,
    ".aif": AIFF,
    ".aiff": AIFF,
    ".wv": WavPack,
    ".ape": MonkeysAudio,
    ".dsf": DSF,
    ".wma": ASF,
    ".asf": ASF,
}
SUFFIXES = frozenset(_BY_SUFFIX)

_MIMES = {
    "mp3": "audio/mpeg",
    "mp4": "audio/mp4",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "aiff": "audio/aiff",
    "wavpack": "audio/x-wavpack",
    "ape": "audio/x-ape",
    "dsf": "audio/x-dsf",
    "asf": "audio/x-ms-wma",
}
MAX_DURATION_MS = 30 * 24 * 3_600_000

# FFmpeg opens by content: without these lists a playlist posing as an MP3 could make it fetch other files and
# URLs.
FFMPEG_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mp3,flac,ogg,mov,wav,w64,aiff,wv,ape,dsf,aac,asf",
}

_LOSSY = {"mp1", "mp2", "mp3", "aac", "vorbis", "opus", "wma"}
# WAVE_FORMAT_PCM, _IEEE_FLOAT, _EXTENSIBLE; the decoder names the others, such as ADPCM and MP3 in WAV.
_PCM = {1, 3, 0xFFFE}


class _Info(Protocol):
    """What mutagen's own types do not tell: each format has some of these, and all have the first two."""

    length: float
    channels: int
    bitrate: int  # all but Opus
    layer: int  # MP3
    sketchy: bool  # MP3
    bitrate_mode: int  # MP3: a BitrateMode
    codec: str  # MP4
    audio_format: int  # WAV
    bits_per_sample: int  # WAV


def opened(path: Path) -> FileType | None:
    """By its suffix, or by its content if it is misnamed; None: mutagen knows neither. Raises what it
    raises."""
    try:
        return _BY_SUFFIX[path.suffix.lower()](path)
    except mutagen.MutagenError:
        return cast(FileType | None, mutagen.File(path, options=list(dict.fromkeys(_BY_SUFFIX.values()))))


def duration_ms(file: FileType, size_bytes: int) -> int | None:
    """None: the headers do not say, or cannot be trusted."""
    info = _info(file)
    # Without a Xing header an MP3's length is a guess from its first frame, and wrong by minutes for VBR.
    if isinstance(file, MP3) and (info.sketchy or info.bitrate_mode == BitrateMode.UNKNOWN):
        return None
    length_s = info.length
    if isinstance(file, WAVE | AIFF) and info.bitrate > 0:
        length_s = min(length_s, size_bytes * 8 / info.bitrate)  # a cut-off file claims what it no longer has
    length_ms = round(length_s * 1000)
    return length_ms if 0 < length_ms <= MAX_DURATION_MS else None  # damaged headers claim anything


def audio_format(file: FileType, *, size_bytes: int, duration_ms: int) -> AudioFormat | None:
    """None: only the decoder can tell."""
    kind = _kind(file)
    if kind is None:
        return None
    codec, container = kind
    info = _info(file)
    return known_format(
        codec=codec,
        container=container,
        sample_rate_hz=int(
            getattr(info, "sample_rate", 48_000)
        ),  # Opus always decodes to 48 kHz and names no rate
        channels=int(info.channels),
        bits=int(getattr(info, "bits_per_sample", 0)) or None,
        bitrate_kbps=round(getattr(info, "bitrate", 0) / 1000) or round(size_bytes * 8 / max(duration_ms, 1)),
    )


def known_format(
    *, codec: str, container: str, sample_rate_hz: int, channels: int, bits: int | None, bitrate_kbps: int
) -> AudioFormat | None:
    """None for numbers that no audio has."""
    if sample_rate_hz <= 0 or channels <= 0 or container not in _MIMES:
        return None
    return AudioFormat(
        codec=codec,
        container=container,
        mime=_MIMES[container],
        sample_rate_hz=sample_rate_hz,
        channels=channels,
        bits=None if codec in _LOSSY else bits,
        bitrate_kbps=bitrate_kbps,
    )


def _kind(file: FileType) -> tuple[str, str] | None:
    """(codec, container)."""
    info = _info(file)
    match file:
        case MP3():
            return f"mp{info.layer}", "mp3"
        case MP4() if info.codec.startswith("mp4a.40"):
            return "aac", "mp4"
        case MP4() if info.codec == "alac":
            return "alac", "mp4"
        case WAVE() if info.audio_format in _PCM and info.bits_per_sample:
            return "pcm", "wav"
        case AIFF() if not _is_aifc(Path(str(file.filename))):
            return "pcm", "aiff"
        case FLAC():
            return "flac", "flac"
        case OggVorbis():
            return "vorbis", "ogg"
        case OggOpus():
            return "opus", "ogg"
        case OggFLAC():
            return "flac", "ogg"
        case WavPack():
            return "wavpack", "wavpack"
        case MonkeysAudio():
            return "ape", "ape"
        case DSF():
            return "dsd", "dsf"
    return None


def _info(file: FileType) -> _Info:
    return cast(_Info, file.info)


def _is_aifc(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == b"AIFC"
