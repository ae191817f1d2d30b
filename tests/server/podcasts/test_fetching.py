"""One careful GET: limits, redirects, and what is not asked."""

from __future__ import annotations

import pytest

from server.clock import SystemClock
from server.podcasts import FetchFailed, only_public
from server.podcasts.addresses import AddressPolicy
from server.podcasts.fetching import Fetcher, Limits
from tests.fakes.feed_server import FeedServer, Page

LIMITS = Limits(1_000, 10_000)


def fetcher(allows: AddressPolicy = lambda _: True, stopping: bool = False) -> Fetcher:
    return Fetcher(SystemClock(), allows, "Segue/test", lambda: stopping)


def body(feeds: FeedServer, path: str, limits: Limits = LIMITS, **options: bool) -> bytes:
    with fetcher(**options).get(feeds.url(path), limits) as answer:
        return b"".join(answer.pieces)


def test_what_is_there_comes(feeds) -> None:
    feeds.pages["/a"] = Page(b"hello")
    assert body(feeds, "/a") == b"hello"
    assert feeds.asked[0][1]["user-agent"] == "Segue/test"


def test_an_address_inside_the_house_is_never_connected_to(feeds) -> None:
    feeds.pages["/a"] = Page(b"secret")
    for host in ("127.0.0.1", "localhost"):
        with (
            pytest.raises(FetchFailed, match="public"),
            fetcher(only_public).get(f"http://{host}:{feeds.port}/a", LIMITS),
        ):
            pass
    assert feeds.asked == []


def test_a_redirect_is_checked_like_the_first_address(feeds) -> None:
    feeds.pages["/a"] = Page(status=302, headers={"Location": "http://[::1]:1/inside"})
    with (
        pytest.raises(FetchFailed, match="public"),
        fetcher(lambda ip: ip == "127.0.0.1").get(feeds.url("/a"), LIMITS),
    ):
        pass


def test_five_redirects_are_followed_and_no_more(feeds) -> None:
    for number in range(9):
        feeds.pages[f"/{number}"] = Page(status=301, headers={"Location": f"/{number + 1}"})
    feeds.pages["/9"] = Page(b"there")
    assert body(feeds, "/4") == b"there"
    with pytest.raises(FetchFailed, match="redirected"):
        body(feeds, "/3")


@pytest.mark.parametrize(
    "page",
    [
        Page(bytes(1_001)),
        Page(bytes(10), length=5_000),
        Page(bytes(10), length=20),
        Page(status=302, headers={"Location": "http://[x/"}),
        Page(status=500),
        Page(b"x", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["too large", "announced too large", "cut off", "a redirect to nowhere", "an error", "compressed"],
)
def test_what_is_not_as_it_should_be_fails(feeds, page) -> None:
    feeds.pages["/a"] = page
    with pytest.raises(FetchFailed):
        body(feeds, "/a")


def test_time_runs_out_and_a_house_may_stop(feeds) -> None:
    feeds.pages["/a"] = Page(bytes(100))
    with pytest.raises(FetchFailed, match="long"):
        body(feeds, "/a", Limits(1_000, -1))
    with pytest.raises(FetchFailed, match="long"):
        body(feeds, "/a", stopping=True)


@pytest.mark.parametrize("length", ["\xb2", "9" * 5_000], ids=["no number", "an endless one"])
def test_a_length_that_is_none_is_passed_over(feeds, length) -> None:
    feeds.pages["/a"] = Page(b"hello", length=length)
    assert body(feeds, "/a") == b"hello"


def test_who_sends_headers_drop_by_drop_is_not_listened_to_for_ever(feeds) -> None:
    feeds.pages["/a"] = Page(drips=b"x")
    with pytest.raises(FetchFailed, match="long"):
        body(feeds, "/a", Limits(1_000, 300))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://e.example/x", "http://u:p@127.0.0.1/", "http://", "http://[", "http://a:99999/",
     "http://127.0.0.1/" + "x" * 5_000],
)  # fmt: skip
def test_only_plain_addresses_of_the_web_are_asked(url) -> None:
    with pytest.raises(FetchFailed), fetcher().get(url, LIMITS):
        pass
