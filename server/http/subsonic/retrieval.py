"""Media retrieval: the sound and the pictures. Subsonic "Media retrieval"; OpenSubsonic transcodeOffset."""

from __future__ import annotations

from devices import PlayToken
from library import TrackId
from server.http.listeners import user_listens
from server.http.subsonic import ids
from server.http.subsonic.answers import Media, Picture, Playlist
from server.http.subsonic.errors import Failed, NotThere
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.placeholder import placeholder
from server.http.subsonic.services import Services, User
from server.http.subsonic.transcoding import Wish, cut_profile, decide
from server.http.titled import title_of
from server.stations import StationId
from server.streaming import HLS_MIME, Whereabouts

LARGEST_COVER_PX = 4_096
UNLIMITED_KBPS = 1_000_000
LONGEST_OFFSET_S = 7 * 24 * 3600


def stream(services: Services, params: Params, user: User) -> Media:
    """Counts no play (OpenSubsonic: scrobble does). `estimateContentLength` changes nothing: a length is told
    exactly or not at all, for a guessed one cuts the last seconds off or hangs the player."""
    media = services.library.get_media_file(TrackId(params.text("id")), for_user=user.id)
    wish = Wish(
        format=(params.find_text("format") or "").lower() or None,
        max_kbps=params.number("maxBitRate", 0, highest=100_000) or None,
        start_ms=params.number("timeOffset", 0, highest=LONGEST_OFFSET_S) * 1000,
        is_part=media.cut is not None,
        house_kbps=services.streams.most_kbps(whereabouts(params, user)),
    )
    profile = decide(media.format, wish)
    start_ms = 0 if profile is None else min(wish.start_ms, media.duration_ms)
    rendition = services.streams.rendition(media, profile, start_ms=start_ms, listener=user_listens(user.id))
    title = (lambda: title_of(services.library, media.track_id)) if services.streams.tells_titles else None
    return Media(rendition, title=title)


def whereabouts(params: Params, user: User) -> Whereabouts:
    """What counts for how much the app may be sent."""
    return Whereabouts(params.is_away, listener_kbps=user.max_kbps)


def download(services: Services, params: Params, user: User) -> Media:
    """The file as it is, under its own name; a track that is a part of a file comes alone, under its title."""
    media = services.library.get_media_file(TrackId(params.text("id")), for_user=user.id)
    if media.cut is None:
        return Media(services.streams.rendition(media, None), download_name=media.path.name)
    profile = cut_profile(media.format)
    name = f"{services.library.get_track(media.track_id, for_user=user.id).title}.{profile.suffix}"
    return Media(services.streams.rendition(media, profile), download_name=name)


def hls(services: Services, params: Params, user: User) -> Playlist:
    """Onto the segments that speakers get: of one `bitRate` what keeps it, of several what a player may change between
    (Subsonic 1.9: each may say a size of video, which music has not)."""
    media = services.library.get_media_file(TrackId(params.text("id")), for_user=user.id)
    limits = [_kbps(value) for value in params.texts("bitRate")]
    offered = services.streams.offer_package(
        media, token=PlayToken(""), listener=user_listens(user.id), where=whereabouts(params, user)
    )
    folder, signed, _name = offered.path.strip("/").split("/")
    package = services.streams.open_package(signed)
    return Playlist(package.master_within(limits, below=f"../{folder}/{signed}/"), HLS_MIME)


def get_captions(_services: Services, params: Params, _user: User) -> Picture:
    """There are no videos, so none of them has captions."""
    raise NotThere(params.text("id"))


def get_video_info(_services: Services, params: Params, _user: User) -> Picture:
    raise NotThere(params.text("id"))


def _kbps(value: str) -> int:
    number = value.partition("@")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Failed(f"Parameter bitRate must be a whole number: {value[:40]!r}")
    return int(number) or UNLIMITED_KBPS


def get_cover_art(services: Services, params: Params, user: User) -> Picture:
    """The picture for any id. A known thing without one gets a drawing, since apps that are given an error
    instead show a broken picture, or ask again at each scroll; an unknown id is error 70."""
    wanted = params.text("id")
    size_px = params.number("size", 0, highest=LARGEST_COVER_PX) or None
    if ids.kind(wanted) == ids.STATION:
        return _station_picture(services, StationId(wanted), size_px)
    cover = services.library.cover_of(wanted, for_user=user.id)
    if cover is None:
        return Picture(placeholder(wanted, size_px), is_permanent=False)
    image = services.library.get_cover(cover, size_px=size_px, for_user=user.id)
    return Picture(image, is_permanent=ids.kind(wanted) == ids.COVER)


def _station_picture(services: Services, wanted: StationId, size_px: int | None) -> Picture:
    picture = services.stations.picture(wanted, size_px=size_px)
    if picture is None:
        return Picture(placeholder(wanted, size_px), is_permanent=False)
    return Picture(picture, is_permanent=services.stations.get(wanted).cover_id == wanted)


def get_avatar(_services: Services, params: Params, _user: User) -> Picture:
    """Nobody has a picture yet: error 70, whereupon apps draw initials."""
    raise NotThere(params.text("username"))


METHODS: Section = {
    "stream": Method(stream, is_binary=True),
    "download": Method(download, is_binary=True),
    "hls.m3u8": Method(hls, is_binary=True),
    "getCaptions": Method(get_captions, is_binary=True),
    "getVideoInfo": Method(get_video_info),
    "getCoverArt": Method(get_cover_art, is_binary=True),
    "getAvatar": Method(get_avatar, is_binary=True),
}
