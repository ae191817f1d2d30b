"""What a look at a speaker means for what we loaded: a pure step from what was known to what is known and reported.

loading ──► sounding ⇄ held (paused)          ended · stopped · failed · taken by somebody: nothing is loaded
   ▲          │  ▲                            the following URI appears: that one is loaded, and sounds
   └─ stalled ┘  └─ the following
"""

from __future__ import annotations

from dataclasses import replace

from devices.model import DeviceId
from devices.reports import Buffering, Ended, Failed, Paused, PlaybackReport, Playing, Skipped, Stopped
from devices.sonos.held import Held, Item, Phase
from devices.sonos.line import Line, begun, told_by
from devices.sonos.sources import source_of
from devices.sonos.wire import Look

REPORT_MS = 5_000
END_MS = 2_500  # a stop so near the end is the end; positions are whole seconds, looks come every two
NEVER_BEGAN_MS = 4_000  # after Play a speaker that is still stopped will not play
SURE_MS = (
    250  # looks that come late leave more than that open: what is told then moves the music to a wrong place
)
UNSURE_MS = 2_000  # … but something is told after so long, or where answers take so long that none is better
OBEYS_MS = 2_000  # a pause that was not seen by then is somebody else's
UNSEEN_MS = 3_000  # what fell silent by itself did so between two looks; then only its own second tells where
SKIPPED_MS = 4_000  # a jump from beyond this to the very beginning is somebody's "previous"


Said = tuple[PlaybackReport, ...]


def see(device: DeviceId, held: Held, look: Look) -> tuple[Held | None, Said]:
    """What is loaded now, and what to report of it."""
    if look.uri == held.item.uri:
        return _same(device, held, look)
    if held.following is not None and look.uri == held.following.uri:
        return _gone_on(device, held, held.following, look)
    if held.phase is Phase.LOADING and look.at_ms - held.asked_ms < NEVER_BEGAN_MS:
        return held, ()  # it still speaks of what was there before
    if _is_over(held, look.at_ms) and look.state != "PLAYING":
        return None, (Ended(device, held.item.token, look.at_ms),)
    return None, (Stopped(device, held.item.token, look.at_ms, f"{source_of(look.uri)} took the speaker"),)


def _same(device: DeviceId, held: Held, look: Look) -> tuple[Held | None, Said]:
    match look.state:
        case "PLAYING" if held.phase is Phase.SOUNDING and held.line is not None:
            return _sounds_on(device, held, held.line, look)
        case "PLAYING":
            return _begins(device, held, look)
        case "TRANSITIONING":
            return _waits(device, held, look)
        case "PAUSED_PLAYBACK":
            return _pauses(device, held, look)
        case _:
            return _stops(device, held, look)


def _begins(device: DeviceId, held: Held, look: Look) -> tuple[Held, Said]:
    if held.phase is Phase.STALLED and _is_back(look, held.position_ms):
        return _skipped_back(device, held, look)
    told = told_by(look.rel_s, look.sent_ms, look.at_ms)
    line = begun(held.position_ms, held.silent_ms, told, spread_ms=held.spread_ms)
    if line.width_ms > SURE_MS > 2 * (look.at_ms - look.sent_ms):
        unsure = replace(
            held, phase=Phase.SOUNDING, line=line, reported_ms=look.at_ms, was_fine=False, is_unsure=True
        )
        return unsure, ()
    return _tell(device, replace(held, phase=Phase.SOUNDING, line=line), look.at_ms)


def _sounds_on(device: DeviceId, held: Held, line: Line, look: Look) -> tuple[Held, Said]:
    observed = line.observe(look.rel_s, look.sent_ms, look.at_ms)
    if observed is None:
        if _is_back(look, line.position_at(look.at_ms)):
            return _skipped_back(device, held, look)
        line = told_by(look.rel_s, look.sent_ms, look.at_ms)
        return _tell(device, replace(held, line=line), look.at_ms)
    held = replace(held, line=observed)
    is_due = look.at_ms - held.reported_ms >= (UNSURE_MS if held.is_unsure else REPORT_MS)
    is_better = held.is_unsure and observed.width_ms <= SURE_MS
    if is_due or is_better or (observed.is_fine and not held.was_fine):
        return _tell(device, held, look.at_ms)
    return held, ()


def _skipped_back(device: DeviceId, held: Held, look: Look) -> tuple[Held, Said]:
    line = told_by(look.rel_s, look.sent_ms, look.at_ms)
    held = replace(held, phase=Phase.SOUNDING, line=line, reported_ms=look.at_ms)
    return held, (Skipped(device, held.item.token, forward=False, at_ms=look.at_ms),)


def _is_back(look: Look, was_ms: int) -> bool:
    return look.rel_s <= 1 and was_ms > SKIPPED_MS


