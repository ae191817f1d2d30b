"""Whole renditions of every kind of file: exact sizes, any range, the right sound at the right time."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from threading import Event
from urllib.parse import unquote

import numpy as np
import pytest

from devices import Capabilities, PlayToken, Samples
from library import MediaFile, NotFound, Span, TrackId
from server.clock import SystemClock
from server.config import StreamingConfig
from server.streaming import (
    PROFILES,
    Codec,
    FileChanged,
    FileMissing,
    Growing,
    LinkForged,
    OpenFile,
    Rendition,
    StreamLimits,
    Streams,
    TooManyStreams,
    Treatment,
    Undecodable,
    UnknownProfile,
    exact_profile,
    get_profile,
)
from server.streaming.encode import measure, read_at_rate, samples_at_rate, stretched_samples
from server.streaming.jobs import Urgency
from tests.server.streaming.conftest import Written
from tests.server.streaming.sounds import KINDS, decode, decode_file, duration, snr_db, sweep, write

# What the codec alone costs on the sweep, uninterrupted, minus one.
FLOOR_DB = {"opus-128": 37, "opus-96": 33, "mp3-192": 29, "mp3-320": 29, "aac-256": 26, "m4a-256": 26}
TOKEN = PlayToken("token")
HIFI = Capabilities(
    frozenset({"audio/flac", "audio/wav", "audio/mpeg"}), max_sample_rate_hz=192_000, max_channels=8
)
CONFIG = StreamingConfig()


class Shelf:
    """The library's part: which file belongs to an id."""

    def __init__(self) -> None:
        self.media: dict[TrackId, MediaFile] = {}

    def get(self, id: TrackId) -> MediaFile:
        if id not in self.media:
            raise NotFound(id)
        return self.media[id]


def streams_in(folder: Path, shelf: Shelf | None = None, config: StreamingConfig = CONFIG) -> Streams:
    shelf = shelf or Shelf()
    return Streams(config=config, key=b"k" * 32, cache_dir=folder, media_file=shelf.get, clock=SystemClock())


@pytest.fixture
def streams(tmp_path: Path) -> Streams:
    return streams_in(tmp_path / "cache")


def bytes_of(rendition: Rendition, start: int = 0, stop: int | None = None) -> bytes:
    body = rendition.open(start, stop)
    assert not isinstance(body, OpenFile)
    return b"".join(body)


QUICK = [
    ("flac", "opus-128"),
    ("mp3 without Xing", "opus-128"),
    ("alac", "mp3-192"),
    ("wav 8k mono", "aac-256"),
    ("alac", "m4a-256"),
]
ALL = [(name, profile) for name in KINDS for profile in ("opus-128", "mp3-192", "aac-256", "m4a-256")]


@pytest.mark.parametrize(
    ("name", "profile"),
    [case if case in QUICK else pytest.param(*case, marks=pytest.mark.slow) for case in ALL],
)
def test_every_kind_of_file_sounds_right_in_every_profile(
    name: str, profile: str, written: Written, streams: Streams
) -> None:
    media = written(name)
    data = bytes_of(streams.rendition(media, get_profile(profile)))
    source = measure(media.path)
    meant = read_at_rate(source, 48_000, 0, samples_at_rate(source, 48_000))
    heard = decode(data)
    if (
        "256" not in profile
    ):  # ADTS cannot say where in its last frame the music ends, FFmpeg does not ask MP4
        assert heard.shape == meant.shape
    assert snr_db(meant, heard[:, : meant.shape[1]]) > FLOOR_DB[profile]


@pytest.mark.parametrize("profile", [p.name for p in PROFILES if p.codec is not Codec.AAC])
def test_the_size_is_known_before_and_right_after(profile: str, written: Written, streams: Streams) -> None:
    rendition = streams.rendition(written("wav 8k mono"), get_profile(profile), start_ms=3000)
    promised = rendition.size_bytes
    assert promised is not None
    assert len(bytes_of(rendition)) == promised


