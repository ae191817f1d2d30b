"""Direct or encoded, and why: a pure decision over a format, a device's abilities and somebody's limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from devices import Capabilities
from library import AudioFormat
from server.streaming.limits import NO_LIMITS, StreamLimits
from server.streaming.mimes import mime_needed, plays
from server.streaming.profiles import FLAC_MIME, PROFILES, WAV_MIME, Codec, Profile, Wrapping, flac, wav

_SPELLINGS = {
    "mp3": "MP3", "aac": "AAC", "alac": "ALAC", "flac": "FLAC", "vorbis": "Vorbis", "opus": "Opus",
    "pcm": "PCM", "wavpack": "WavPack", "ape": "Monkey's Audio", "dsd": "DSD",
    "wma": "Windows Media",
}  # fmt: skip
_LOSSLESS = frozenset({"flac", "alac", "pcm", "wavpack", "ape", "dsd"})


@dataclass(frozen=True, slots=True)
class Direct:
    note: str  # for people


@dataclass(frozen=True, slots=True)
class Transcode:
    profile: Profile
    why: str  # the rest of a sentence for people: "this device cannot play ALAC"


Decision = Direct | Transcode


class Piece(StrEnum):
    """How much of the file is to be heard, and how; if not all of it as it is, why the file itself will not do."""

    WHOLE = ""
    PART = "its file holds more than this track"
    REST = "it begins within the track"
    TREATED = "its sound is adjusted"
    FASTER = "it is played at another speed"
    LEVELLED = "it is made as loud as the rest"


def decide(
    format: AudioFormat,
    capabilities: Capabilities,
    limits: StreamLimits = NO_LIMITS,
    *,
    default_bitrate_kbps: int = 128,
    piece: Piece = Piece.WHOLE,
) -> Decision:
    """The original wherever nothing speaks against it; plain samples for a device that mixes.

    `default_bitrate_kbps` is that of Opus.
    """
    samples = exact_profile(format, capabilities, Codec.PCM)
    if capabilities.can_mix and limits.codec is None and limits.allow(samples.bitrate_kbps):
        return Transcode(samples, "played to the sample")
    limited = next(_wishes(format, limits), None)
    unknown = None if _plays_it(format, capabilities) else f"this device cannot play {_spelt(format)}"
    excess = next(_excesses(format, capabilities), None) or piece.value
    why = unknown or limited or excess
    if not why:
        return Direct(f"original {_spelt(format)}")
    is_reducible = limited is None and (unknown is None or capabilities.is_at_home)
    if is_reducible and _is_exact_possible(format, capabilities, limits):
        return Transcode(exact_profile(format, capabilities), why)
    return Transcode(choose_profile(format, capabilities, limits, default_bitrate_kbps), why)


def exact_profile(
    format: AudioFormat, capabilities: Capabilities, codec: Literal[Codec.PCM, Codec.FLAC] | None = None
) -> Profile:
    """Every sample as it is; only what the device cannot take is reduced, nothing is ever raised.

    Unless a codec is named, 16 bits go as WAV, whose every byte can be had at once, more than that as FLAC.
    """
    is_dsd = format.codec == "dsd"  # one bit, decoded to 24 at an eighth of the rate
    rate_hz = format.sample_rate_hz // 8 if is_dsd else format.sample_rate_hz
    rate_hz = reduced_rate_hz(rate_hz, capabilities.max_sample_rate_hz)
    bits = 24 if (is_dsd or (format.bits or 16) > 16) and capabilities.max_bits > 16 else 16
    channels = format.channels if format.channels <= min(8, capabilities.max_channels) else 2
    if codec is None:
        plays_wav, plays_flac = (plays(capabilities.mimes, mime) for mime in (WAV_MIME, FLAC_MIME))
        codec = Codec.FLAC if plays_flac and (bits > 16 or not plays_wav) else Codec.PCM
    make = flac if codec is Codec.FLAC else wav
    return make(rate_hz=rate_hz, bits=bits, channels=channels)


def reduced_rate_hz(rate_hz: int, most_hz: int) -> int:
    """`rate_hz`, or the highest whole fraction of it that `most_hz` allows (96 → 48, 176.4 → 44.1 kHz)."""
    if rate_hz <= most_hz:
        return rate_hz
    divisors = (rate_hz // by for by in range(2, 1 + rate_hz // 8000) if rate_hz % by == 0)
    return next((rate for rate in divisors if rate <= most_hz), most_hz)


def _is_exact_possible(format: AudioFormat, capabilities: Capabilities, limits: StreamLimits) -> bool:
    is_asked_otherwise = limits.most_kbps is not None or limits.codec is not None
    return (
        format.codec in _LOSSLESS
        and not is_asked_otherwise
        and any(plays(capabilities.mimes, mime) for mime in (WAV_MIME, FLAC_MIME))
    )


def choose_profile(
    format: AudioFormat,
    capabilities: Capabilities,
    limits: StreamLimits,
    default_bitrate_kbps: int,
) -> Profile:
    """The best codec that the device plays, no larger than is allowed and than the source deserves."""
    if limits.codec in (Codec.PCM, Codec.FLAC):
        return exact_profile(format, capabilities, limits.codec)
    wrapping = _wrapping(capabilities, limits.codec)
    profiles = sorted(
        (profile for profile in PROFILES if profile.wrapping is wrapping),
        key=lambda profile: profile.bitrate_kbps,
    )
    first = next(profile for profile in PROFILES if profile.wrapping is wrapping)
    usual_kbps = default_bitrate_kbps if first.codec is Codec.OPUS else first.bitrate_kbps
    ceiling_kbps = limits.most_kbps or usual_kbps
    if (
        limits.codec is None
    ):  # who names codec and bitrate means it; else a limit does not make anything larger
        ceiling_kbps = min(ceiling_kbps, usual_kbps)
    allowed = [profile for profile in profiles if profile.bitrate_kbps <= ceiling_kbps] or profiles[:1]
    return _no_larger_than_source(allowed, format)


def _plays_it(format: AudioFormat, capabilities: Capabilities) -> bool:
    needed = mime_needed(format)
    return needed is not None and plays(capabilities.mimes, needed)


def _wishes(format: AudioFormat, limits: StreamLimits) -> Iterator[str]:
    """What somebody wants that the original is not."""
    ceiling = limits.strictest
    if ceiling is not None and not limits.allow(format.bitrate_kbps):
        yield f"limited to {ceiling.kbps} kbit/s{ceiling.where}"
    if limits.codec is not None and limits.codec != format.codec:
        yield f"{_SPELLINGS[limits.codec]} was asked for"


def _excesses(format: AudioFormat, capabilities: Capabilities) -> Iterator[str]:
    """What of it is too much for the device."""
    if format.sample_rate_hz > capabilities.max_sample_rate_hz:
        most = _khz(capabilities.max_sample_rate_hz)
        yield f"this device plays up to {most}, the file has {_khz(format.sample_rate_hz)}"
    if format.channels > capabilities.max_channels:
        yield f"this device has {capabilities.max_channels} channels, the file {format.channels}"
    most_bits = min(
        capabilities.max_bits, capabilities.max_pcm_bits if format.codec == "pcm" else capabilities.max_bits
    )
    if format.bits is not None and format.bits > most_bits:
        yield f"this device plays up to {most_bits} bits, the file has {format.bits}"


def _spelt(format: AudioFormat) -> str:
    return _SPELLINGS.get(format.codec, format.codec)


def _wrapping(capabilities: Capabilities, codec: Codec | None) -> Wrapping:
    """In our order. A device that plays none of ours gets MP3, which everything plays that plays anything."""
    wanted = [profile for profile in PROFILES if codec in (None, profile.codec)]
    playable = (profile.wrapping for profile in wanted if plays(capabilities.mimes, profile.mime))
    return next(playable, Wrapping.MP3 if codec is None else wanted[0].wrapping)


def _no_larger_than_source(profiles: list[Profile], format: AudioFormat) -> Profile:
    """The largest of `profiles` (smallest first), but a lossy file of 64 kbit/s does not get better by 128."""
    if format.codec in _LOSSLESS:
        return profiles[-1]
    enough = (profile for profile in profiles if profile.bitrate_kbps >= format.bitrate_kbps)
    return next(enough, profiles[-1])


def _khz(rate_hz: int) -> str:
    return f"{rate_hz / 1000:g} kHz"
