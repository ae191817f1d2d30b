"""The loudness of many is the loudness of all their blocks together."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from library.analysis.blocks import histogram, integrated_lufs, packed, unpacked

LOUD = st.lists(st.floats(-69, 5), min_size=1, max_size=200)


def gated(blocks_lufs: list[float]) -> float:
    """As ITU-R BS.1770-4 writes it, without bins."""
    power = 10 ** (np.array([each for each in blocks_lufs if each > -70]) / 10)
    kept = power[power > power.mean() / 10]
    return 10 * math.log10(kept.mean())


@given(LOUD)
def test_bins_cost_less_than_a_twentieth_of_a_unit(blocks):
    gate_lufs = 10 * math.log10(np.mean(10 ** (np.array(blocks) / 10))) - 10
    assume(all(abs(each - gate_lufs) > 0.1 for each in blocks))  # there a hair decides whether a block counts
    assert integrated_lufs([histogram(blocks)]) == pytest.approx(gated(blocks), abs=0.05)


@given(LOUD, LOUD)
def test_two_tracks_are_as_loud_as_one_of_both(first, second):
    both = integrated_lufs([histogram(first), histogram(second)])
    assert both == pytest.approx(integrated_lufs([histogram(first + second)]))


def test_what_is_quieter_by_ten_does_not_count():
    assert integrated_lufs([histogram([-20.0] * 10 + [-45.0] * 90)]) == pytest.approx(-20, abs=0.05)


def test_silence_has_no_loudness():
    assert integrated_lufs([histogram([-120.7, -70.5])]) is None
    assert integrated_lufs([]) is None


@given(LOUD)
def test_a_histogram_survives_the_database(blocks):
    counts = histogram(blocks)
    assert np.array_equal(unpacked(packed(counts)), counts)
    assert len(packed(counts)) < 2_000
