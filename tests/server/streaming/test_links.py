from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import PlayToken
from library import TrackId
from server.streaming import LinkExpired, LinkForged
from server.streaming.links import Link, Links


class Standing:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.utc = datetime(2024, 1, 1, tzinfo=UTC)

    def now_ms(self) -> int:
        return 0

    def now_utc(self) -> datetime:
        return self.utc


LINK = Link(TrackId("tr-12"), "17f-3a", "opus-128", 1234, PlayToken("tok"))


def links(key: bytes = b"k" * 32, clock: Standing | None = None) -> Links:
    return Links(key=key, lifetime=timedelta(hours=2), clock=clock or Standing())


text = st.text(max_size=20)


@given(st.builds(Link, text, text, st.none() | text, st.integers(0, 10**9), text))
def test_a_link_says_what_was_signed(link: Link) -> None:
    signed = links().sign(link)
    assert links().read(signed) == link
    assert signed.isascii()
    assert not set(signed) & set("/?#%&+ ")


def test_a_link_of_another_server_is_forged() -> None:
    with pytest.raises(LinkForged):
        links(b"other" * 8).read(links().sign(LINK))


@given(st.integers(0, 10_000), st.sampled_from("abcXYZ019-_."))
def test_any_changed_character_is_noticed(at: int, other: str) -> None:
    signed = links().sign(LINK)
    at %= len(signed)
    # The last character of a base64 text has bits that mean nothing.
    if signed[at] == other or at == len(signed) - 1:
        return
    with pytest.raises(LinkForged):
        links().read(signed[:at] + other + signed[at + 1 :])


@pytest.mark.parametrize("text", ["", ".", "nonsense", "a.b", "é.ü", "x" * 5000])
def test_nonsense_is_forged(text: str) -> None:
    with pytest.raises(LinkForged):
        links().read(text)


def test_a_link_ends_after_its_lifetime() -> None:
    clock = Standing()
    signed = links(clock=clock).sign(LINK)
    clock.utc += timedelta(hours=1, minutes=59)
    assert links(clock=clock).read(signed) == LINK
    clock.utc += timedelta(minutes=1)
    with pytest.raises(LinkExpired):
        links(clock=clock).read(signed)


def test_the_load_of_a_link_is_known_after_its_end_but_not_that_of_a_forged_one() -> None:
    clock = Standing()
    signed = links(clock=clock).sign(LINK)
    clock.utc += timedelta(days=30)
    assert links(clock=clock).find_token(signed) == "tok"
    assert links(b"j" * 32).find_token(signed) is None
