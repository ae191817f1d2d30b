from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from server.streaming import Codec, Undecodable, get_profile
from server.streaming.encode import ENCODERS, encode_packets
from tests.server.streaming.sounds import chord

PATH = Path("song.flac")


@pytest.mark.parametrize("name", ["opus-128", "mp3-192", "aac-256"])
def test_the_last_packets_come_out_when_the_input_ends(name: str) -> None:
    profile = get_profile(name)
    size = ENCODERS[profile.codec].packet_samples
    assert len(encode_packets(profile, chord(48_000, 1)[:, : 10 * size], skip=3, count=7, path=PATH)) == 7


def test_too_little_input_is_an_error_that_names_the_file() -> None:
    with pytest.raises(Undecodable) as refused:
        encode_packets(get_profile("opus-128"), chord(48_000, 0.1), skip=0, count=50, path=PATH)
    assert refused.value.path == PATH


def test_an_encoder_that_refuses_is_an_error_that_names_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = replace(ENCODERS[Codec.OPUS], options=MappingProxyType({"frame_duration": "17"}))
    monkeypatch.setattr("server.streaming.encode.encoder.ENCODERS", {Codec.OPUS: odd})
    with pytest.raises(Undecodable) as refused:
        encode_packets(get_profile("opus-128"), chord(48_000, 0.1), skip=0, count=1, path=PATH)
    assert refused.value.path == PATH
    assert "encode" in refused.value.reason