def _waits(device: DeviceId, held: Held, look: Look) -> tuple[Held, Said]:
    if held.phase is Phase.LOADING or held.phase is Phase.STALLED:
        return replace(held, silent_ms=look.sent_ms), ()
    if held.phase is Phase.HELD:
        return replace(held, phase=Phase.LOADING, silent_ms=look.sent_ms), ()
    position_ms = held.position_at(look.at_ms)
    stalled = replace(
        held,
        phase=Phase.STALLED,
        line=None,
        position_ms=held.item.stream_ms(position_ms),
        silent_ms=look.sent_ms,
        spread_ms=UNSEEN_MS,
    )
    return stalled, (Buffering(device, held.item.token, position_ms, look.at_ms),)


def _pauses(device: DeviceId, held: Held, look: Look) -> tuple[Held, Said]:
    """It says whole seconds; the line knows better where it was, if it is not far from that."""
    if held.phase is Phase.HELD:
        return replace(held, silent_ms=look.sent_ms), ()
    if held.phase is Phase.LOADING and look.at_ms - held.asked_ms < NEVER_BEGAN_MS:
        return replace(held, silent_ms=look.sent_ms), ()  # it was paused, and is about to play
    told_ms = look.rel_s * 1000
    known_ms = held.item.stream_ms(held.position_at(_paused_ms(held, look)))
    stream_ms = min(max(known_ms, told_ms), told_ms + 999)
    paused = replace(
        held,
        phase=Phase.HELD,
        line=None,
        position_ms=stream_ms,
        silent_ms=look.sent_ms,
        spread_ms=0 if _was_ours(held, look) else UNSEEN_MS,
        paused_ms=None,
    )
    return paused, (Paused(device, held.item.token, held.item.position_ms(stream_ms), look.at_ms),)


def _paused_ms(held: Held, look: Look) -> int:
    """When it fell silent: what it is told it does before it says so. What was not our doing was just now."""
    return held.paused_ms if held.paused_ms is not None and _was_ours(held, look) else look.at_ms


def _was_ours(held: Held, look: Look) -> bool:
    return held.paused_ms is not None and look.at_ms - held.paused_ms <= OBEYS_MS


def _stops(device: DeviceId, held: Held, look: Look) -> tuple[Held | None, Said]:
    token = held.item.token
    if held.phase is Phase.HELD:
        return held, ()  # it was loaded to wait
    if not look.is_fine:
        return None, (Failed(device, token, "the speaker could not play the stream", look.at_ms),)
    if held.phase is Phase.LOADING:
        if look.at_ms - held.asked_ms < NEVER_BEGAN_MS:
            return held, ()
        return None, (Failed(device, token, "the speaker did not begin to play", look.at_ms),)
    if _is_over(held, look.at_ms):
        return None, (Ended(device, token, _ended_ms(held, look.at_ms)),)
    return None, (Stopped(device, token, look.at_ms, "somebody stopped it at the speaker"),)


def _gone_on(device: DeviceId, held: Held, item: Item, look: Look) -> tuple[Held, Said]:
    """To what was preloaded: by itself, or because somebody pressed "next" (then it did not end)."""
    is_over = _is_over(held, look.at_ms)
    ended_ms = _ended_ms(held, look.at_ms)
    over = (Ended(device, held.item.token, ended_ms),) if is_over else ()
    if is_over and held.line is not None and look.state == "PLAYING":
        line = held.line.moved(
            held.item.base_ms - held.item.duration_ms
        )  # no gap: the new one began as the old ended
        observed = line.observe(look.rel_s, look.sent_ms, look.at_ms)
        if observed is not None:
            sounding = Held(item, Phase.SOUNDING, 0, look.at_ms, look.sent_ms, line=observed)
            after, said = _tell(device, sounding, look.at_ms)
            return after, (*over, *said)
    changed = Held(item, Phase.LOADING, 0, look.at_ms, look.sent_ms - END_MS)
    loaded, said = _same(device, changed, look)
    return loaded or changed, (*over, *said)


def _is_over(held: Held, at_ms: int) -> bool:
    return held.position_at(at_ms) >= held.item.duration_ms - END_MS


def _ended_ms(held: Held, at_ms: int) -> int:
    """When the last of it was heard, by its line; it is noticed later."""
    left_ms = (held.item.duration_ms - held.position_at(at_ms)) / held.item.rate
    return min(at_ms, round(at_ms + left_ms))


def _tell(device: DeviceId, held: Held, at_ms: int) -> tuple[Held, Said]:
    is_fine = held.line is not None and held.line.is_fine
    told = replace(held, reported_ms=at_ms, was_fine=is_fine, is_unsure=False)
    return told, (Playing(device, held.item.token, held.position_at(at_ms), at_ms),)
