"""The ways in which Segue encodes: a small fixed list, as every profile is its own set of cached bytes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.streaming.errors import UnknownProfile


class Codec(StrEnum):
    OPUS = "opus"
    AAC = "aac"
    MP3 = "mp3"


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to encode. Every one is stereo, of 48 kHz."""

    name: str  # in links and cache keys: never reused for other bytes
    codec: Codec
    bitrate_kbps: int
    mime: str

    @property
    def title(self) -> str:
        """For people: "Opus 128 kbit/s"."""
        spelling = {Codec.OPUS: "Opus", Codec.AAC: "AAC", Codec.MP3: "MP3"}[self.codec]
        return f"{spelling} {self.bitrate_kbps} kbit/s"


RATE_HZ = 48_000  # 20 ms of it are whole Opus packets, and its MP3 frames all have the same size
CHANNELS = 2

OPUS_MIME = "audio/ogg; codecs=opus"
AAC_MIME = "audio/aac"
MP3_MIME = "audio/mpeg"


def _profile(codec: Codec, bitrate_kbps: int, mime: str) -> Profile:
    return Profile(f"{codec}-{bitrate_kbps}", codec, bitrate_kbps, mime)


# In the order in which we prefer codecs; the first bitrate of each is what it is sent with unless asked otherwise.
PROFILES = (
    _profile(Codec.OPUS, 128, OPUS_MIME),
    _profile(Codec.OPUS, 96, OPUS_MIME),
    _profile(Codec.OPUS, 64, OPUS_MIME),
    _profile(Codec.OPUS, 192, OPUS_MIME),
    _profile(Codec.OPUS, 256, OPUS_MIME),
    _profile(Codec.AAC, 256, AAC_MIME),
    _profile(Codec.AAC, 128, AAC_MIME),
    _profile(Codec.MP3, 192, MP3_MIME),
    _profile(Codec.MP3, 128, MP3_MIME),
    _profile(Codec.MP3, 320, MP3_MIME),
)


def find_profile(codec: Codec, bitrate_kbps: int) -> Profile | None:
    return next((p for p in PROFILES if p.codec is codec and p.bitrate_kbps == bitrate_kbps), None)


def get_profile(name: str) -> Profile:
    """Raises: UnknownProfile."""
    for profile in PROFILES:
        if profile.name == name:
            return profile
    raise UnknownProfile(name)
