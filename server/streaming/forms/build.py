"""The form of a stream, by its profile."""

from __future__ import annotations

import zlib
from typing import assert_never

from server.streaming.forms.adts import Adts
from server.streaming.forms.flac import Flac
from server.streaming.forms.form import Form
from server.streaming.forms.mp3 import Mp3
from server.streaming.forms.mp4 import AacMp4, FlacMp4
from server.streaming.forms.ogg import OggOpus
from server.streaming.forms.wave import BareSamples, Wave
from server.streaming.profiles import Profile, Wrapping

GRID_VERSION = 3


def form_of(profile: Profile, samples: int, *, source_rate_hz: int, name: str, packet_samples: int) -> Form:
    """`samples` at the profile's rate; `name` seeds what must differ between streams; `packet_samples` counts where
    the codec lets it be chosen."""
    match profile.wrapping:
        case Wrapping.OGG:
            return OggOpus(profile.bitrate_kbps, samples, zlib.crc32(name.encode()), source_rate_hz)
        case Wrapping.MP3:
            return Mp3(profile.bitrate_kbps, samples)
        case Wrapping.M4A:
            return AacMp4(samples, profile.bitrate_kbps)
        case Wrapping.ADTS:
            return Adts(samples)
        case Wrapping.FLAC:
            return _flac(profile, samples, packet_samples)
        case Wrapping.FLAC_MP4:
            return FlacMp4(_flac(profile, samples, packet_samples))
        case Wrapping.WAV:
            return Wave(BareSamples(samples, profile.channels, profile.bits or 16), profile.rate_hz)
        case Wrapping.L16:
            return BareSamples(samples, profile.channels, 16)
        case unknown:
            assert_never(unknown)


def _flac(profile: Profile, samples: int, packet_samples: int) -> Flac:
    return Flac(samples, profile.rate_hz, profile.channels, profile.bits or 16, packet_samples)
