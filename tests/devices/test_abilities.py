"""What each model of a speaker is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices import Capabilities
from devices.abilities import of_cast, of_dlna, of_sonos
from library import AudioFormat
from server.streaming import Direct, Piece, Transcode, decide

FLAC = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)
HIGH = replace(FLAC, sample_rate_hz=96_000, bits=24, bitrate_kbps=2800)
ALAC = AudioFormat("alac", "mp4", "audio/mp4", 44_100, 2, 16, 900)
AAC = AudioFormat("aac", "mp4", "audio/mp4", 44_100, 2, None, 256)
OPUS = AudioFormat("opus", "ogg", "audio/ogg", 48_000, 2, None, 128)
WAV = AudioFormat("pcm", "wav", "audio/wav", 44_100, 2, 24, 2116)
SURROUND = replace(FLAC, channels=6)

MINI = of_cast("Nest Mini")
AUDIO = of_cast("Chromecast Audio")
GROUP = of_cast("Chromecast Audio", is_group=True)
S1, S2 = of_sonos(generation=1), of_sonos(generation=2)
RENDERER = of_dlna(
    ["http-get:*:audio/mpeg:DLNA.ORG_PN=MP3", "http-get:*:audio/L16;rate=44100;channels=2:*", "rtsp:x"]
)
SILENT = of_dlna([])


@pytest.mark.parametrize(
    ("device", "format", "sent"),
    [
        (MINI, FLAC, "direct"), (MINI, HIGH, "wav-16-48000-2"), (MINI, ALAC, "wav-16-44100-2"), (MINI, AAC, "direct"),
        (AUDIO, HIGH, "direct"), (GROUP, HIGH, "wav-16-48000-2"), (MINI, SURROUND, "wav-16-44100-2"),
        (S1, FLAC, "direct"), (S1, HIGH, "wav-16-48000-2"), (S1, ALAC, "direct"), (S1, OPUS, "m4a-128"),
        (S2, HIGH, "flac-24-48000-2"), (S2, WAV, "flac-24-44100-2"),
        (S2, replace(HIGH, sample_rate_hz=48_000), "direct"),
        (RENDERER, FLAC, "mp3-192"), (SILENT, FLAC, "mp3-192"),
    ],
)  # fmt: skip
def test_a_speaker_gets_what_it_plays_and_no_more(
    device: Capabilities, format: AudioFormat, sent: str
) -> None:
    decision = decide(format, device)
    assert ("direct" if isinstance(decision, Direct) else decision.profile.name) == sent


def test_reasons_name_what_is_too_much() -> None:
    for device, format, why in (
        (MINI, HIGH, "this device plays up to 48 kHz, the file has 96 kHz"),
        (S1, replace(HIGH, sample_rate_hz=48_000), "this device plays up to 16 bits, the file has 24"),
        (MINI, SURROUND, "this device has 2 channels, the file 6"),
    ):
        decision = decide(format, device)
        assert isinstance(decision, Transcode)
        assert decision.why == why


def test_a_track_of_a_cue_sheet_stays_lossless_on_a_sonos() -> None:
    decision = decide(FLAC, S2, piece=Piece.PART)
    assert isinstance(decision, Transcode)
    assert decision.profile.name == "wav-16-44100-2"