@pytest.mark.parametrize("profile", ["opus-128", "mp3-192"])
def test_the_duration_is_exact_to_the_sample(profile: str, written: Written, streams: Streams) -> None:
    for name in ("flac", "wav 8k mono"):
        data = bytes_of(streams.rendition(written(name), get_profile(profile)))
        preskip = (
            312 if profile.startswith("opus") else 0
        )  # FFmpeg counts Opus' pre-skip in, and plays without
        samples = samples_at_rate(measure(written(name).path), 48_000)
        assert duration(data) == Fraction(samples + preskip, 48_000)


@pytest.mark.parametrize(("profile", "packet", "delay"), [("opus-128", 960, 312), ("mp3-192", 1152, 1105)])
@pytest.mark.parametrize("missing", [0, 1, 29, 528, 529, 900])
def test_a_last_packet_filled_to_any_degree_ends_exactly(
    profile: str, packet: int, delay: int, missing: int, streams: Streams, tmp_path: Path
) -> None:
    samples = 30 * packet - delay - missing
    kind = KINDS["wav 48k"]
    media = write(tmp_path / "short.wav", sweep(48_000, 1)[:, :samples], kind)
    heard = decode(bytes_of(streams.rendition(media, get_profile(profile))))
    assert heard.shape[1] == samples


@pytest.mark.parametrize("profile", ["opus-128", "mp3-192"])
def test_random_ranges_from_fresh_encoders_are_the_whole(
    profile: str, written: Written, tmp_path: Path
) -> None:
    whole = bytes_of(streams_in(tmp_path / "one").rendition(written("flac"), get_profile(profile)))
    rendition = streams_in(tmp_path / "two").rendition(written("flac"), get_profile(profile))
    rng = random.Random(profile)
    cuts = [0, *sorted(rng.sample(range(1, len(whole)), 200)), len(whole)]
    ranges = list(pairwise(cuts))
    rng.shuffle(ranges)
    parts = {start: bytes_of(rendition, start, stop) for start, stop in ranges}
    assert b"".join(parts[start] for start in sorted(parts)) == whole


def test_ten_listeners_at_once_get_the_same_bytes(written: Written, streams: Streams) -> None:
    rendition = streams.rendition(written("alac"), get_profile("opus-128"))
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: bytes_of(rendition), range(10)))
    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("flac", "opus-128"),
        ("mp3", "opus-128"),
        ("alac", "mp3-192"),
        ("wav 8k mono", "opus-128"),
        ("flac 96k 24", "opus-128"),
    ],
)
def test_a_start_is_exact_to_the_sample(name: str, profile: str, written: Written, streams: Streams) -> None:
    start_ms = 5_678
    rendition = streams.rendition(written(name), get_profile(profile), start_ms=start_ms)
    data = bytes_of(rendition)
    assert len(data) == rendition.size_bytes
    source = measure(written(name).path)
    meant = read_at_rate(source, 48_000, start_ms * 48, samples_at_rate(source, 48_000))
    heard = decode(data)
    assert heard.shape == meant.shape
    inside = slice(4800, None)  # the cut itself is a step, which the codec smears
    assert snr_db(meant[:, inside], heard[:, inside]) > FLOOR_DB[profile]
    near = meant[:, 10_000:20_000]
    shifted = [snr_db(near, heard[:, 10_000 + by : 20_000 + by]) for by in (-1, 0, 1)]
    assert shifted[1] == max(shifted)


def test_a_start_behind_the_end_is_an_empty_stream_that_decodes(written: Written, streams: Streams) -> None:
    rendition = streams.rendition(written("flac"), get_profile("opus-128"), start_ms=10**6)
    data = bytes_of(rendition)
    assert len(data) == rendition.size_bytes


def test_aac_is_whole_without_a_length_first_and_has_ranges_afterwards(
    written: Written, streams: Streams
) -> None:
    profile = get_profile("aac-256")
    first = streams.rendition(written("flac"), profile)
    assert first.size_bytes is None
    whole = bytes_of(first)
    assert first.size_bytes == len(whole)
    second = streams.rendition(written("flac"), profile)
    assert second.size_bytes == len(whole)
    assert second.etag == first.etag
    assert bytes_of(second, 70_000, 300_000) == whole[70_000:300_000]


