"""What an app is to play of a song: the file, or which conversion. OpenSubsonic transcoding 1."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from devices import Capabilities
from library import AudioFormat, TrackId
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
from server.http.subsonic.answers import Media, Node, Ok
from server.http.subsonic.errors import Failed, NotThere
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.retrieval import LONGEST_OFFSET_S, whereabouts
from server.http.subsonic.services import Services, User
from server.http.subsonic.transcoding import cut_profile
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


def get_transcode_decision(services: Services, params: Params, user: User) -> Ok:
    """`transcodeParams` is for one song, as its file is now, and expires as links do."""
    media = services.library.get_media_file(_song(params), for_user=user.id)
    house_kbps = services.streams.most_kbps(whereabouts(params, user))
    is_part = media.cut is not None
    choice = choose(media.format, _client(params), is_part=is_part, house_kbps=house_kbps)
    can_play = not choice.reasons
    node: Node = {
        "canDirectPlay": can_play,
        "canTranscode": choice.profile is not None,
        "transcodeReason": list(choice.reasons),
        "errorReason": ""
        if can_play or choice.profile
        else "The app plays nothing that Segue makes of this song",
        "sourceStream": _details(of_source(media.format)),
    }
    if can_play or choice.profile is not None:
        node["transcodeParams"] = services.streams.permit(media, choice.profile, listener=f"user-{user.id}")
    if choice.profile is not None:
        node["transcodeStream"] = _details(of_profile(choice.profile))
    return Ok({"transcodeDecision": node})


def get_transcode_stream(services: Services, params: Params, user: User) -> Media:
    """Exact ranges from the first byte on, as `stream` has them; from `offset` on without those before."""
    wanted = services.library.get_media_file(_song(params), for_user=user.id)
    media, profile = services.streams.permitted(params.text("transcodeParams"))
    if media.track_id != wanted.track_id:
        raise NotThere(wanted.track_id)
    start_ms = min(params.number("offset", 0, highest=LONGEST_OFFSET_S) * 1000, media.duration_ms)
    if profile is None and start_ms:
        profile = cut_profile(media.format)
    return Media(services.streams.rendition(media, profile, start_ms=start_ms, listener=f"user-{user.id}"))


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


def _song(params: Params) -> TrackId:
    wanted, kind = params.text("mediaId"), params.text("mediaType")
    if kind != "song":
        raise Failed(f"Parameter mediaType must be song: {kind[:40]!r}")
    return TrackId(wanted)


def _client(params: Params) -> ClientInfo:
    """Without a body the app plays nothing. Raises: Failed."""
    try:
        return msgspec.json.decode(params.body or b"{}", type=ClientInfo)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Failed(f"The body is no ClientInfo: {error}") from None


def _details(stream: Quantities) -> Node:
    node: Node = {
        "protocol": "http",
        "container": stream.container,
        "codec": stream.codec,
        "audioChannels": stream.channels,
        "audioBitrate": stream.bitrate,
        "audioProfile": "",
        "audioSamplerate": stream.sample_rate_hz,
    }
    return node if stream.bits is None else {**node, "audioBitdepth": stream.bits}


def _kbps(bits_per_second: int | None) -> int | None:
    return bits_per_second // 1000 if bits_per_second else None


def _smallest(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


METHODS: Section = {
    "getTranscodeDecision": Method(get_transcode_decision),
    "getTranscodeStream": Method(get_transcode_stream, is_binary=True, has_status=True),
}
