"""What we write into a stream's address for ourselves: where in the track it begins, and how fast it goes.

So it is known again in the speaker after a restart of ours. The server reads none of it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from devices.model import Media, PlayToken
from devices.sonos.held import Item
from devices.sonos.wire import Look

_START, _RATE = "start_ms", "rate"


def item_of(media: Media) -> Item:
    """The stream itself begins at `start_ms` (Capabilities.starts_in_stream)."""
    noted = {
        _START: media.start_ms or None,
        _RATE: None if media.rate == 1.0 else media.rate,
    }
    notes = urlencode({name: value for name, value in noted.items() if value is not None})
    separator = "&" if "?" in media.url else "?"
    uri = f"{media.url}{separator}{notes}" if notes else media.url
    return Item(media.token, uri, media.start_ms, media.duration_ms, media.rate)


def found_item(token: PlayToken, look: Look) -> Item:
    """What plays there of ours, by what we noted then and what the speaker knows of its length."""
    said = parse_qs(urlsplit(look.uri).query)
    start_ms, rate = round(_number(said.get(_START), 0.0)), _number(said.get(_RATE), 1.0)
    return Item(token, look.uri, start_ms, start_ms + round(look.duration_ms * rate), rate)


def _number(said: list[str] | None, otherwise: float) -> float:
    """What is written in the speaker may have been changed by others."""
    try:
        number = float(said[0]) if said else otherwise
    except ValueError:
        return otherwise
    return number if 0 < number < 1e9 else otherwise
