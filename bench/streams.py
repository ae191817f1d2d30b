"""Conversions under load: starts, seeks, slow readers, memory; and their speed against the ffmpeg program.

The files are made here: chords with noise, which is as hard to encode as music.
"""

from __future__ import annotations

import http.client
import resource
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import av
import numpy as np

from bench.house import until
from bench.numbers import told
from bench.originals import compare_originals
from bench.speed import compare_speed
from devices import Capabilities, PlayToken
from library import TrackId
from server.build import House, build_house
from server.clock import SystemClock
from server.config import Config, DiscoveryConfig, LibraryConfig, ServerConfig
from server.data_folder import DataFolder
from server.lifecycle import listen
from server.streaming import Codec, StreamLimits

TRACKS = 48
SECONDS = 150
STARTS = 30
READERS = 200


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as folder:
        music = Path(folder) / "music"
        for number in range(TRACKS):
            write_music(music / f"Bench {number // 12}" / f"{number:02}.flac", SECONDS, seed=number)
        with house(Path(folder) / "data", music) as built:
            port = built.services.config.server.port
            paths = links(built, Codec.OPUS)
            print(f"{STARTS} starts at once, Opus        {told(starts(port, paths[:STARTS], 0))}")
            print(f"{STARTS} starts at 2:00, Opus        {told(starts(port, paths[:STARTS], 0.8))}")
            print(
                f"{STARTS} starts at once, MP3         {told(starts(port, links(built, Codec.MP3)[:STARTS], 0))}"
            )
            slow_readers(port, paths)
            compare_originals(port, *originals(built))
            print(
                f"memory with 8 conversions     {memory_mb(port, links(built, Codec.OPUS, 64)[40:]):.0f} MB resident"
            )
        compare_speed(music / "Bench 0" / "00.flac")


def write_music(path: Path, seconds: int, *, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    time_s = np.arange(seconds * 44_100) / 44_100
    tones = sum(
        np.sin(2 * np.pi * hz * time_s) * (0.6 + 0.4 * np.sin(time_s * hz / 300)) for hz in (220, 277, 1760)
    )
    left = 0.15 * tones + rng.standard_normal(len(time_s)) * 0.02
    pcm = np.stack([left, np.roll(left, 200)], axis=1)
    samples = np.ascontiguousarray((pcm * 32767).astype(np.int16)).reshape(1, -1)
    with av.open(str(path), "w") as output:
        stream = output.add_stream("flac", rate=44_100)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        for each in (frame, None):
            output.mux(stream.encode(each))


@contextmanager
def house(data_folder: Path, music: Path) -> Iterator[House]:
    data = DataFolder(data_folder)
    data.open()
    with data.locked(), listen("127.0.0.1", 0) as listening:
        config = Config(
            server=ServerConfig(host="127.0.0.1", port=listening.getsockname()[1]),
            library=LibraryConfig(folders=(str(music),)),
            discovery=DiscoveryConfig(enabled=False),
        )
        built = build_house(config, data, SystemClock(), listening)
        built.server.start()
        built.start()
        try:
            until(lambda: built.services.library.counts().tracks == TRACKS)
            yield built
        finally:
            built.server.stop()


def links(built: House, codec: Codec, most_kbps: int | None = None) -> list[str]:
    ids: list[TrackId] = sorted(track.id for track in built.services.library.random_tracks(TRACKS))
    limits = StreamLimits(most_kbps, codec)
    device = Capabilities(frozenset())
    return [
        built.services.streams.offer(
            built.services.library.get_media_file(id), device, token=PlayToken("bench"), limits=limits
        ).path
        for id in ids
    ]


def originals(built: House) -> tuple[list[str], list[Path]]:
    """Links to the files as they are, and the files."""
    library = built.services.library
    media = [library.get_media_file(track.id) for track in library.random_tracks(TRACKS)]
    device = Capabilities(frozenset({"audio/flac"}))
    offers = [built.services.streams.offer(each, device, token=PlayToken("bench")) for each in media]
    return [offer.path for offer in offers], [each.path for each in media]


def starts(port: int, paths: list[str], at: float) -> list[float]:
    """From the request to the first 16 kB of sound, all at the same time, in ms."""
    sizes = [size_of(port, path) for path in paths]
    gate = threading.Barrier(len(paths))

    def start(path: str, size: int) -> float:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.connect()
        gate.wait()
        began = time.perf_counter()
        connection.request("GET", path, headers={"Range": f"bytes={int(size * at)}-"})
        response = connection.getresponse()
        assert response.status == 206, response.status
        response.read(16_000)
        spent = (time.perf_counter() - began) * 1000
        connection.close()
        return spent

    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(start, paths, sizes))


def size_of(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("HEAD", path)
    size = int(connection.getresponse().headers["Content-Length"])
    connection.close()
    return size


def slow_readers(port: int, paths: list[str]) -> None:
    """Readers of conversions that take 1 kB now and then, and somebody who wants quick answers meanwhile."""
    stop = threading.Event()
    sockets = [slow_reader(port, paths[n % len(paths)], n) for n in range(READERS)]
    received = [0] * READERS

    def drip() -> None:
        while not stop.is_set():
            for number, reader in enumerate(sockets):
                try:
                    received[number] += len(reader.recv(1024))
                except BlockingIOError:
                    continue
            stop.wait(0.05)

    thread = threading.Thread(target=drip, name="drip", daemon=True)
    thread.start()
    others = [ping(port) for _ in range(400)]
    until(lambda: all(received), within_s=60)
    stop.set()
    thread.join(5)
    for reader in sockets:
        reader.close()
    others.sort()
    print(f"{READERS} slow readers served       {sum(1 for n in received if n)}")
    print(
        f"other requests meanwhile      p50 {others[200]:.0f}  p99 {others[396]:.0f}  max {others[-1]:.0f} ms"
    )


def slow_reader(port: int, path: str, number: int) -> socket.socket:
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", port))
    start = number * 7919 % 2_000_000
    reader.sendall(f"GET {urlsplit(path).path} HTTP/1.1\r\nHost: x\r\nRange: bytes={start}-\r\n\r\n".encode())
    reader.setblocking(False)
    return reader


def ping(port: int) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/api/openapi.json")
    connection.getresponse().read()
    connection.close()
    spent = (time.perf_counter() - began) * 1000
    time.sleep(0.01)
    return spent


def memory_mb(port: int, paths: list[str]) -> float:
    """What eight conversions at once add to this process, which is the server too, at most."""

    def fetch(path: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", path)
        response = connection.getresponse()
        while response.read(1 << 16):
            pass
        connection.close()

    before = most = resident_mb()
    with ThreadPoolExecutor(8) as pool:
        fetching = [pool.submit(fetch, path) for path in paths[:8]]
        while not all(each.done() for each in fetching):
            most = max(most, resident_mb())
            time.sleep(0.01)
    return most - before


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / (1 << 20)
