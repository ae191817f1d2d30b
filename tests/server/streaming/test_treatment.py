"""What is done to samples: exactly what was asked, the same in any chunk, and nothing at all by default."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.preferences import BANDS_HZ, Adjustment
from server.streaming.encode import lead_samples, treated
from server.streaming.treatment import UNTREATED, Treatment, get_treatment

RATE_HZ = 48_000
NOWHERE = Path("a.flac")

TENTHS = st.integers(-120, 120).map(lambda tenths: tenths / 10)
ADJUSTMENTS = st.builds(
    Adjustment,
    equalizer_db=st.tuples(*[TENTHS] * len(BANDS_HZ)),
    balance=st.integers(-100, 100).map(lambda hundredths: hundredths / 100),
    is_mono=st.booleans(),
    has_crossfeed=st.booleans(),
)
RATES = st.integers(50, 200).map(lambda hundredths: hundredths / 100)
TREATMENTS = st.builds(Treatment, level_db=TENTHS, adjustment=ADJUSTMENTS, rate=RATES)


def sine(hz: float, seconds: float = 2, amplitude: float = 0.25) -> np.ndarray:
    wave = amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    return np.stack([wave, wave]).astype(np.float32)


def treat(pcm: np.ndarray, treatment: Treatment, *, lead: int = 0) -> np.ndarray:
    return treated(pcm, RATE_HZ, treatment, lead=lead, path=NOWHERE)


def change_db(hz: float, treatment: Treatment) -> float:
    pcm = sine(hz)
    after = treat(pcm, treatment)[:, RATE_HZ:]
    return 20 * np.log10(np.sqrt((after**2).mean()) / np.sqrt((pcm[:, RATE_HZ:] ** 2).mean()))


def equalized(**bands: float) -> Treatment:
    by_hz = {int(name[2:]): db for name, db in bands.items()}
    return Treatment(adjustment=Adjustment(tuple(by_hz.get(hz, 0.0) for hz in BANDS_HZ)))


@given(TREATMENTS)
def test_a_name_says_all_of_it(treatment):
    assert get_treatment(treatment.name) == treatment


def test_no_treatment_has_no_name():
    assert UNTREATED.name == ""
    assert get_treatment("") == UNTREATED


@pytest.mark.parametrize("name", ["x", "1_2_3_", "0_0:0:0:0:0:0:0:0:0_0_", "nan_0:0:0:0:0:0:0:0:0:0_0_"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(ValueError, match=r".*"):
        get_treatment(name)


def test_a_level_is_a_factor():
    assert change_db(440, Treatment(level_db=-6.0)) == pytest.approx(-6.0, abs=0.001)


@pytest.mark.parametrize("hz", BANDS_HZ)
def test_each_band_lowers_its_own_frequency(hz):
    treatment = equalized(**{f"hz{hz}": -6.0})
    assert change_db(hz, treatment) == pytest.approx(-6.0, abs=0.3)
    far_hz = 2_000 if hz < 500 else 62
    assert change_db(far_hz, treatment) == pytest.approx(0.0, abs=0.3)


def test_what_one_band_raises_is_taken_from_all_so_that_nothing_is_cut_off():
    treatment = equalized(hz1000=6.0)
    assert change_db(1_000, treatment) == pytest.approx(0.0, abs=0.3)
    assert change_db(62, treatment) == pytest.approx(-6.0, abs=0.3)


def test_mono_is_the_mean_of_both_sides():
    pcm = np.stack([np.full(100, 0.5), np.full(100, -0.1)]).astype(np.float32)
    out = treat(pcm, Treatment(adjustment=Adjustment(is_mono=True)))
    assert np.allclose(out, 0.2)


@pytest.mark.parametrize(
    ("balance", "sides"), [(-1, (1, 0)), (-0.5, (1, 0.5)), (0.25, (0.75, 1)), (1, (0, 1))]
)
def test_balance_takes_from_the_other_side(balance, sides):
    out = treat(np.ones((2, 10), np.float32), Treatment(adjustment=Adjustment(balance=balance)))
    assert tuple(out[:, 0]) == pytest.approx(sides)


def test_crossfeed_lets_each_ear_hear_the_other_side():
    left = sine(200)
    left[1] = 0
    out = treat(left, Treatment(adjustment=Adjustment(has_crossfeed=True)))
    assert np.abs(out[1, RATE_HZ:]).max() > 0.005
    assert np.abs(out[0, RATE_HZ:]).max() > 2 * np.abs(out[1, RATE_HZ:]).max()


@pytest.mark.parametrize(
    "treatment",
    [equalized(hz31=12.0, hz62=-12.0, hz8000=6.0), Treatment(-3.0, Adjustment(has_crossfeed=True))],
)
def test_a_chunk_made_alone_is_the_same_as_within_the_whole(treatment):
    noise = np.random.default_rng(1).normal(0, 0.1, (2, 4 * RATE_HZ)).astype(np.float32)
    whole = treat(noise, treatment)
    lead = lead_samples(treatment, RATE_HZ)
    for start in (RATE_HZ, 2 * RATE_HZ + 777):
        alone = treat(noise[:, start - lead : start + 4_800], treatment, lead=lead)
        assert np.abs(alone - whole[:, start : start + 4_800]).max() < 3e-5  # below the last bit of 16


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_number_of_channels_is_treated(channels):
    pcm = np.repeat(sine(1_000)[:1], channels, axis=0)
    out = treat(pcm, Treatment(-6.0, equalized(hz1000=-3.0).adjustment))
    assert out.shape == pcm.shape
    assert 20 * np.log10(np.abs(out[0, RATE_HZ:]).max() / 0.25) == pytest.approx(-9, abs=0.3)
