"""Which bytes `stream` answers: the original or an encoding of it. Pure.

Precedence that apps expect (in this order):
  format=raw                               the original, always
  format of the file, within maxBitRate    the original
  another format                           that one
  only maxBitRate, below the file's        MP3, which everything plays and whose length is exact
A `timeOffset` needs an encoding also where the original would do: bytes cannot start at a second.
"""

from __future__ import annotations

from dataclasses import dataclass

from library.model import AudioFormat

DEFAULT_CODEC = "mp3"
_RAW = "raw"
# How apps call a codec: by a file's suffix, mostly. Any other name counts as none: better sound than none.
_CODECS = {
    "mp3": "mp3",
    "opus": "opus",
    "ogg": "opus",
    "oga": "opus",
    "aac": "aac",
    "m4a": "aac",
    "mp4": "aac",
    "flac": "flac",
    "wav": "wav",
}
_SAME_AS = {"mp3": {"mp3"}, "opus": {"opus"}, "aac": {"aac", "m4a", "mp4"}, "flac": {"flac"}}
_SUFFIXES = {"vorbis": {"ogg", "oga"}, "pcm": {"wav", "aiff"}, "alac": {"alac"}}
_LOSSLESS = {"flac", "wav"}
_USUAL_KBPS = {"mp3": 192, "opus": 128, "aac": 192}
_HIGHEST_KBPS = {"mp3": 320, "opus": 256, "aac": 320}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the app asked for; None where it did not."""

    format: str | None = None
    max_kbps: int | None = None
    start_ms: int = 0


@dataclass(frozen=True, slots=True)
class Encoding:
    codec: str  # "mp3", "opus", "aac", "flac", "wav"
    bitrate_kbps: int | None  # None: lossless


def decide(source: AudioFormat, wish: Wish) -> Encoding | None:
    """None: the original bytes."""
    if wish.format == _RAW:
        return None
    fits = wish.max_kbps is None or source.bitrate_kbps <= wish.max_kbps
    named = _CODECS.get(wish.format or "")
    if fits and (named is None or wish.format in _formats_of(source)):
        return None if wish.start_ms == 0 else _like(source)
    codec = named or DEFAULT_CODEC
    if codec in _LOSSLESS and wish.max_kbps is not None:
        codec = DEFAULT_CODEC  # no lossless encoding keeps below a rate
    return _encoding(codec, wish.max_kbps or _USUAL_KBPS.get(codec, 0))


def _like(source: AudioFormat) -> Encoding:
    """As close to the original as we can encode."""
    if source.bits is not None:
        return Encoding("flac", None)
    codec = source.codec if source.codec in _USUAL_KBPS else DEFAULT_CODEC
    return _encoding(codec, max(source.bitrate_kbps, _USUAL_KBPS[codec]))


def _encoding(codec: str, kbps: int) -> Encoding:
    if codec in _LOSSLESS:
        return Encoding(codec, None)
    return Encoding(codec, min(kbps, _HIGHEST_KBPS[codec]))


def _formats_of(source: AudioFormat) -> set[str]:
    return _SAME_AS.get(source.codec, set()) | _SUFFIXES.get(source.codec, set())
