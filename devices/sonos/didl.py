"""What a speaker is told of a track beside its address: else it refuses with 714 before it fetches anything."""

from __future__ import annotations

from soco.data_structures import DidlMusicTrack, DidlResource, to_didl_string

from devices.model import Media
from devices.sonos.wire import clock_text

_SPOKEN = {"audio/aac": "audio/mp4", "audio/x-flac": "audio/flac", "audio/x-wav": "audio/wav"}


def didl_of(media: Media, url: str, duration_ms: int) -> str:
    """Title, class, MIME and duration are what it insists on (SoCo#783); the rest is shown in its app."""
    mime = media.mime.partition(";")[0].strip()
    resource = DidlResource(
        uri=url,
        protocol_info=f"http-get:*:{_SPOKEN.get(mime, mime)}:*",
        duration=clock_text(max(1_000, duration_ms)),
    )
    told = {"creator": media.artist, "album": media.release, "album_art_uri": media.cover_url}
    track = DidlMusicTrack(
        title=media.title or "?",
        parent_id="-1",
        item_id="-1",
        resources=[resource],
        **{name: value for name, value in told.items() if value},
    )
    return str(to_didl_string(track))
