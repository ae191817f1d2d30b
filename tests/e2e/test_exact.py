"""The page's exact engine, by what it sends to the sound device: joints, seeks, starts and crossfades to the sample."""

from __future__ import annotations

import random

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House, wait_until
from tests.e2e.recordings import Landmarks, write_alac, write_flac
from tests.e2e.tape import TAPE, Tape, record

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("quiet_after")]

MORE = """
[[devices.virtual]]
name = "Kitchen"
start_latency_ms = 300
[playback]
crossfade_s = 2
"""
LENGTHS = (100_003, 88_211, 120_001)  # of an album's tracks, in samples: no multiple of anything
ALBUMS = {"Sine 44": (44_100, write_flac), "Sine 48": (48_000, write_flac), "Sine ALAC": (44_100, write_alac)}
SEEKS = 12


def sine(rate_hz: int) -> np.ndarray:
    """(samples, 2): one tone, left and right, as long as an album."""
    mono = np.round(12_000 * np.sin(2 * np.pi * 331.7 * np.arange(sum(LENGTHS)) / rate_hz)).astype(np.int16)
    return np.stack([mono, mono], axis=1)


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=90, seed=7)


@pytest.fixture(scope="module")
def house(tmp_path_factory, landmarks):
    folder = tmp_path_factory.mktemp("house")
    for album, (rate_hz, write) in ALBUMS.items():
        pieces = np.split(sine(rate_hz), np.cumsum(LENGTHS)[:-1])
        for number, piece in enumerate(pieces, 1):
            suffix = ".flac" if write is write_flac else ".m4a"
            path = write(folder / f"music/{album}/{number}{suffix}", piece, rate_hz=rate_hz)
            tag(path, title=f"{album} {number}", album=album, albumartist="Sines", tracknumber=str(number))
    path = write_flac(folder / "music/Noise/1.flac", landmarks.samples)
    tag(path, title="Landmarks", album="Noise", albumartist="Noises", tracknumber="1")
    with House(folder / "data", folder / "music", SETTINGS + MORE) as house:
        yield house


@pytest.fixture
def page(house, log_in) -> Page:
    page = log_in(house, bypass_csp=True)
    page.evaluate(TAPE)
    wait_until(
        lambda: id_of(page) in {d["id"] for d in house.get("/api/devices")["devices"]}, what="the page"
    )
    return page


def id_of(page: Page) -> str:
    return page.evaluate("document.documentElement.dataset.device")


def session_of(house: House) -> dict:
    return house.get("/api/sessions")["sessions"][0]


def command(house: House, **what) -> None:
    house.post(f"/api/sessions/{session_of(house)['id']}/commands", what)


def tracks_of(house: House, album: str) -> list[str]:
    [found] = [r for r in house.get("/api/releases")["items"] if r["title"] == album]
    return [track["id"] for track in house.get(f"/api/releases/{found['id']}")["tracks"]]


def play(house: House, page: Page, items: list[str]) -> None:
    """On the page, from the first on."""
    session = house.post("/api/sessions", {"name": "Room"})
    house.post(
        f"/api/sessions/{session['id']}/commands",
        {"do": "play_now", "items": items, "device_id": id_of(page), "take": True},
    )
    wait_until(lambda: session_of(house)["timeline"]["running"], what="the music")


def same(heard: np.ndarray, meant: np.ndarray) -> np.ndarray:
    """Sample by sample; a time in seconds means a frame only to 1e-12, which a context hears."""
    return np.abs(heard - meant) < 1e-9


def beginning(tape: Tape, meant: np.ndarray) -> int:
    """The index of the first sample of `meant`; before 0 if the recorder was not there yet."""
    heard = tape.begins() + 64
    [at] = [at for at in range(heard) if same(tape.samples[heard : heard + 64], meant[at : at + 64]).all()]
    return heard - at


def as_heard(samples: np.ndarray) -> np.ndarray:
    return samples[:, 0].astype(np.float32) / 32_768


@pytest.mark.parametrize("album", ALBUMS)
def test_an_album_cut_from_one_sine_is_heard_as_that_sine_sample_by_sample(album, house, page):
    rate_hz, _ = ALBUMS[album]
    play(house, page, tracks_of(house, album))
    wait_until(lambda: not session_of(house)["playing"], within_s=30, what="the end of the album")
    page.wait_for_timeout(200)
    tape, whole = record(page, rate_hz), as_heard(sine(rate_hz))
    begins = beginning(tape, whole)
    late = max(0, -begins)
    assert same(tape.samples[max(0, begins) : begins + len(whole)], whole[late:]).all()
    assert not tape.samples[begins + len(whole) :].any()


