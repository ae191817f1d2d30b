"""What an app says that it plays, as devices say it. OpenSubsonic transcoding 1: ClientInfo. Pure.

Bitrates are in bits a second. A list that is empty allows everything; a list of profiles that is empty allows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from devices import Capabilities
from library import AudioFormat
from server.streaming import MIMES_OF_FORMATS, Profile, Wrapping

_CONTAINERS = {
    "m4a": "mp4", "m4b": "mp4", "mov": "mp4", "oga": "ogg", "opus": "ogg", "aif": "aiff", "adts": "aac",
    "wave": "wav", "mpeg": "mp3",
}  # fmt: skip
_CODECS = {
    "wav": "pcm",
    "lpcm": "pcm",
    "pcm_s16le": "pcm",
    "pcm_s24le": "pcm",
    "mp4a": "aac",
    "ogg": "vorbis",
}
_WRAPPED = {
    Wrapping.MP3: "mp3", Wrapping.M4A: "mp4", Wrapping.ADTS: "aac", Wrapping.OGG: "ogg", Wrapping.WAV: "wav",
    Wrapping.FLAC: "flac",
}  # fmt: skip
# The quantity of each limitation, and what to say when it is exceeded.
_REASONS = {
    "audioChannels": "AudioChannelsNotSupported",
    "audioBitrate": "AudioBitrateNotSupported",
    "audioProfile": "AudioProfileNotSupported",
    "audioSamplerate": "AudioSampleRateNotSupported",
    "audioBitdepth": "AudioBitDepthNotSupported",
}


class Limitation(Struct, frozen=True):
    name: str
    comparison: str
    values: tuple[str, ...] = ()
    required: bool = False  # also where the quantity is not known


class CodecProfile(Struct, frozen=True):
    type: str
    name: str
    limitations: tuple[Limitation, ...] = ()


class DirectPlayProfile(Struct, frozen=True, rename="camel"):
    containers: tuple[str, ...] = ()
    audio_codecs: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    max_audio_channels: int | None = None


class TranscodingProfile(Struct, frozen=True, rename="camel"):
    container: str
    audio_codec: str
    protocol: str = "http"
    max_audio_channels: int | None = None


class ClientInfo(Struct, frozen=True, rename="camel"):
    name: str = ""
    platform: str = ""
    max_audio_bitrate: int | None = None
    max_transcoding_audio_bitrate: int | None = None
    direct_play_profiles: tuple[DirectPlayProfile, ...] = ()
    transcoding_profiles: tuple[TranscodingProfile, ...] = ()
    codec_profiles: tuple[CodecProfile, ...] = ()


class Quantities(Struct, frozen=True):
    """Of a stream, as limitations count them; None where it has no such thing."""

    codec: str
    container: str
    channels: int
    bitrate: int
    sample_rate_hz: int
    bits: int | None

    def of(self, limitation: str) -> int | None:
        known = {
            "audioChannels": self.channels,
            "audioBitrate": self.bitrate,
            "audioSamplerate": self.sample_rate_hz,
            "audioBitdepth": self.bits,
        }
        return known.get(limitation)


def of_source(format: AudioFormat) -> Quantities:
    kbps = format.bitrate_kbps
    return Quantities(
        format.codec, format.container, format.channels, kbps * 1000, format.sample_rate_hz, format.bits
    )


def of_profile(profile: Profile) -> Quantities:
    container = _WRAPPED.get(profile.wrapping, profile.suffix)
    kbps, rate_hz = profile.bitrate_kbps, profile.rate_hz
    return Quantities(profile.codec.value, container, profile.channels, kbps * 1000, rate_hz, profile.bits)


def capabilities(profiles: Iterable[DirectPlayProfile]) -> Capabilities:
    """The kinds of file that the app plays as they are, over plain HTTP."""
    able = [each for each in profiles if _allows(each.protocols, "http", {})]
    mimes = frozenset(
        mime
        for (codec, container), mime in MIMES_OF_FORMATS.items()
        if any(_is_of(each, codec, container) for each in able)
    )
    channels = max((each.max_audio_channels or 8 for each in able), default=2)
    return Capabilities(mimes, max_sample_rate_hz=768_000, max_channels=channels, max_bits=64)


def target(wanted: TranscodingProfile) -> tuple[str, str]:
    """Codec and container in our words."""
    codec, container = wanted.audio_codec.lower(), wanted.container.lower()
    return _CODECS.get(codec, codec), _CONTAINERS.get(container, container)


def excesses(stream: Quantities, profiles: Iterable[CodecProfile]) -> list[str]:
    """Which of the app's limitations the stream breaks."""
    told = [
        limitation
        for profile in profiles
        if profile.type == "AudioCodec" and _plain(profile.name, _CODECS) in (stream.codec, "*", "")
        for limitation in profile.limitations
    ]
    return list(
        dict.fromkeys(_REASONS[one.name] for one in told if one.name in _REASONS and _is_broken(one, stream))
    )


def _is_of(profile: DirectPlayProfile, codec: str, container: str) -> bool:
    return _allows(profile.audio_codecs, codec, _CODECS) and _allows(
        profile.containers, container, _CONTAINERS
    )


def _allows(names: Iterable[str], wanted: str, spellings: Mapping[str, str]) -> bool:
    plain = {_plain(name, spellings) for name in names}
    return not plain or wanted in plain or "*" in plain


def _plain(name: str, spellings: Mapping[str, str]) -> str:
    return spellings.get(name.lower(), name.lower())


def _is_broken(limitation: Limitation, stream: Quantities) -> bool:
    """What is not a number, or a comparison that nobody knows, forbids nothing."""
    value = stream.of(limitation.name)
    if value is None:
        return limitation.required and limitation.name != "audioBitdepth"
    bounds = [int(bound) for bound in limitation.values if bound.isascii() and bound.isdigit()]
    if not bounds:
        return False
    match limitation.comparison:
        case "Equals":
            return value not in bounds
        case "NotEquals":
            return value in bounds
        case "LessThanEqual":
            return value > bounds[0]
        case "GreaterThanEqual":
            return value < bounds[0]
        case _:
            return False
