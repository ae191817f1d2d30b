"""What a look means, without a room: pure."""

from __future__ import annotations

from dataclasses import replace

from devices import DeviceId, Paused, Playing, PlayToken
from devices.sonos.held import Held, Item, Phase
from devices.sonos.line import Line
from devices.sonos.playing import OBEYS_MS, SURE_MS, UNSURE_MS, see
from devices.sonos.wire import Look

BATH = DeviceId("sonos-bath")
ITEM = Item(PlayToken("se-1.1"), "http://house/1.flac", base_ms=10_000, duration_ms=60_000)
# the stream began at 1,000, for certain
HELD = Held(ITEM, Phase.SOUNDING, 0, 1_000, 1_000, line=Line(-1_000, -1_000, 1_000))


def paused(rel_s: int, at_ms: int) -> Look:
    return Look("PAUSED_PLAYBACK", True, ITEM.uri, rel_s, 60_000, 1, at_ms - 20, at_ms)


def position_ms(held: Held, look: Look) -> int:
    after, (said,) = see(BATH, held, look)
    assert isinstance(said, Paused)
    assert after is not None
    assert after.paused_ms is None
    return said.position_ms


def test_a_pause_of_ours_holds_where_it_was_obeyed_and_not_where_it_was_seen() -> None:
    assert position_ms(replace(HELD, paused_ms=3_400), paused(2, 3_500)) == 12_400


def test_somebodys_pause_holds_where_it_was_seen() -> None:
    assert position_ms(HELD, paused(2, 3_500)) == 12_500
    long_ago = replace(HELD, paused_ms=3_500 - OBEYS_MS - 1)
    assert position_ms(long_ago, paused(2, 3_500)) == 12_500


def test_the_rooms_own_second_has_the_last_word() -> None:
    assert position_ms(replace(HELD, paused_ms=3_400), paused(1, 3_500)) == 11_999


LOADING = Held(ITEM, Phase.LOADING, 0, 1_000, 1_000)


def sounding(rel_s: int, at_ms: int) -> Look:
    return Look("PLAYING", True, ITEM.uri, rel_s, 60_000, 1, at_ms - 10, at_ms)


def test_a_start_that_was_looked_at_in_time_is_told_at_once() -> None:
    _, (said,) = see(BATH, replace(LOADING, silent_ms=1_900), sounding(0, 2_000))
    assert (said.position_ms, said.at_ms) == (10_050, 2_000)


def test_a_start_that_was_looked_at_late_is_told_once_it_is_known_better() -> None:
    held, said = see(BATH, LOADING, sounding(0, 1_700))
    assert said == ()
    held, said = see(BATH, held, sounding(0, held.line.next_ms(1_700)))
    assert held.line.width_ms > SURE_MS or said
    while not said:
        held, said = see(BATH, held, sounding(1, held.line.next_ms(held.line.seen_ms)))
    assert isinstance(said[0], Playing)
    assert held.line.width_ms <= SURE_MS


def test_a_start_that_stays_vague_is_told_all_the_same() -> None:
    held, _ = see(BATH, LOADING, sounding(0, 1_700))
    _, said = see(BATH, held, replace(sounding(2, 1_700 + UNSURE_MS), sent_ms=2_600))
    assert isinstance(said[0], Playing)


def test_a_room_that_answers_slowly_is_not_asked_for_more_than_it_can_tell() -> None:
    _, said = see(BATH, LOADING, replace(sounding(0, 1_700), sent_ms=1_700 - SURE_MS))
    assert isinstance(said[0], Playing)


def test_where_somebodys_pause_held_it_is_not_believed_to_be_known_when_it_goes_on() -> None:
    """It was paused at 1,100 of the stream and seen much later: the room's own second is all that is known."""
    held, _ = see(BATH, HELD, paused(1, 3_500))
    held, _ = see(BATH, held, replace(sounding(1, 5_000), state="TRANSITIONING"))
    held, _ = see(BATH, held, sounding(1, 5_200))  # it sounds since 5,100
    assert held.line.low_ms <= 1_200 - 5_200 <= held.line.high_ms


def test_where_it_stalled_is_not_believed_to_be_known_when_it_goes_on() -> None:
    """It stalled at 1,100 and was looked at more than half a second later."""
    held, _ = see(BATH, HELD, replace(sounding(1, 2_700), state="TRANSITIONING"))
    held, _ = see(BATH, held, sounding(1, 5_200))
    assert held.line.low_ms <= 1_200 - 5_200 <= held.line.high_ms
