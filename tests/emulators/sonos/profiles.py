"""What kinds of Sonos rooms there are, and what each gets wrong: one table of frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

_MIMES = frozenset({
    "audio/flac", "audio/x-flac", "audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a",
    "audio/aac", "audio/ogg", "application/ogg", "audio/wav", "audio/x-wav", "audio/aiff", "audio/x-aiff",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of room; the numbers in brackets are those of the reference on devices, section 2.2.

    `generation`: 1 is S1, which plays 16 bits only, 2 is S2 with 24 (6, docs.sonos.com supported-audio-formats).
    `start_delay_ms`: from Play to sound; 2-10 s were seen for radio, less for tracks (19, node-sonos#467).
    `prebuffer_ms`: audio that must be there before it sounds (19).
    `report_lag_ms`: events come so much later than what they tell; nobody has published a figure.
    `pause_closes`: the connection is closed by a pause, and opened again with Range on resume (7, docs.sonos.com
    streaming-basics; 8, philippe44 for what happens to servers that cannot).
    `needs_next_ms`: SetNextAVTransportURI that comes later than this before the end makes a gap (16, LMS-uPnP).
    `forgets_subscriptions_ms`: all are lost so often, without a word (15, SoCo#736).
    `asks_twice`: the same GET again within a second (10, support#5057).
    `drops_every_ms`: the connection is closed and opened again with Range (10, support#5057).
    `waits_for_old_stream`: a new load is not acted on while the old response is open (11, MA PR #6158).
    `hands_over`: the rest of a group plays on when its coordinator leaves (2, AirConnect#181: it may also stop).
    `slaves`: invisible rooms that belong to it: the right speaker of a pair, a set's surrounds and subwoofer.
    `is_home_theatre`: they are Satellites (HTSatChanMapSet) and not a pair (ChannelMapSet).
    """

    name: str
    model: str = "Sonos One"
    generation: int = 2
    mimes: frozenset[str] = field(default=_MIMES, repr=False)
    start_delay_ms: int = 600
    prebuffer_ms: int = 2_000
    report_lag_ms: int = 60
    pause_closes: bool = True
    needs_next_ms: int = 3_000
    forgets_subscriptions_ms: int = 0
    asks_twice: bool = False
    drops_every_ms: int = 0
    waits_for_old_stream: bool = False
    hands_over: bool = True
    slaves: tuple[str, ...] = ()  # by what they are: "RF", "LR", "RR", "SW"
    is_home_theatre: bool = False

    @property
    def most_bits(self) -> int:
        return 16 if self.generation == 1 else 24


S2 = Profile("s2")
PROFILES = {
    each.name: each
    for each in (
        S2,
        replace(S2, name="s1", model="Sonos Play:3", generation=1, start_delay_ms=900),
        replace(S2, name="pair", model="Sonos Play:1", slaves=("RF",)),
        replace(S2, name="theatre", model="Sonos Beam", slaves=("LR", "RR", "SW"), is_home_theatre=True),
        replace(S2, name="forgetful", forgets_subscriptions_ms=20_000),
        replace(S2, name="twice", asks_twice=True),
        replace(S2, name="dropping", drops_every_ms=300_000),
        replace(S2, name="stubborn", waits_for_old_stream=True),
        replace(
            S2, name="reopening", model="Sonos Play:5", generation=1, start_delay_ms=300, report_lag_ms=150
        ),
    )
}
