"""Which bytes `stream` answers: the original or an encoding of it. Pure.

Precedence that apps expect, first match:

| asked for                                 | answered                                                |
|-------------------------------------------|---------------------------------------------------------|
| format=raw                                | the original; of a part of a file its samples, in WAV   |
| the file's own format, within maxBitRate  | the original                                            |
| a format that we encode                   | that one                                                |
| only maxBitRate, below the file's rate    | MP3: every app plays it, and its length is exact        |
| nothing, or a format that we cannot make  | the original                                            |

The house may allow less, outside the home network or to one user: then format=raw counts as nothing, maxBitRate as
no more.

A `timeOffset` needs an encoding also where the original would do (Navidrome ignores it there, and Music Assistant
gave up on seeking): a file's bytes cannot start at a second. So does a track that is a part of its file. Lossless
files are cut to the sample and sent as WAV.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from devices import Capabilities
from library import AudioFormat
from server.streaming import PROFILES, Codec, Profile, Wrapping, exact_profile

DEFAULT_CODEC = Codec.MP3
_ANYTHING = Capabilities(frozenset(), max_sample_rate_hz=768_000, max_channels=8)
_RAW = "raw"
# How apps call a codec: by a file's suffix, mostly.
_CODECS = {
    "mp3": Codec.MP3,
    "opus": Codec.OPUS,
    "ogg": Codec.OPUS,
    "oga": Codec.OPUS,
    "aac": Codec.AAC,
    "m4a": Codec.AAC,
    "mp4": Codec.AAC,
    "flac": Codec.FLAC,
    "wav": Codec.PCM,
}
_BARE = "aac"  # who says exactly that gets AAC without a container
_NAMES = {
    "aac": {"aac", "m4a", "mp4"},
    "alac": {"alac"},
    "opus": {"opus"},
    "pcm": {"wav", "aiff"},
    "vorbis": {"ogg", "oga", "vorbis"},
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the app asked for; None where it did not."""

    format: str | None = None
    max_kbps: int | None = None
    start_ms: int = 0
    is_part: bool = False  # the track is not all of its file
    house_kbps: int | None = None  # the most that the house sends to this app


def decide(source: AudioFormat, wish: Wish) -> Profile | None:
    """None: the original bytes, which always begin at 0 and are the whole file."""
    wish = _within_reach(wish)
    is_piece = wish.is_part or wish.start_ms > 0
    if wish.format == _RAW:
        return cut_profile(source) if is_piece else None
    codec = _CODECS.get(wish.format or "")
    is_within = wish.max_kbps is None or source.bitrate_kbps <= wish.max_kbps
    is_of_format = codec is None or wish.format in _NAMES.get(source.codec, {source.codec})
    if is_within and is_of_format:
        piece = cut_profile(source) if is_piece else None
        if piece is None or wish.max_kbps is None or piece.bitrate_kbps <= wish.max_kbps:
            return piece
    return _within(codec or DEFAULT_CODEC, wish, source)


def _within_reach(wish: Wish) -> Wish:
    """The house's limit goes before the app's, and before its wish for the raw file."""
    if wish.house_kbps is None:
        return wish
    return replace(
        wish,
        format=None if wish.format == _RAW else wish.format,
        max_kbps=min(wish.max_kbps or wish.house_kbps, wish.house_kbps),
    )


def cut_profile(source: AudioFormat) -> Profile:
    """For a piece of a file: each sample as it is if the file is lossless, else as close as we can encode."""
    return _like(source) if source.bits is None else exact_profile(source, _ANYTHING)


def _within(codec: Codec, wish: Wish, source: AudioFormat) -> Profile:
    """The codec's usual profile; under a limit the best that keeps it, or the smallest there is."""
    if codec in (Codec.FLAC, Codec.PCM):
        exact = exact_profile(source, _ANYTHING, codec)
        if wish.max_kbps is None or exact.bitrate_kbps <= wish.max_kbps:
            return exact
        codec = DEFAULT_CODEC
    unwanted = Wrapping.M4A if wish.format == _BARE else Wrapping.ADTS
    profiles = [each for each in PROFILES if each.codec is codec and each.wrapping is not unwanted]
    if wish.max_kbps is None:
        return profiles[0]
    allowed = [profile for profile in profiles if profile.bitrate_kbps <= wish.max_kbps]
    return max(allowed, key=_rate, default=min(profiles, key=_rate))


def _like(source: AudioFormat) -> Profile:
    """As close to the original as we can encode: no worse than it, where there is such a profile."""
    codec = next((each.codec for each in PROFILES if each.codec == source.codec), DEFAULT_CODEC)
    profiles = [each for each in PROFILES if each.codec is codec and each.wrapping is not Wrapping.ADTS]
    enough = [profile for profile in profiles if profile.bitrate_kbps >= source.bitrate_kbps]
    return min(enough, key=_rate, default=max(profiles, key=_rate))


def _rate(profile: Profile) -> int:
    return profile.bitrate_kbps
