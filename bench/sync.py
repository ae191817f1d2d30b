"""What phone apps do to a library of SEGUE_BENCH_TRACKS tracks (100,000 unless said): copying all of it by pages of
search3, its first page of albums, all its artists. SEGUE_BENCH_SUPYSONIC names a wheel of Supysonic, the reference: it
is installed into an environment of its own in a temporary folder, and asked in turns with us. SEGUE_BENCH_FOLDER keeps
the libraries."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.catalogue import opened
from bench.numbers import percentile
from bench.sync_house import Served, open_house

PAGE = 500
ALBUMS = 50
ROUNDS = 200
LOGIN = {"u": "ada", "v": "1.16.1", "c": "bench", "f": "json"}


def run() -> None:
    tracks = int(os.environ.get("SEGUE_BENCH_TRACKS", "100000"))
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as temporary:
        folder = Path(os.environ.get("SEGUE_BENCH_FOLDER", temporary))
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        opened(folder, tracks).close()
        print(f"library of {tracks}: {time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}")
        with open_house(folder / f"{tracks}.db", Path(temporary)) as served:
            house = Asked(served.port, {**LOGIN, "p": served.secret})
            copied(house, served, tracks)
            artists(house, served)
            with reference(Path(temporary)) as other:
                albums(house, other)


class Asked:
    """One connection, kept open, as apps keep theirs."""

    def __init__(self, port: int, login: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._login = login

    def ask(self, method: str, **params: object) -> tuple[bytes, float]:
        """The answer and its ms."""
        began = time.perf_counter()
        self._connection.request("GET", f"/rest/{method}?{urlencode({**self._login, **params})}")
        body = self._connection.getresponse().read()
        return body, 1000 * (time.perf_counter() - began)


def copied(house: Asked, served: Served, tracks: int) -> None:
    house.ask("search3", query="", songCount=PAGE, artistCount=0, albumCount=0)  # what is loaded once
    times, memory_mb = [], [served.memory_mb()]
    before_s = served.cpu_s()
    for offset in range(0, tracks, PAGE):
        body, ms = house.ask(
            "search3", query="", songCount=PAGE, songOffset=offset, artistCount=0, albumCount=0
        )
        assert b'"ok"' in body[:100], body[:200]
        times.append(ms)
        memory_mb.append(served.memory_mb())
    cpu_ms = 1000 * (served.cpu_s() - before_s) / len(times)
    tenth = max(1, len(times) // 10)
    first, last = percentile(times[:tenth], 0.5), percentile(times[-tenth:], 0.5)
    print(f"search3, all of {tracks} by {PAGE}: {sum(times) / 1000:.1f} s; load {os.getloadavg()[0]:.1f}")
    print(f"  a page: p50 {percentile(times, 0.5):.1f} ms, {cpu_ms:.1f} ms of the processor")
    print(f"  last tenth ÷ first: {last / first:.2f} ({last:.1f} ms, {first:.1f} ms)")
    before, half, after = memory_mb[0], memory_mb[len(memory_mb) // 2], memory_mb[-1]
    print(f"  memory: {before:.0f} MB before, {half:.0f} MB halfway, {after:.0f} MB after")


def artists(house: Asked, served: Served) -> None:
    served.forget_peak()
    before_mb = served.memory_mb()
    body, ms = house.ask("getArtists")
    grown_mb = served.peak_mb() - before_mb
    count = body.count(b'"albumCount"')
    print(f"getArtists: {count} in {len(body) / 1e6:.2f} MB, {ms:.0f} ms, {grown_mb:+.1f} MB at most")


def albums(house: Asked, other: Asked | None) -> None:
    """In turns, so that both meet the same load."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_albums_ms(house))
        if other is not None:
            theirs.append(_albums_ms(other))
    p50 = percentile(ours, 0.5)
    print(
        f"getAlbumList2 of {ALBUMS}, one connection: p50 {p50:.2f} ms, p99 {percentile(ours, 0.99):.2f} ms;"
        f" load {os.getloadavg()[0]:.1f}"
    )
    if theirs:
        reference_ms = percentile(theirs, 0.5)
        print(f"  supysonic among {ALBUMS * 4} albums: p50 {reference_ms:.2f} ms")
        print(f"  supysonic ÷ segue: {reference_ms / p50:.1f}")


def _albums_ms(house: Asked) -> float:
    body, ms = house.ask("getAlbumList2", type="alphabeticalByName", size=ALBUMS)
    assert body.count(b'"songCount"') == ALBUMS, body[:300]
    return ms


@contextmanager
def reference(place: Path) -> Iterator[Asked | None]:
    """Supysonic with four times as many albums as one page shows, which is all that it is asked for."""
    python = _installed(place)
    if python is None:
        yield None
        return
    script = Path(__file__).with_name("sync_supysonic.py.txt")
    server = subprocess.Popen([str(python), "-P", str(script), str(place)], stdout=subprocess.PIPE, text=True)
    stop = threading.Timer(300, server.kill)
    stop.start()
    try:
        line = server.stdout.readline() if server.stdout else ""
        if not line.strip().isdigit():
            print("!!! NOT COMPARED WITH SUPYSONIC: it did not start")
            yield None
        else:
            yield Asked(int(line), {**LOGIN, "p": "correct horse"})
    finally:
        stop.cancel()
        server.kill()
        server.wait(10)


def _installed(place: Path) -> Path | None:
    wheel = os.environ.get("SEGUE_BENCH_SUPYSONIC", "")
    if not wheel:
        print("!!! NOT COMPARED WITH SUPYSONIC: SEGUE_BENCH_SUPYSONIC names no wheel")
        return None
    python = place / "supysonic" / "bin" / "python"
    made = subprocess.run([sys.executable, "-m", "venv", str(place / "supysonic")], check=False)
    got = subprocess.run([str(python), "-m", "pip", "install", "--quiet", wheel, "waitress"], check=False)
    if made.returncode or got.returncode:
        print("!!! NOT COMPARED WITH SUPYSONIC: it could not be installed")
        return None
    return python
