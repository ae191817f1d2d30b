"""What is learned of how long devices take, and what is guessed of those that were never seen."""

from __future__ import annotations

import pytest

from devices import Capabilities, DeviceId, DeviceInfo, DeviceKind
from server.sessions.latency import GUESSES_MS, KEPT, SEEKS_MS, LatencyBook, Start, typical_ms

FLAC, OPUS = "audio/flac", "audio/ogg; codecs=opus"


def device(name: str, kind: DeviceKind = DeviceKind.CHROMECAST) -> DeviceInfo:
    return DeviceInfo(DeviceId(name), kind, name, "Test", Capabilities(frozenset()))


KITCHEN, SOFA = device("kitchen"), device("sofa")


def start(info: DeviceInfo, mime: str = FLAC, *, is_cold: bool = False) -> Start:
    return Start(info.id, mime, is_cold)


def seek(info: DeviceInfo) -> Start:
    return Start(info.id, FLAC, is_cold=False, is_seek=True)


@pytest.fixture
def book() -> LatencyBook:
    return LatencyBook()


def test_each_codec_and_a_cold_start_are_learned_by_themselves(book):
    for mime, is_cold, latency_ms in [(FLAC, False, 900), (OPUS, False, 1_400), (FLAC, True, 5_000)]:
        book.learn(start(KITCHEN, mime, is_cold=is_cold), latency_ms)
    assert book.lead_ms(KITCHEN, FLAC) == 900
    assert book.lead_ms(KITCHEN, OPUS) == 1_400
    assert book.lead_ms(KITCHEN, FLAC, is_cold=True) == 5_000


def test_what_was_never_seen_is_taken_from_what_is_nearest(book):
    warm, cold = GUESSES_MS[DeviceKind.CHROMECAST]
    assert book.lead_ms(KITCHEN, FLAC) == warm
    assert book.lead_ms(KITCHEN, FLAC, is_cold=True) == cold
    book.learn(start(KITCHEN, FLAC), 700)
    assert book.lead_ms(SOFA, FLAC) == 700, "another of its kind"
    assert book.lead_ms(device("port", DeviceKind.SONOS)) == GUESSES_MS[DeviceKind.SONOS][0]
    assert book.lead_ms(KITCHEN, OPUS) == 700, "the same with another codec"
    assert book.lead_ms(KITCHEN, OPUS, is_cold=True) == 700 + cold - warm, "the same, but cold"
    book.learn(start(SOFA, FLAC), 1_100)
    assert book.lead_ms(SOFA, OPUS) == 1_100


def test_a_seek_is_learned_apart_from_loads_and_never_taken_for_one(book):
    guess_ms = SEEKS_MS[DeviceKind.CHROMECAST]
    book.learn(start(KITCHEN, FLAC), 1_900)
    assert book.seek_ms(KITCHEN, FLAC) == guess_ms
    book.learn(seek(KITCHEN), 250)
    assert book.seek_ms(KITCHEN, FLAC) == 250
    assert book.seek_ms(KITCHEN, OPUS) == 250, "the same with another codec"
    assert book.seek_ms(SOFA, FLAC) == 250, "another of its kind"
    assert book.lead_ms(KITCHEN, OPUS) == 1_900
    book.learn(seek(SOFA), 300)
    assert book.lead_ms(SOFA, FLAC) == 1_900


def test_nothing_is_guessed_of_how_others_seek(book):
    attic = device("attic", DeviceKind.VIRTUAL)
    assert book.seek_ms(attic, FLAC) is None
    book.learn(seek(attic), 120)
    assert book.seek_ms(attic, FLAC) == 120


def test_one_bad_evening_changes_nothing():
    assert typical_ms([900, 910, 905, 9_000, 890]) == 905


def test_a_device_that_has_changed_is_believed_after_three_starts():
    assert typical_ms([900, 905, 910, 900, 895, 905, 2_000, 2_010]) == pytest.approx(905, abs=5)
    assert typical_ms([900, 905, 910, 900, 895, 905, 2_000, 2_010, 1_990]) == 2_000


def test_two_starts_are_enough_to_aim_well():
    assert typical_ms([3_180, 3_200]) == 3_190


def test_what_is_old_is_forgotten(book):
    for latency_ms in [5_000] * KEPT + [800] * KEPT:
        book.learn(start(KITCHEN), latency_ms)
    assert book.lead_ms(KITCHEN, FLAC) == 800
