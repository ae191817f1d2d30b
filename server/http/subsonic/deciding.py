"""What an app is to play of a song: the file, or which conversion. OpenSubsonic transcoding 1."""

from __future__ import annotations

import msgspec

from library import TrackId
from server.http.listeners import user_listens
from server.http.subsonic.abilities import ClientInfo, Quantities, of_profile, of_source
from server.http.subsonic.answers import Media, Node, Ok
from server.http.subsonic.choosing import choose
from server.http.subsonic.errors import Failed, NotThere
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.retrieval import LONGEST_OFFSET_S, whereabouts
from server.http.subsonic.services import Services, User
from server.http.subsonic.transcoding import cut_profile


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
        node["transcodeParams"] = services.streams.permit(
            media, choice.profile, listener=user_listens(user.id)
        )
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
    return Media(
        services.streams.rendition(media, profile, start_ms=start_ms, listener=user_listens(user.id))
    )


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


METHODS: Section = {
    "getTranscodeDecision": Method(get_transcode_decision),
    "getTranscodeStream": Method(get_transcode_stream, is_binary=True, has_status=True),
}
