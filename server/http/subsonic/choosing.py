"""The file, or which conversion of it, for an app that says what it plays. OpenSubsonic transcoding 1. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from devices import Capabilities
from library import AudioFormat
from server.http.subsonic.abilities import (
    ClientInfo,
    Quantities,
    TranscodingProfile,
    capabilities,
    excesses,
    of_profile,
    of_source,
    target,
)
from server.streaming import (
    PROFILES,
    Ceiling,
    Codec,
    Direct,
    Piece,
    Profile,
    StreamLimits,
    Transcode,
    decide,
    flac,
    wav,
)

_PIECES = {True: Piece.PART, False: Piece.WHOLE}


@dataclass(frozen=True, slots=True)
class Choice:
    """`reasons` say why not the file; `profile` is what there is instead, if anything."""

    reasons: tuple[str, ...]
    profile: Profile | None


def choose(source: AudioFormat, app: ClientInfo, *, is_part: bool, house_kbps: int | None) -> Choice:
    """The file unless something speaks against it; else the first of the app's targets that we can make."""
    able = capabilities(app.direct_play_profiles)
    limits = StreamLimits(
        _kbps(app.max_audio_bitrate), ceilings=() if house_kbps is None else (Ceiling(house_kbps),)
    )
    reasons = excesses(of_source(source), app.codec_profiles)
    decision = decide(source, able, limits, piece=_PIECES[is_part])
    if isinstance(decision, Transcode):
        reasons = [*_why(source, app, limits, is_part=is_part), *reasons]
    if not reasons and isinstance(decision, Direct):
        return Choice((), None)
    most = _smallest(_kbps(app.max_transcoding_audio_bitrate), limits.most_kbps)
    made = (_make(source, app, wanted, most) for wanted in app.transcoding_profiles)
    profile = next((each for each in made if each is not None), None)
    return Choice(tuple(dict.fromkeys(reasons)) or ("DirectPlayError",), profile)


def _make(
    source: AudioFormat, app: ClientInfo, wanted: TranscodingProfile, most_kbps: int | None
) -> Profile | None:
    """None: we do not make that, or not within what the app allows."""
    codec, container = target(wanted)
    if wanted.protocol not in ("http", "*", "") or codec not in list(Codec):
        return None
    ours = [*PROFILES, _FLAC, _WAV]
    mime = next(
        (p.mime for p in ours if (of_profile(p).codec, of_profile(p).container) == (codec, container)), None
    )
    if mime is None:
        return None
    limits, most_hz = StreamLimits(most_kbps, codec=Codec(codec)), _most_hz(app, codec)
    for channels, bits in (
        (wanted.max_audio_channels or 8, 24),
        (wanted.max_audio_channels or 8, 16),
        (2, 16),
    ):
        profile = _reduced(source, Capabilities(frozenset([mime]), most_hz, channels, bits), limits)
        if (
            profile is None
            or profile.mime != mime
            or profile.bitrate_kbps > (most_kbps or profile.bitrate_kbps)
        ):
            return None
        if not excesses(of_profile(profile), app.codec_profiles):
            return profile
    return None


_FLAC = flac(rate_hz=48_000, bits=16, channels=2)
_WAV = wav(rate_hz=48_000, bits=16, channels=2)


def _reduced(source: AudioFormat, able: Capabilities, limits: StreamLimits) -> Profile | None:
    """As a piece it is never sent as it is."""
    decision = decide(source, able, limits, default_bitrate_kbps=128, piece=Piece.REST)
    return decision.profile if isinstance(decision, Transcode) else None


def _most_hz(app: ClientInfo, codec: str) -> int:
    """The highest rate that the app allows of a codec."""
    rates = (768_000, 384_000, 192_000, 176_400, 96_000, 88_200, 48_000, 44_100)
    tried = (Quantities(codec, "", 2, 0, rate, 16) for rate in rates)
    allowed = [
        q.sample_rate_hz
        for q in tried
        if "AudioSampleRateNotSupported" not in excesses(q, app.codec_profiles)
    ]
    return allowed[0] if allowed else rates[-1]


def _why(source: AudioFormat, app: ClientInfo, limits: StreamLimits, *, is_part: bool) -> list[str]:
    stream = of_source(source)
    profiles = app.direct_play_profiles
    codecs = capabilities(tuple(msgspec.structs.replace(each, containers=()) for each in profiles)).mimes
    able = capabilities(profiles)
    reasons = []
    if isinstance(decide(source, replace(able, max_channels=64)), Transcode):
        plays_codec = isinstance(decide(source, Capabilities(codecs, 768_000, 64, 64)), Direct)
        reasons.append("ContainerNotSupported" if plays_codec else "AudioCodecNotSupported")
    if source.channels > able.max_channels:
        reasons.append("AudioChannelsNotSupported")
    if limits.most_kbps is not None and stream.bitrate > limits.most_kbps * 1000:
        reasons.append("AudioBitrateNotSupported")
    return [*reasons, "PartOfAFile"] if is_part else reasons


def _kbps(bits_per_second: int | None) -> int | None:
    return bits_per_second // 1000 if bits_per_second else None


def _smallest(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)