def test_aac_that_nobody_waits_for_rests_where_it_is(written: Written, streams: Streams) -> None:
    rendition = streams.rendition(written("flac"), get_profile("aac-256"))
    assert isinstance(rendition, Growing)
    rendition.open(0, None).close()
    until(lambda: streams.encoders_running == 0)
    assert rendition.size_bytes is None


def test_a_part_that_is_waited_for_is_made(written: Written, streams: Streams) -> None:
    rendition = streams.rendition(written("flac"), get_profile("aac-256"))
    assert isinstance(rendition, Growing)
    reach = rendition.reach(50_000)
    until(reach.is_ready)
    part = bytes_of(rendition, 10_000, 50_000)
    reach.close()
    assert part == bytes_of(rendition)[10_000:50_000]


def test_growing_goes_on_to_the_end_while_somebody_waits_for_it(written: Written, tmp_path: Path) -> None:
    streams = streams_in(tmp_path)
    rendition = streams.rendition(written("flac"), get_profile("aac-256"))
    assert isinstance(rendition, Growing)
    reach = rendition.reach(None)
    until(lambda: rendition.size_bytes is not None)
    reach.close()
    again = streams_in(tmp_path).rendition(written("flac"), get_profile("aac-256"))
    assert again.size_bytes == rendition.size_bytes


@pytest.mark.parametrize("profile", ["opus-128", "mp3-192", "aac-256", "wav-16-44100-2"])
def test_a_listener_who_leaves_holds_no_slot(profile: str, written: Written, tmp_path: Path) -> None:
    streams = streams_in(tmp_path, config=StreamingConfig(encoder_slots=1, slot_wait_s=1))
    feed = streams.rendition(written("flac"), get_profile(profile)).open(0, None)
    assert not isinstance(feed, OpenFile)
    until(feed.is_ready)
    feed.take(100)
    feed.close()
    until(lambda: streams.encoders_running == 0)
    assert bytes_of(streams.rendition(written("mp3"), get_profile("opus-128")))


@pytest.mark.parametrize("profile", ["opus-128", "mp3-192", "aac-256"])
def test_a_full_house_is_told_in_time_and_says_when_to_come_back(
    profile: str, written: Written, tmp_path: Path
) -> None:
    streams = streams_in(tmp_path, config=StreamingConfig(encoder_slots=1, slot_wait_s=1))
    with kept_busy(streams), pytest.raises(TooManyStreams) as refused:
        bytes_of(streams.rendition(written("flac"), get_profile(profile)))
    assert refused.value.retry_after_s >= 1
    until(lambda: answers(streams.rendition(written("flac"), get_profile(profile))))


def answers(rendition: Rendition) -> bool:
    """On a machine with other work even a free encoder may need longer than this house waits."""
    try:
        return bool(bytes_of(rendition))
    except TooManyStreams:
        return False


def test_one_listener_cannot_keep_all_encoders_busy(written: Written, tmp_path: Path) -> None:
    config = StreamingConfig(encoder_slots=2, encoder_slots_per_user=1, slot_wait_s=1)
    streams = streams_in(tmp_path, config=config)
    media, profile = written("flac"), get_profile("opus-128")
    with kept_busy(streams, listener="ann"):
        assert bytes_of(streams.rendition(media, profile, listener="bob"))
        with pytest.raises(TooManyStreams) as refused:
            bytes_of(streams.rendition(media, get_profile("opus-64"), listener="ann"))
    assert refused.value.is_own
    assert "one listener" in str(refused.value)


@contextmanager
def kept_busy(streams: Streams, listener: str = "") -> Iterator[None]:
    """One encoder of `streams` makes something else."""
    started, go = Event(), Event()

    def make() -> bytes:
        started.set()
        assert go.wait(20)
        return b""

    streams._encoders.submit("busy", make, listener=listener, urgency=Urgency.NOW)
    assert started.wait(5)
    try:
        yield
    finally:
        go.set()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def grown(streams: Streams, media: MediaFile, profile: str) -> Growing:
    rendition = streams.rendition(media, get_profile(profile))
    assert isinstance(rendition, Growing)
    reach = rendition.reach(None)
    until(lambda: not streams.rendition(media, get_profile(profile)).etag.endswith("draft"))
    reach.close()
    whole = streams.rendition(media, get_profile(profile))
    assert isinstance(whole, Growing)
    return whole


