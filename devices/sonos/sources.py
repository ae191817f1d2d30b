"""What plays on a speaker that is not ours, in people's words, by the scheme of its URI."""

from __future__ import annotations

from devices.model import DeviceId
from devices.reports import Occupied

# As music_source_from_uri of SoCo has them, and some more that its users report.
_NAMES = (
    ("x-sonos-htastream:", "The TV"),
    ("x-sonos-spotify:", "Spotify"),
    ("x-sonos-vli:", "AirPlay or Spotify Connect"),
    ("x-rincon-stream:", "The line-in"),
    ("x-rincon-queue:", "The Sonos queue"),
    ("x-rincon-mp3radio:", "A radio station"),
    ("x-sonosapi-stream:", "A radio station"),
    ("x-sonosapi-radio:", "A radio station"),
    ("x-sonosapi-hls:", "A radio station"),
    ("hls-radio:", "A radio station"),
    ("aac:", "A radio station"),
    ("x-file-cifs:", "The Sonos library"),
    ("x-sonos-http:", "A music service"),
    ("x-sonosprog-", "A music service"),
    ("x-rincon-buzzer:", "An alarm"),
    ("x-rincon:", "Another room"),
)


_GONE_ONCE_LEFT = ("x-sonos-vli:", "x-rincon-buzzer:")  # it comes back only from whoever sent it


def occupied_by(device: DeviceId, uri: str) -> Occupied:
    """What is not known is not trusted to come back, either."""
    is_known = any(uri.startswith(scheme) for scheme, _ in _NAMES)
    return Occupied(device, source_of(uri), can_return=is_known and not uri.startswith(_GONE_ONCE_LEFT))


def source_of(uri: str) -> str:
    """ "Spotify"; "Somebody" for what is not known."""
    return next((name for scheme, name in _NAMES if uri.startswith(scheme)), "Somebody")
