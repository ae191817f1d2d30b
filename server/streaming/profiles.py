"""The ways in which Segue encodes. Every profile is its own set of cached bytes, named by its profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from server.streaming.errors import UnknownProfile


class Codec(StrEnum):
    OPUS = "opus"
    AAC = "aac"
    MP3 = "mp3"
    PCM = "pcm"
    FLAC = "flac"


class Wrapping(StrEnum):
    """How packets become a file; also how a profile's name begins."""

    OGG = "opus"
    M4A = "m4a"
    ADTS = "aac"  # only where exactly this is asked for
    MP3 = "mp3"
    WAV = "wav"
    FLAC = "flac"
    FLAC_MP4 = "flac_mp4"
    L16 = "l16"  # bare samples, most significant byte first (RFC 2586)


RATE_HZ = 48_000  # of the lossy ones: 20 ms are whole Opus packets, and MP3 frames all have the same size

OPUS_MIME = "audio/ogg; codecs=opus"
M4A_MIME = "audio/mp4"
AAC_MIME = "audio/aac"
MP3_MIME = "audio/mpeg"
WAV_MIME = "audio/wav"
L16_MIME = "audio/l16"
FLAC_MIME = "audio/flac"
FLAC_MP4_MIME = 'audio/mp4; codecs="flac"'


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to encode."""

    name: str  # in links and cache keys: never reused for other bytes
    codec: Codec
    wrapping: Wrapping
    mime: str
    bitrate_kbps: int
    rate_hz: int = RATE_HZ
    channels: int = 2
    bits: int | None = None  # None for lossy codecs

    @property
    def title(self) -> str:
        """For people: "Opus 128 kbit/s", "WAV 16 bit 44.1 kHz"."""
        if self.bits is None:
            return f"{_TITLES[self.wrapping]} {self.bitrate_kbps} kbit/s"
        return f"{_TITLES[self.wrapping]} {self.bits} bit {self.rate_hz / 1000:g} kHz"

    @property
    def suffix(self) -> str:
        """Of a file with these bytes."""
        return _SUFFIXES.get(self.wrapping, self.wrapping.value)


_SUFFIXES = {Wrapping.L16: "pcm", Wrapping.FLAC_MP4: "mp4"}
_TITLES = {
    Wrapping.OGG: "Opus",
    Wrapping.M4A: "AAC",
    Wrapping.ADTS: "AAC",
    Wrapping.FLAC: "FLAC",
    Wrapping.FLAC_MP4: "FLAC",
    Wrapping.MP3: "MP3",
    Wrapping.WAV: "WAV",
    Wrapping.L16: "PCM",
}
_LOSSY = {
    Wrapping.OGG: (Codec.OPUS, OPUS_MIME, (128, 96, 64, 192, 256)),
    Wrapping.M4A: (Codec.AAC, M4A_MIME, (256, 128, 64)),
    Wrapping.ADTS: (Codec.AAC, AAC_MIME, (256, 128, 64)),
    Wrapping.MP3: (Codec.MP3, MP3_MIME, (192, 128, 320)),
}

# In the order in which we prefer codecs; the first bitrate of each is what it is sent with unless asked otherwise.
PROFILES = tuple(
    Profile(f"{wrapping}-{kbps}", codec, wrapping, mime, kbps)
    for wrapping, (codec, mime, bitrates) in _LOSSY.items()
    for kbps in bitrates
)

_EXACT_NAME = re.compile(r"(wav|l16|flac|flac_mp4)-(16|24)-(\d{4,6})-([1-8])")


def wav(*, rate_hz: int, bits: int, channels: int) -> Profile:
    """`bits` is 16 or 24."""
    kbps = rate_hz * bits * channels // 1000
    name = f"{Wrapping.WAV}-{bits}-{rate_hz}-{channels}"
    return Profile(name, Codec.PCM, Wrapping.WAV, WAV_MIME, kbps, rate_hz, channels, bits)


def l16(*, rate_hz: int, channels: int) -> Profile:
    """Its type tells a device what the bytes do not: rate and channels."""
    mime = f"{L16_MIME}; rate={rate_hz}; channels={channels}"
    name = f"{Wrapping.L16}-16-{rate_hz}-{channels}"
    return Profile(
        name, Codec.PCM, Wrapping.L16, mime, rate_hz * 16 * channels // 1000, rate_hz, channels, bits=16
    )


def flac(*, rate_hz: int, bits: int, channels: int, in_mp4: bool = False) -> Profile:
    """`bits` is 16 or 24. Its bitrate is what it is at most."""
    wrapping, mime = (Wrapping.FLAC_MP4, FLAC_MP4_MIME) if in_mp4 else (Wrapping.FLAC, FLAC_MIME)
    kbps = rate_hz * bits * channels // 1000
    name = f"{wrapping}-{bits}-{rate_hz}-{channels}"
    return Profile(name, Codec.FLAC, wrapping, mime, kbps, rate_hz, channels, bits)


def find_profile(codec: Codec, bitrate_kbps: int) -> Profile | None:
    return next((p for p in PROFILES if p.codec is codec and p.bitrate_kbps == bitrate_kbps), None)


def get_profile(name: str) -> Profile:
    """Raises: UnknownProfile."""
    for profile in PROFILES:
        if profile.name == name:
            return profile
    found = _EXACT_NAME.fullmatch(name)
    if found is None:
        raise UnknownProfile(name)
    bits, rate_hz, channels = (int(number) for number in found.groups()[1:])
    match found[1]:
        case Wrapping.WAV:
            return wav(rate_hz=rate_hz, bits=bits, channels=channels)
        case Wrapping.L16 if bits == 16:
            return l16(rate_hz=rate_hz, channels=channels)
        case Wrapping.FLAC | Wrapping.FLAC_MP4 as wrapping:
            in_mp4 = wrapping == Wrapping.FLAC_MP4
            return flac(rate_hz=rate_hz, bits=bits, channels=channels, in_mp4=in_mp4)
    raise UnknownProfile(name)
