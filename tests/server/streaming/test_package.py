"""Segments, each made alone and in any order, put together and heard."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from devices import PlayToken
from library import MediaFile
from server.config import StreamingConfig
from server.streaming import LinkForged, Package, Streams, UnknownProfile, UnknownSegment, Whereabouts
from tests.server.streaming.conftest import Written
from tests.server.streaming.sounds import Pcm, decode, decode_file, snr_db
from tests.server.streaming.test_streams import Shelf, streams_in

TOKEN = PlayToken("token")


@pytest.fixture
def streams(tmp_path: Path) -> Streams:
    shelf = Shelf()
    made = streams_in(tmp_path / "cache", shelf)
    made._shelf = shelf  # type: ignore[attr-defined]
    return made


def package_of(streams: Streams, media: MediaFile) -> Package:
    streams._shelf.media[media.track_id] = media  # type: ignore[attr-defined]
    offer = streams.offer_package(media, token=TOKEN)
    assert (offer.mime, offer.path.rpartition("/")[2]) == ("application/vnd.apple.mpegurl", "master.m3u8")
    return streams.open_package(offer.path.split("/")[2])


def heard(package: Package, name: str) -> Pcm:
    numbers = [int(number) for number in re.findall(r"^(\d+)\.m4s$", package.playlist(name), re.MULTILINE)]
    shuffled = list(numbers)
    random.Random(name).shuffle(shuffled)
    made = {}
    for number in shuffled:
        segment = package.segment(name, number)
        feed = segment.feed()
        feed._await()
        made[number] = segment.made(feed).data
    return decode(package.init(name).data + b"".join(made[number] for number in numbers))


@pytest.mark.parametrize(("name", "bits"), [("flac", 16), ("alac", 16), ("flac 96k 24", 24)])
def test_lossless_segments_are_bit_by_bit_what_was_recorded(
    name: str, bits: int, written: Written, streams: Streams
) -> None:
    media = written(name)
    package = package_of(streams, media)
    profile = f"flac_mp4-{bits}-{media.format.sample_rate_hz}-2"
    assert f"{profile}/index.m3u8" in package.lossless()
    assert np.array_equal(heard(package, profile), decode_file(media.path))


@pytest.mark.parametrize("name", ["m4a-64", "m4a-128", "m4a-256"])
def test_every_step_of_the_ladder_sounds_at_the_right_time(
    name: str, written: Written, streams: Streams
) -> None:
    media = written("wav 48k")
    meant = decode_file(media.path)
    sound = heard(package_of(streams, media), name)
    assert snr_db(meant, sound[:, : meant.shape[1]]) > {"m4a-64": 15, "m4a-128": 20, "m4a-256": 26}[name]


def test_the_playlists_promise_what_there_is(written: Written, streams: Streams) -> None:
    package = package_of(streams, written("wav 48k"))
    named = re.findall(r"^(m4a-\d+)/index\.m3u8$", package.master(), re.MULTILINE)
    assert sorted(named) == ["m4a-128", "m4a-256", "m4a-64"]
    spans = []
    for name in named:
        text = package.playlist(name)
        assert text.startswith("#EXTM3U\n")
        assert text.endswith("#EXT-X-ENDLIST\n")
        spans.append([float(span) for span in re.findall(r"#EXTINF:([\d.]+),", text)])
        longest = int(re.findall(r"TARGETDURATION:(\d+)", text)[0])
        assert max(round(span) for span in spans[-1]) <= longest
    assert spans[0] == spans[1] == spans[2]
    assert sum(spans[0]) == pytest.approx(decode_file(written("wav 48k").path).shape[1] / 48_000, abs=1e-4)


def test_the_dash_manifest_names_the_same_segments(written: Written, streams: Streams) -> None:
    package = package_of(streams, written("wav 48k"))
    root = ET.fromstring(package.manifest())
    space = {"d": "urn:mpeg:dash:schema:mpd:2011"}
    ids = [each.attrib["id"] for each in root.iterfind(".//d:Representation", space)]
    assert ids == ["m4a-128", "m4a-256", "m4a-64", "flac_mp4-16-48000-2"]
    for adaptation in root.iterfind(".//d:AdaptationSet", space):
        first = adaptation.find("d:Representation", space)
        assert first is not None
        count = len(re.findall(r"\.m4s$", package.playlist(first.attrib["id"]), re.MULTILINE))
        assert len(adaptation.findall(".//d:S", space)) == count


def test_what_is_not_in_a_package_is_refused(written: Written, streams: Streams) -> None:
    package = package_of(streams, written("flac"))
    with pytest.raises(UnknownSegment):
        package.segment("m4a-128", 99)
    with pytest.raises(UnknownProfile):
        package.playlist("opus-128")
    link = streams.offer_package(written("flac"), token=TOKEN).path.split("/")[2]
    with pytest.raises(LinkForged):
        streams.open_link(link)


def test_a_package_for_away_from_home_holds_no_more_than_is_allowed(tmp_path: Path, written: Written) -> None:
    shelf, media = Shelf(), written("flac")
    shelf.media[media.track_id] = media
    streams = streams_in(tmp_path / "away", shelf, StreamingConfig(away_kbps=128))
    offer = streams.offer_package(media, token=TOKEN, where=Whereabouts(is_away=True))
    assert offer.note == "HLS: limited to 128 kbit/s away from home"
    package = streams.open_package(offer.path.split("/")[2])
    for playlist in (package.master(), package.lossless(), package.manifest()):
        assert "m4a-64" in playlist
        assert "m4a-256" not in playlist
        assert "flac" not in playlist
    with pytest.raises(UnknownProfile):
        package.segment("m4a-256", 0)
    with pytest.raises(LinkForged):
        streams.open_link(offer.path.split("/")[2])
    assert "flac" in package_at_home(streams, media).lossless()


def package_at_home(streams: Streams, media: MediaFile) -> Package:
    return streams.open_package(streams.offer_package(media, token=TOKEN).path.split("/")[2])