@pytest.mark.parametrize(
    ("name", "bits"), [("alac", 16), ("wav 11k", 16), ("flac 96k 24", 24), ("wav 48k", 16)]
)
@pytest.mark.parametrize("wrapping", ["flac", "flac_mp4"])
def test_flac_is_bit_by_bit_what_was_recorded(
    wrapping: str, name: str, bits: int, written: Written, streams: Streams
) -> None:
    media = written(name)
    profile = f"{wrapping}-{bits}-{media.format.sample_rate_hz}-2"
    draft = bytes_of(streams.rendition(media, get_profile(profile)))
    final = bytes_of(grown(streams, media, profile))
    assert len(draft) == len(final)
    meant = decode_file(media.path)
    assert np.array_equal(decode(draft), meant)
    assert np.array_equal(decode(final), meant)
    assert duration(draft) == Fraction(meant.shape[1], media.format.sample_rate_hz)


def test_finished_flac_tells_the_digest_of_its_samples(written: Written, streams: Streams) -> None:
    media = written("alac")
    final = bytes_of(grown(streams, media, "flac-16-44100-2"))
    samples = (decode_file(media.path).T * 32_768).astype("<i2").tobytes()
    assert final[26:42] == hashlib.md5(samples, usedforsecurity=False).digest()


@pytest.mark.parametrize("profile", ["flac-16-44100-2", "m4a-128"])
def test_who_began_with_the_draft_gets_the_rest_of_the_draft(
    profile: str, written: Written, streams: Streams
) -> None:
    first = streams.rendition(written("alac"), get_profile(profile))
    assert isinstance(first, Growing)
    draft = bytes_of(first)
    final = grown(streams, written("alac"), profile)
    assert final.etag != first.etag
    begun = final.as_begun(f'"{first.etag}"')
    assert begun.etag == first.etag
    assert bytes_of(begun, 10, 90_000) == draft[10:90_000]
    assert bytes_of(final) != draft
    assert final.as_begun('"another"') is final


