"""Feeds as values, the wild ones too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server.podcasts import NotAFeed
from server.podcasts.feed import parse_feed

URL = "http://feeds.example/f.xml"


def feed(inside: str, prolog: str = "") -> bytes:
    return f'{prolog}<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


def test_a_feed_tells_its_episodes() -> None:
    read = parse_feed(
        URL,
        feed(
            "<title>Show</title><description>All &lt;b&gt;talk&lt;/b&gt;</description><item><title>One</title>"
            "<guid isPermaLink='false'>g1</guid><pubDate>Thu, 01 Jan 2026 10:00:00 +0000</pubDate>"
            "<enclosure url='http://e.example/1.mp3' length='7' type='audio/mpeg'/></item>"
        ),
    )
    [one] = read.episodes
    assert (read.title, read.description) == ("Show", "All talk")
    assert (one.title, one.media_url, one.size_bytes, one.mime) == (
        "One",
        "http://e.example/1.mp3",
        7,
        "audio/mpeg",
    )
    assert one.published_utc == datetime(2026, 1, 1, 10, tzinfo=UTC)


def test_what_cannot_be_heard_is_left_out() -> None:
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid>{enclosure}</item>"
        for title, enclosure in (
            ("text", ""),
            ("file", "<enclosure url='file:///etc/passwd' length='1' type='audio/mpeg'/>"),
            ("picture", "<enclosure url='http://e.example/1.png' length='1' type='image/png'/>"),
        )
    )
    assert parse_feed(URL, feed(f"<title>T</title>{items}")).episodes == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"not xml", b"\x00\xff\xfe", b"<rss><channel><title>broken", b"<html><body>404</body></html>"[:20]],
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse_feed(URL, data)


def test_a_bomb_does_not_go_off() -> None:
    lines = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE rss [<!ENTITY b0 "boom">{lines}]>'
    for data in (
        feed("<title>&b11;</title>", bomb),
        feed("<title>&b11;</title>", bomb).decode().encode("utf-16"),
    ):
        with pytest.raises(NotAFeed, match="entities"):
            parse_feed(URL, data)


def test_files_of_the_machine_are_not_read_into_a_feed() -> None:
    outside = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(NotAFeed, match="entities"):
        parse_feed(URL, feed("<title>&x;</title>", outside))
