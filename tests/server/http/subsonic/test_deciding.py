"""Which form of a song an app is told to play, by what it says that it plays."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from library import AudioFormat
from server.http.subsonic.abilities import ClientInfo
from server.http.subsonic.choosing import choose
from tests.server.http.subsonic.test_transcoding import ALAC, FLAC, MP3, OPUS, VORBIS

LOGIN = {"u": "ann", "p": "ann-old-phone", "f": "json"}
HI_RES = replace(FLAC, sample_rate_hz=96_000, bits=24, bitrate_kbps=2_800)
SURROUND = replace(FLAC, channels=6)
WMA = AudioFormat("wma", "asf", "audio/x-ms-wma", 44_100, 2, None, 160)


def plays(
    containers: list[str], codecs: list[str], *, protocols: list[str] | None = None, **more: Any
) -> Any:
    given = {"containers": containers, "audioCodecs": codecs, "protocols": protocols or ["http"]}
    return {**given, **more}


def wants(container: str, codec: str, protocol: str = "http", **more: Any) -> Any:
    return {"container": container, "audioCodec": codec, "protocol": protocol, **more}


def at_most(codec: str, **bounds: int) -> Any:
    names = {
        "hz": "audioSamplerate",
        "channels": "audioChannels",
        "bits": "audioBitdepth",
        "bps": "audioBitrate",
    }
    told = [
        {"name": names[name], "comparison": "LessThanEqual", "values": [str(bound)], "required": True}
        for name, bound in bounds.items()
    ]
    return {"type": "AudioCodec", "name": codec, "limitations": told}


MODERN = {
    "directPlayProfiles": [
        plays(["mp3"], ["mp3"]),
        plays(["flac"], ["flac"]),
        plays(["ogg", "opus"], ["opus", "vorbis"]),
        plays(["m4a", "mp4"], ["aac"]),
    ],
    "transcodingProfiles": [wants("opus", "opus"), wants("mp3", "mp3")],
}
# bonob asks for a Sonos: 48 kHz at most
SONOS = {
    "directPlayProfiles": [plays(["flac"], ["flac"]), plays(["mp3"], ["mp3"])],
    "transcodingProfiles": [wants("flac", "flac"), wants("mp3", "mp3")],
    "codecProfiles": [at_most("flac", hz=48_000)],
}
ANYTHING = {"directPlayProfiles": [plays([], [], protocols=[])]}
OLD = {"directPlayProfiles": [plays(["mp3"], ["mp3"])], "transcodingProfiles": [wants("mp3", "mp3")]}


@pytest.mark.parametrize(
    ("app", "source", "reasons", "profile"),
    [
        (MODERN, FLAC, (), None),
        (MODERN, VORBIS, (), None),
        (MODERN, ALAC, ("AudioCodecNotSupported",), "opus-128"),
        (MODERN, WMA, ("AudioCodecNotSupported",), "opus-128"),
        (ANYTHING, ALAC, (), None),
        (SONOS, HI_RES, ("AudioSampleRateNotSupported",), "flac-24-48000-2"),
        (SONOS, OPUS, ("AudioCodecNotSupported",), "flac-16-48000-2"),
        (OLD, FLAC, ("AudioCodecNotSupported",), "mp3-192"),
        ({**OLD, "maxTranscodingAudioBitrate": 130_000}, FLAC, ("AudioCodecNotSupported",), "mp3-128"),
        ({**OLD, "maxTranscodingAudioBitrate": 64_000}, FLAC, ("AudioCodecNotSupported",), None),
        ({**MODERN, "maxAudioBitrate": 320_000}, FLAC, ("AudioBitrateNotSupported",), "opus-256"),
        ({**MODERN, "maxAudioBitrate": 320_000}, MP3, (), None),
        (
            {**MODERN, "codecProfiles": [at_most("flac", bits=16)]},
            HI_RES,
            ("AudioBitDepthNotSupported",),
            "opus-128",
        ),
        (
            {**SONOS, "codecProfiles": [at_most("flac", bits=16)]},
            HI_RES,
            ("AudioBitDepthNotSupported",),
            "flac-16-96000-2",
        ),
        (OLD, SURROUND, ("AudioCodecNotSupported",), "mp3-192"),
        (
            {
                "directPlayProfiles": [plays(["flac"], ["flac"], maxAudioChannels=2)],
                "transcodingProfiles": [wants("flac", "flac", maxAudioChannels=2)],
            },
            SURROUND,
            ("AudioChannelsNotSupported",),
            "flac-16-44100-2",
        ),
        ({"directPlayProfiles": [plays(["mka"], ["flac"])]}, FLAC, ("ContainerNotSupported",), None),
        (
            {"directPlayProfiles": [plays(["flac"], ["flac"], protocols=["hls"])]},
            FLAC,
            ("AudioCodecNotSupported",),
            None,
        ),
        (
            {**OLD, "transcodingProfiles": [wants("mp4", "aac", "hls"), wants("m4a", "aac")]},
            FLAC,
            ...,
            "m4a-256",
        ),
        ({**OLD, "transcodingProfiles": [wants("aac", "aac")]}, FLAC, ..., "aac-256"),
        ({**OLD, "transcodingProfiles": [wants("wav", "pcm")]}, FLAC, ..., "wav-16-44100-2"),
        ({**OLD, "transcodingProfiles": [wants("webm", "opus"), wants("mkv", "dts")]}, FLAC, ..., None),
        ({**OLD, "codecProfiles": [at_most("mp3", hz=44_100)]}, FLAC, ..., None),  # ours has 48 kHz
        ({}, MP3, ("AudioCodecNotSupported",), None),
    ],
)
def test_the_file_or_what_is_made_of_it(
    app: Any, source: AudioFormat, reasons: Any, profile: str | None
) -> None:
    choice = choose(source, msgspec.convert(app, ClientInfo), is_part=False, house_kbps=None)
    assert (choice.profile.name if choice.profile else None) == profile
    if reasons is not ...:
        assert choice.reasons == reasons


def test_a_part_of_a_file_is_always_made(client: FlaskClient) -> None:
    choice = choose(FLAC, msgspec.convert(SONOS, ClientInfo), is_part=True, house_kbps=None)
    assert (choice.reasons, choice.profile.name) == (("PartOfAFile",), "flac-16-44100-2")


def test_away_from_home_less_is_allowed() -> None:
    choice = choose(FLAC, msgspec.convert(MODERN, ClientInfo), is_part=False, house_kbps=96)
    assert (choice.reasons, choice.profile.name) == (("AudioBitrateNotSupported",), "opus-96")


@pytest.mark.parametrize(
    "comparison", ["Equals", "NotEquals", "GreaterThanEqual", "LessThanEqual", "Resembles"]
)
def test_every_comparison_is_honoured(comparison: str) -> None:
    limit = {
        "name": "audioSamplerate",
        "comparison": comparison,
        "values": ["44100", "48000"],
        "required": False,
    }
    profile = {"type": "AudioCodec", "name": "flac", "limitations": [limit]}
    app = msgspec.convert({**MODERN, "codecProfiles": [profile]}, ClientInfo)
    refused = [
        source.sample_rate_hz
        for source in (replace(FLAC, sample_rate_hz=hz) for hz in (32_000, 44_100, 96_000))
        if choose(source, app, is_part=False, house_kbps=None).reasons
    ]
    assert (
        refused
        == {
            "Equals": [32_000, 96_000],
            "NotEquals": [44_100],
            "GreaterThanEqual": [32_000],
            "LessThanEqual": [96_000],
            "Resembles": [],
        }[comparison]
    )


def ask(client: FlaskClient, body: Any, **params: Any) -> Any:
    given = {**LOGIN, "mediaId": "tr-1", "mediaType": "song", **params}
    answer = client.post("/rest/getTranscodeDecision", query_string=given, json=body)
    return json.loads(answer.data)["subsonic-response"]


def test_the_decision_is_posted_and_its_word_opens_the_stream(client: FlaskClient) -> None:
    decision = ask(client, {"name": "App", "platform": "Phone", **OLD})["transcodeDecision"]
    assert decision["sourceStream"]["audioBitrate"] == 900_000
    assert decision["transcodeStream"] == {
        "protocol": "http",
        "container": "mp3",
        "codec": "mp3",
        "audioChannels": 2,
        "audioBitrate": 192_000,
        "audioProfile": "",
        "audioSamplerate": 48_000,
    }
    wanted = {**LOGIN, "mediaId": "tr-1", "mediaType": "song", "transcodeParams": decision["transcodeParams"]}
    stream = client.get("/rest/getTranscodeStream", query_string={**wanted, "offset": 30})
    assert stream.data == b"tr-1 mp3-192 from 30000"
    part = client.get("/rest/getTranscodeStream", query_string=wanted, headers={"Range": "bytes=5-7"})
    assert (part.status_code, part.data) == (206, b"mp3")


def test_what_plays_as_it_is_may_be_fetched_that_way_and_from_an_offset(client: FlaskClient) -> None:
    decision = ask(client, {"name": "App", "platform": "Phone", **ANYTHING})["transcodeDecision"]
    assert (decision["canDirectPlay"], decision["canTranscode"], decision["transcodeReason"]) == (
        True,
        False,
        [],
    )
    wanted = {**LOGIN, "mediaId": "tr-1", "mediaType": "song", "transcodeParams": decision["transcodeParams"]}
    for offset, expected in ((0, b"tr-1 original from 0"), (9, b"tr-1 wav-16-44100-2 from 9000")):
        stream = client.get("/rest/getTranscodeStream", query_string={**wanted, "offset": offset})
        assert stream.data == expected


@pytest.mark.parametrize("body", [[], "words", {"directPlayProfiles": 5}, {"transcodingProfiles": [{}]}])
def test_a_body_that_is_no_client_is_refused(client: FlaskClient, body: Any) -> None:
    error = ask(client, body)["error"]
    assert error["code"] == 0
    assert "ClientInfo" in error["message"]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"mediaId": ""}, 400),
        ({"transcodeParams": ""}, 400),
        ({"mediaType": "podcast"}, 400),
        ({"transcodeParams": "forged"}, 400),
        ({"offset": "soon"}, 400),
        ({"p": "wrong"}, 401),
        ({"apiKey": "x", "p": "", "u": "ann"}, 401),
        ({"mediaId": "tr-99"}, 404),
        ({"mediaId": "tr-2"}, 404),
    ],
    ids=str,
)
def test_failures_of_the_stream_have_http_s_status_too(
    client: FlaskClient, params: dict[str, str], status: int
) -> None:
    wanted = {**LOGIN, "mediaId": "tr-1", "mediaType": "song", "transcodeParams": "tr-1.mp3-192", **params}
    del wanted["f"]
    answer = client.get("/rest/getTranscodeStream", query_string=wanted)
    assert answer.status_code == status
    assert answer.content_type.startswith("text/xml")