def test_m4a_is_as_long_as_what_was_recorded(written: Written, streams: Streams) -> None:
    for name in ("flac", "wav 8k mono", "wav 48k"):
        data = bytes_of(streams.rendition(written(name), get_profile("m4a-128")))
        samples = samples_at_rate(measure(written(name).path), 48_000)
        heard = decode(data)
        assert heard.shape[1] in (
            samples,
            -(-samples // 1024) * 1024,
        )  # FFmpeg plays the last packet to its end


def test_etags_tell_states_profiles_and_starts_apart(written: Written, streams: Streams) -> None:
    media = written("flac")
    etags = [
        streams.rendition(media, None).etag,
        streams.rendition(media, get_profile("opus-128")).etag,
        streams.rendition(media, get_profile("opus-96")).etag,
        streams.rendition(media, get_profile("opus-96"), start_ms=5).etag,
        streams.rendition(written("alac"), get_profile("opus-96")).etag,
    ]
    assert len(set(etags)) == len(etags)
    assert all(etag.isascii() and '"' not in etag for etag in etags)


def shelf_of(media: MediaFile) -> Shelf:
    shelf = Shelf()
    shelf.media[media.track_id] = media
    return shelf


def test_what_is_offered_and_prepared_begins_without_an_encoder(written: Written, tmp_path: Path) -> None:
    media = written("alac")
    streams = streams_in(tmp_path, shelf_of(media), StreamingConfig(encoder_slots=1, slot_wait_s=1))
    opus = Capabilities(mimes=frozenset({"audio/ogg; codecs=opus"}))
    offer = streams.offer(media, opus, token=PlayToken("t"))
    streams.prepare(offer)
    until(lambda: streams.kept.total_bytes > 0 and streams.encoders_running == 0)
    with kept_busy(streams):  # the only encoder
        assert bytes_of(streams.open_link(signed_in(offer.path)).rendition, 0, 2_000)
    streams.close()


def test_preparing_what_cannot_be_played_harms_nobody(written: Written, tmp_path: Path) -> None:
    media = replace(written("alac"), path=tmp_path / "gone.m4a")
    streams = streams_in(tmp_path, shelf_of(media))
    streams.prepare(streams.offer(media, Capabilities(mimes=frozenset()), token=PlayToken("t")))
    time.sleep(0.1)
    until(lambda: streams.encoders_running == 0)
    assert streams.kept.total_bytes == 0
    streams.close()


def test_an_offer_leads_to_what_it_promised(written: Written, tmp_path: Path) -> None:
    shelf = Shelf()
    streams = streams_in(tmp_path, shelf)
    flac, alac = (replace(written(name), track_id=TrackId(f"tr-{name}")) for name in ("flac", "alac"))
    shelf.media = {media.track_id: media for media in (flac, alac)}
    browser = Capabilities(frozenset({"audio/flac", "audio/ogg; codecs=opus"}))

    offer = streams.offer(flac, browser, token=TOKEN)
    assert (offer.mime, offer.note) == ("audio/flac", "original FLAC")
    direct = streams.open_link(signed_in(offer.path)).rendition
    assert (direct.size_bytes, direct.etag) == (flac.size_bytes, flac.state)

    offer = streams.offer(alac, browser, token=TOKEN)
    assert offer.mime == "audio/ogg; codecs=opus"
    assert offer.note == "Opus 128 kbit/s: this device cannot play ALAC"
    assert streams.open_link(signed_in(offer.path)).rendition.mime == offer.mime

    offer = streams.offer(flac, browser, token=TOKEN, limits=StreamLimits(max_bitrate_kbps=96))
    assert offer.note == "Opus 96 kbit/s: limited to 96 kbit/s"
    offer = streams.offer(flac, browser, token=TOKEN, start_ms=1500)
    assert offer.note == "FLAC 16 bit 44.1 kHz: it begins within the track"
    assert streams.open_link(signed_in(offer.path)).rendition.mime == "audio/flac"


def test_a_page_that_mixes_is_offered_samples_and_told_where_they_lie(
    written: Written, tmp_path: Path
) -> None:
    shelf = Shelf()
    streams = streams_in(tmp_path, shelf)
    media = written("flac")
    shelf.media = {media.track_id: media}
    page = Capabilities(frozenset({"audio/flac"}), max_sample_rate_hz=96_000, can_mix=True)
    offer = streams.offer(media, page, token=TOKEN)
    assert offer.note == "WAV 16 bit 44.1 kHz: played to the sample"
    assert offer.samples == Samples(44_100, 2, 16, 44)
    rendition = streams.open_link(signed_in(offer.path)).rendition
    assert (rendition.size_bytes - offer.samples.header_bytes) % 4 == 0
    assert streams.offer(media, replace(page, can_mix=False), token=TOKEN).samples is None


def test_samples_are_not_kept_on_disk(written: Written, tmp_path: Path) -> None:
    streams = streams_in(tmp_path, Shelf())
    rendition = streams.rendition(written("flac"), get_profile("wav-16-44100-2"))
    body = rendition.open(0, rendition.size_bytes)
    assert not isinstance(body, OpenFile)
    assert sum(map(len, body)) == rendition.size_bytes
    assert streams.kept.total_bytes == 0


def test_a_link_to_a_changed_or_unknown_file_is_refused(written: Written, tmp_path: Path) -> None:
    shelf = Shelf()
    streams = streams_in(tmp_path, shelf)
    media = written("flac")
    offer = streams.offer(media, Capabilities(frozenset({"audio/flac"})), token=TOKEN)
    with pytest.raises(NotFound):
        streams.open_link(signed_in(offer.path))
    shelf.media[media.track_id] = replace(media, mtime_ns=5)
    with pytest.raises(FileChanged):
        streams.open_link(signed_in(offer.path))
    with pytest.raises(LinkForged):
        streams.open_link("x" + signed_in(offer.path))


def test_a_file_that_changes_or_vanishes_is_noticed(
    written: Written, streams: Streams, tmp_path: Path
) -> None:
    path = tmp_path / "song.flac"
    path.write_bytes(written("flac").path.read_bytes())
    found = path.stat()
    media = replace(written("flac"), path=path, mtime_ns=found.st_mtime_ns)
    body = streams.rendition(media, get_profile("opus-128")).open(0, None)
    assert not isinstance(body, OpenFile)
    blocks = iter(body)
    next(blocks)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(FileChanged):
        _drain(blocks)
    path.unlink()
    for profile in (None, get_profile("mp3-192")):
        with pytest.raises(FileMissing):
            streams.rendition(media, profile)


def test_what_cannot_be_decoded_is_refused_before_anything_is_sent(
    written: Written, streams: Streams, tmp_path: Path
) -> None:
    path = tmp_path / "song.flac"
    path.write_bytes(b"fLaC but not really")
    found = path.stat()
    media = MediaFile(TrackId("tr-1"), path, found.st_size, found.st_mtime_ns, written("flac").format, 1000)
    with pytest.raises(Undecodable):
        streams.rendition(media, get_profile("opus-128"))


def test_the_original_has_no_start_of_its_own(written: Written, streams: Streams) -> None:
    with pytest.raises(ValueError, match="begin at 0"):
        streams.rendition(written("flac"), None, start_ms=5)


def test_a_part_of_a_file_is_never_answered_with_the_whole_of_it(written: Written, streams: Streams) -> None:
    part = replace(written("flac"), cut=Span(0, 44_100))
    assert part.state != replace(part, cut=Span(44_100, None)).state != written("flac").state
    with pytest.raises(ValueError, match="all of the file"):
        streams.rendition(part, None)


@pytest.mark.parametrize(("start", "stop"), [(0, 44_100), (100_003, 300_007), (300_007, None)])
@pytest.mark.parametrize("name", ["flac", "wav 11k", "flac 96k 24"])
def test_a_part_of_a_lossless_file_is_exactly_its_samples(
    name: str, start: int, stop: int | None, written: Written, streams: Streams
) -> None:
    whole = written(name)
    scale = KINDS[name].rate_hz / 44_100
    span = Span(round(start * scale), None if stop is None else round(stop * scale))
    part = replace(whole, cut=span)
    meant = decode_file(whole.path)[:, span.start_sample : span.stop_sample]
    heard = decode(bytes_of(streams.rendition(part, exact_profile(whole.format, HIFI))))
    assert np.array_equal(heard, meant)


@pytest.mark.parametrize("profile", ["opus-128", "mp3-192"])
def test_a_part_begins_and_ends_in_silence_whatever_surrounds_it(
    profile: str, written: Written, streams: Streams
) -> None:
    part = replace(written("wav 48k"), cut=Span(100_003, 300_007))
    meant = decode_file(part.path)[:, 100_003:300_007]
    rendition = streams.rendition(part, get_profile(profile))
    data = bytes_of(rendition)
    assert len(data) == rendition.size_bytes
    heard = decode(data)
    assert heard.shape == meant.shape
    assert snr_db(meant[:, 4800:-4800], heard[:, 4800:-4800]) > FLOOR_DB[profile]
    later = decode(bytes_of(streams.rendition(part, get_profile(profile), start_ms=1500)))
    assert later.shape[1] == meant.shape[1] - 72_000


def test_parts_that_follow_each_other_are_the_whole(written: Written, streams: Streams) -> None:
    whole = written("alac")
    cuts = [0, 12_345, 200_001, None]
    parts = [replace(whole, cut=Span(a or 0, b)) for a, b in pairwise(cuts)]
    profile = exact_profile(whole.format, HIFI)
    heard = [decode(bytes_of(streams.rendition(part, profile))) for part in parts]
    assert np.array_equal(np.concatenate(heard, axis=1), decode_file(whole.path))


def test_a_part_is_offered_exactly_where_that_can_be_played(written: Written, streams: Streams) -> None:
    part = replace(written("flac"), cut=Span(0, 44_100))
    offer = streams.offer(part, HIFI, token=TOKEN)
    assert (offer.mime, offer.note) == (
        "audio/wav",
        "WAV 16 bit 44.1 kHz: its file holds more than this track",
    )
    small = streams.offer(part, HIFI, token=TOKEN, limits=StreamLimits(max_bitrate_kbps=1000))
    assert small.mime == "audio/mpeg"


def test_unknown_profiles_have_no_rendition() -> None:
    with pytest.raises(UnknownProfile):
        get_profile("wax-33")


def test_chunks_are_taken_from_the_cache_after_a_restart(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = get_profile("opus-128")
    before = bytes_of(streams_in(tmp_path).rendition(written("flac"), profile))
    again = streams_in(tmp_path).rendition(written("flac"), profile)

    def no_encoder(*_: object, **__: object) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr("server.streaming.cut.encode_packets", no_encoder)
    assert bytes_of(again) == before


def test_a_small_cache_changes_nothing_but_the_work(written: Written, tmp_path: Path) -> None:
    profile = get_profile("opus-128")
    roomy = bytes_of(streams_in(tmp_path / "a").rendition(written("flac"), profile))
    tight = streams_in(tmp_path / "b", config=StreamingConfig(cache_mb=0)).rendition(written("flac"), profile)
    assert bytes_of(tight) == roomy == bytes_of(tight)
    assert list((tmp_path / "b").iterdir()) == []


def signed_in(path: str) -> str:
    assert path == unquote(path)
    return path.removeprefix("/stream/")


def _drain(blocks: Iterator[bytes]) -> None:
    for _ in blocks:
        pass


def test_a_device_away_from_home_is_offered_what_is_allowed_there(tmp_path: Path, written: Written) -> None:
    media = written("flac")
    streams = streams_in(tmp_path, config=replace(CONFIG, away_kbps=96))
    able = Capabilities(frozenset({"audio/flac", "audio/ogg; codecs=opus"}))
    assert streams.offer(media, able, token=TOKEN).note == "original FLAC"
    away = streams.offer(media, replace(able, is_away=True), token=TOKEN)
    assert away.note == "Opus 96 kbit/s: limited to 96 kbit/s away from home"


def test_a_listener_and_a_network_may_be_limited_as_well(tmp_path: Path, written: Written) -> None:
    media = written("flac")
    streams = streams_in(tmp_path, config=replace(CONFIG, metered_kbps=64))
    able = Capabilities(frozenset({"audio/flac", "audio/ogg; codecs=opus"}), can_mix=True)
    assert streams.offer(media, able, token=TOKEN).samples is not None
    metered = streams.offer(media, replace(able, is_metered=True), token=TOKEN)
    assert (metered.samples, metered.note) == (
        None,
        "Opus 64 kbit/s: limited to 64 kbit/s on a network that counts",
    )
    own = streams.offer(media, able, token=TOKEN, listener_kbps=96)
    assert own.note == "Opus 96 kbit/s: limited to 96 kbit/s for this listener"


def test_faster_and_slower_streams_are_exact_as_well(tmp_path: Path, written: Written) -> None:
    media = written("flac")
    streams = streams_in(tmp_path)
    length = measure(media.path).samples
    for rate in (0.5, 1.5):
        treatment = Treatment(rate=rate)
        plain = streams.rendition(media, get_profile("wav-16-44100-2"), treatment=treatment)
        assert plain.size_bytes == 44 + 4 * stretched_samples(length, rate)
        whole = bytes_of(plain)
        assert len(whole) == plain.size_bytes
        again = streams.rendition(media, get_profile("wav-16-44100-2"), treatment=treatment)
        start = len(whole) // 3
        assert bytes_of(again, start, start + 100_000) == whole[start : start + 100_000]
        opus = streams.rendition(media, get_profile("opus-128"), treatment=treatment)
        assert len(bytes_of(opus)) == opus.size_bytes
        later = streams.rendition(media, get_profile("wav-16-44100-2"), start_ms=5_000, treatment=treatment)
        assert later.size_bytes == 44 + 4 * stretched_samples(length - 5 * 44_100, rate)


def test_a_device_that_cannot_play_faster_is_sent_it_so(tmp_path: Path, written: Written) -> None:
    media = written("flac")
    offer = streams_in(tmp_path).offer(media, HIFI, token=TOKEN, treatment=Treatment(rate=1.25))
    assert offer.note == "WAV 16 bit 44.1 kHz: it is played at another speed"
