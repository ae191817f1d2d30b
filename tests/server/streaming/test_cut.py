"""A row of independently encoded chunks sounds as one uninterrupted encode does, joints included."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from server.streaming import Codec, get_profile
from server.streaming.cut import Cut
from server.streaming.encode import ENCODERS, Pcm, encode_packets, measure, read_at_rate
from server.streaming.forms import Form, form_of
from server.streaming.treatment import UNTREATED
from tests.server.streaming.sounds import KINDS, chord, clicks, decode, snr_db, sweep, write

SECONDS = 25.0
SOUNDS: dict[str, Callable[[int, float], Pcm]] = {"sweep": sweep, "clicks": clicks, "chord": chord}


@pytest.fixture(scope="module")
def cut_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Cut]:
    folder: Path = tmp_path_factory.mktemp("joints")
    kind = KINDS["wav 48k"]

    def get(sound: str, profile: str) -> Cut:
        path = folder / f"{sound}.wav"
        if not path.exists():
            write(path, SOUNDS[sound](48_000, SECONDS), kind)
        return Cut(measure(path), get_profile(profile), UNTREATED, 0)

    return get


def packed(form: Form, packets: list[bytes]) -> bytes:
    step = form.grid.rest
    return form.head + b"".join(form.pack(at, packets[at : at + step]) for at in range(0, len(packets), step))


@pytest.mark.parametrize(
    "profile", ["opus-128", "opus-96", "opus-64", "mp3-192", "mp3-320", "mp3-128", "aac-256"]
)
@pytest.mark.slow
@pytest.mark.parametrize("sound", SOUNDS)
def test_joints_are_as_clean_as_an_uninterrupted_encode(
    sound: str, profile: str, cut_of: Callable[[str, str], Cut]
) -> None:
    cut = cut_of(sound, profile)
    encoder = ENCODERS[cut.profile.codec]
    form = form_of(
        cut.profile, cut.samples, source_rate_hz=48_000, name="x", packet_samples=cut.packet_samples
    )
    step = form.grid.rest
    chunks = form.packet_count // step
    count = chunks * step
    original = read_at_rate(cut.source, 48_000, 0, (count + 4) * encoder.packet_samples)
    once = encode_packets(cut.profile, original, skip=form.first_packet, count=count, path=cut.source.path)
    pieces = [cut.packets(number * step + form.first_packet, step) for number in range(chunks)]
    heard_once, heard_pieces = (
        decode(packed(form, packets)) for packets in (once, [packet for piece in pieces for packet in piece])
    )
    around = 3 * encoder.packet_samples
    worst = 0.0
    for joint in range(1, chunks):
        middle = joint * step * encoder.packet_samples
        window = slice(middle - around, middle + around)
        lost = snr_db(original[:, window], heard_once[:, window])
        lost -= snr_db(original[:, window], heard_pieces[:, window])
        worst = max(worst, lost)
    assert chunks >= 3
    assert worst < (2.0 if cut.profile.codec is Codec.AAC else 0.5)  # AAC's bitrate is free to differ
    length = min(heard_once.shape[1], original.shape[1])
    whole_once = snr_db(original[:, :length], heard_once[:, :length])
    assert snr_db(original[:, :length], heard_pieces[:, :length]) > whole_once - 0.5


def test_without_preroll_a_joint_would_click(cut_of: Callable[[str, str], Cut]) -> None:
    """What the measure above is worth: it does tell a bad joint."""
    cut = cut_of("chord", "opus-128")
    form = form_of(
        cut.profile, cut.samples, source_rate_hz=48_000, name="x", packet_samples=cut.packet_samples
    )
    step, size = form.grid.rest, 960
    original = read_at_rate(cut.source, 48_000, 0, (2 * step + 4) * size)
    cold = [
        *encode_packets(cut.profile, original, skip=0, count=step, path=cut.source.path),
        *encode_packets(
            cut.profile,
            np.ascontiguousarray(original[:, step * size :]),
            skip=0,
            count=step,
            path=cut.source.path,
        ),
    ]
    warm = [*cut.packets(0, step), *cut.packets(step, step)]
    window = slice(step * size - 3 * size, step * size + 3 * size)
    worse, better = (snr_db(original[:, window], decode(packed(form, p))[:, window]) for p in (cold, warm))
    assert better - worse > 6


@pytest.mark.parametrize("profile", ["opus-128", "mp3-192", "aac-256"])
def test_the_same_packets_come_out_every_time(profile: str, cut_of: Callable[[str, str], Cut]) -> None:
    cut = cut_of("sweep", profile)
    assert cut.packets(300, 60) == cut.packets(300, 60)


@pytest.mark.parametrize(("profile", "size"), [("opus-64", 160), ("opus-96", 240), ("opus-128", 320)])
def test_every_opus_packet_has_the_same_size(
    profile: str, size: int, cut_of: Callable[[str, str], Cut]
) -> None:
    for sound in SOUNDS:
        assert {len(packet) for packet in cut_of(sound, profile).packets(100, 200)} == {size}


@pytest.mark.parametrize(("profile", "size"), [("mp3-128", 384), ("mp3-192", 576), ("mp3-320", 960)])
def test_every_mp3_frame_has_the_same_size(
    profile: str, size: int, cut_of: Callable[[str, str], Cut]
) -> None:
    for sound in SOUNDS:
        assert {len(packet) for packet in cut_of(sound, profile).packets(100, 200)} == {size}
