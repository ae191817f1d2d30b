"""A feed's bytes as a value; the one door to podcastparser. A document that declares entities is refused unread."""

from __future__ import annotations

import io
import re
import xml.sax
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.parsers import expat

import podcastparser

from server.podcasts.errors import NotAFeed
from server.podcasts.model import Feed, FeedEpisode

MOST_EPISODES = 2_000  # of a feed: the newest
_LONGEST_TEXT = 20_000
_LATEST_S = 253_402_300_799
_TAG = re.compile(r"<[^>]{0,2000}>")


def parse_feed(url: str, data: bytes) -> Feed:
    """Raises: NotAFeed."""
    _refuse_entities(data)
    try:
        told = podcastparser.parse(url, io.BytesIO(data), MOST_EPISODES)
    except (podcastparser.FeedParseError, xml.sax.SAXException, ValueError, LookupError, TypeError) as error:
        raise NotAFeed(str(error) or "it cannot be read") from error
    episodes = [_episode(each) for each in told.get("episodes", ())]
    return Feed(
        _text(told, "title") or urlsplit(url).hostname or "Podcast",
        _plain(_text(told, "description")),
        _address(_text(told, "cover_url")),
        tuple(each for each in episodes if each is not None),
    )


def _refuse_entities(data: bytes) -> None:
    """A few lines that declare entities inside entities stand for gigabytes; no feed needs any."""

    def refuse(*_declared: object) -> None:
        raise NotAFeed("it declares entities")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise NotAFeed(str(error)) from error


def _episode(told: Mapping[str, object]) -> FeedEpisode | None:
    """None: there is nothing to hear."""
    found = told.get("enclosures")
    enclosures = [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    media = next((each for each in enclosures if _is_heard(each)), None)
    if media is None:
        return None
    published = _number(told, "published")
    return FeedEpisode(
        guid=(_text(told, "guid") or _text(media, "url"))[:1_000],
        title=_text(told, "title") or "Episode",
        description=_plain(_text(told, "description")),
        published_utc=datetime.fromtimestamp(min(published, _LATEST_S), UTC) if published > 0 else None,
        media_url=_text(media, "url"),
        mime=_text(media, "mime_type"),
        size_bytes=max(0, _number(media, "file_size")),
        duration_s=max(0, _number(told, "total_time")),
    )


def _is_heard(enclosure: Mapping[str, object]) -> bool:
    mime = _text(enclosure, "mime_type")
    return bool(_address(_text(enclosure, "url"))) and not mime.startswith(("image/", "video/", "text/"))


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    return value.strip()[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _number(told: Mapping[str, object], name: str) -> int:
    value = told.get(name)
    return int(value) if isinstance(value, int | float) and abs(value) < 2**53 else 0


def _address(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""


def _plain(text: str) -> str:
    """Without markup: nobody shows a stranger's HTML."""
    return _TAG.sub("", text).strip()
