"""Whether this machine's FFmpeg can do what Segue asks of it."""

from __future__ import annotations

from av.codec import Codec
from av.codec.codec import UnknownCodecError

from server.streaming.encode.encoder import ENCODERS

_DECODERS = (
    "mp3",
    "flac",
    "vorbis",
    "opus",
    "aac",
    "alac",
    "pcm_s16le",
    "pcm_s16be",
    "wavpack",
    "ape",
    "dsd_lsbf",
)


def missing_codecs() -> list[str]:
    """The names of what is not there, as FFmpeg calls them, "libopus (encoder)"; empty on a sound machine."""
    missing = [f"{name} (decoder)" for name in _DECODERS if not _has(name, is_encoder=False)]
    return missing + [
        f"{each.name} (encoder)" for each in ENCODERS.values() if not _has(each.name, is_encoder=True)
    ]


def _has(name: str, *, is_encoder: bool) -> bool:
    try:
        Codec(name, "w" if is_encoder else "r")
    except UnknownCodecError:
        return False
    return True