def test_seeks_land_where_they_were_asked_to(house, page, landmarks):
    play(house, page, tracks_of(house, "Noise"))
    chance = random.Random(3)
    errors = []
    for _ in range(SEEKS):
        asked_ms = chance.randrange(0, 85_000)
        before = session_of(house)["timeline"]
        command(house, do="seek", position_ms=asked_ms)

        def landed(asked_ms: int = asked_ms, before: dict = before) -> bool:
            timeline = session_of(house)["timeline"]
            return timeline["running"] and timeline != before and timeline["position_ms"] >= asked_ms

        wait_until(landed, what="the seek")
        page.wait_for_timeout(150)
        tape = record(page, 48_000)
        errors.append(offset_ms(house, tape, landmarks))
        assert first_ms(tape, landmarks) == pytest.approx(asked_ms, abs=20)
    assert max(map(abs, errors)) <= 20, errors


def offset_ms(house: House, tape: Tape, landmarks: Landmarks) -> float:
    """What was heard last, against the server's timeline at that time."""
    timeline = session_of(house)["timeline"]
    last = len(tape.samples) - 2_000
    position_ms = landmarks.position_ms(stereo(tape.samples[last : last + 4]))
    at_ms = tape.at_ms(tape.first + last)
    return position_ms - (timeline["position_ms"] + at_ms - timeline["at_ms"])


def first_ms(tape: Tape, landmarks: Landmarks) -> float:
    """Where the stretch that is heard now began, as if it had not been softened there."""
    last = len(tape.samples) - 2_000
    position = round(landmarks.position_ms(stereo(tape.samples[last : last + 4])) * 48)
    track = as_heard(landmarks.samples)
    back = min(position, last)
    others = np.flatnonzero(~same(tape.samples[last - back : last], track[position - back : position]))
    soft = round(0.004 * 48_000) if others.size else 0
    return (position - (back - 1 - others[-1] if others.size else back) - soft) / 48


def stereo(samples: np.ndarray) -> np.ndarray:
    return np.stack([samples, samples], axis=1)


def test_the_music_comes_from_a_speaker_and_is_heard_on_time(house, page, landmarks):
    page.mouse.click(5, 5)
    session = house.post("/api/sessions", {"name": "Room"})
    body = {"do": "play_now", "items": tracks_of(house, "Noise"), "device_id": "virtual-kitchen"}
    house.post(f"/api/sessions/{session['id']}/commands", body)
    wait_until(lambda: session_of(house)["timeline"]["running"], what="the music")
    command(house, do="move", device_id=id_of(page))
    wait_until(lambda: house.get("/api/handoffs")["handoffs"], what="the move")
    [handoff] = house.get("/api/handoffs?limit=1")["handoffs"]
    assert handoff["outcome"] == "done"
    assert abs(handoff["position_error_ms"]) <= 10
    assert handoff["corrections"] == 0
    page.wait_for_timeout(300)
    assert abs(offset_ms(house, record(page, 48_000), landmarks)) <= 10


def test_what_does_not_flow_is_faded_into_the_next(house, page):
    first, last = tracks_of(house, "Sine 48")[0], tracks_of(house, "Sine 48")[2]
    play(house, page, [first, last])
    wait_until(lambda: not session_of(house)["playing"], within_s=30, what="the end of the music")
    page.wait_for_timeout(200)
    tape, whole = record(page, 48_000), as_heard(sine(48_000))
    fade = LENGTHS[0] // 48 // 2 * 48  # 2 s are more than half of the first track
    begins = beginning(tape, whole)
    heard = np.concatenate([whole[: max(0, -begins)], tape.samples[max(0, begins) :]])
    down, up = whole[LENGTHS[0] - fade : LENGTHS[0]], whole[-LENGTHS[2] :][:fade]
    ramp = np.linspace(0, 1, fade)
    expected = np.concatenate(
        [whole[: LENGTHS[0] - fade], down * (1 - ramp) + up * ramp, whole[-LENGTHS[2] :][fade:]]
    )
    assert np.abs(heard[: len(expected)] - expected).max() < 1e-3
    assert not heard[len(expected) :].any()
