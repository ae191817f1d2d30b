"""What phone apps do to a library of SEGUE_BENCH_TRACKS tracks (100,000 unless said): copying all of it by pages of
search3, its first pages of albums, all its artists. SEGUE_BENCH_SUPYSONIC names a wheel of Supysonic, the reference; it
is installed into an environment of its own in a temporary folder. SEGUE_BENCH_FOLDER keeps the libraries."""

from __future__ import annotations

import http.client
import os
import resource
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

PAGE = 500
ALBUMS = 50
ROUNDS = 200
LOGIN = {"u": "ada", "v": "1.16.1", "c": "bench", "f": "json"}


def run() -> None:
    tracks = int(os.environ.get("SEGUE_BENCH_TRACKS", "100000"))
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as temporary:
        folder = Path(os.environ.get("SEGUE_BENCH_FOLDER", temporary))
        folder.mkdir(parents=True, exist_ok=True)
        opened(folder, tracks).close()
        with served(folder / f"{tracks}.db", Path(temporary)) as (port, secret):
            house = Asked(port, {**LOGIN, "p": secret})
            copied(house, tracks)
            ours = albums(house)
            artists(house)
        reference(Path(temporary), ours)


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


def copied(house: Asked, tracks: int) -> None:
    times = []
    before_mb = resident_mb()
    for offset in range(0, tracks, PAGE):
        body, ms = house.ask(
            "search3", query="", songCount=PAGE, songOffset=offset, artistCount=0, albumCount=0
        )
        assert b'"ok"' in body[:100], body[:200]
        times.append(ms)
    tenth = max(1, len(times) // 10)
    first, last = percentile(times[:tenth], 0.5), percentile(times[-tenth:], 0.5)
    print(
        f"search3, all of {tracks} by {PAGE}: {sum(times) / 1000:.1f} s, a page p50 {percentile(times, 0.5):.1f} ms"
    )
    print(f"  p50 of the first tenth {first:.1f} ms, of the last {last:.1f} ms: ratio {last / first:.2f}")
    print(f"  memory of the server {before_mb:.0f} MB before, {resident_mb():.0f} MB at most after")


def albums(house: Asked) -> float:
    times = [house.ask("getAlbumList2", type="alphabeticalByName", size=ALBUMS)[1] for _ in range(ROUNDS)]
    p50 = percentile(times, 0.5)
    print(
        f"getAlbumList2 of {ALBUMS}, one connection: p50 {p50:.2f} ms, p99 {percentile(times, 0.99):.2f} ms"
    )
    return p50


def artists(house: Asked) -> None:
    body, ms = house.ask("getArtists")
    print(f"getArtists: {len(body) / 1e6:.1f} MB in {ms:.0f} ms; memory {resident_mb():.0f} MB at most")


def resident_mb() -> float:
    """The most so far, of this process: the server's threads and the asking one."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def served(database: Path, place: Path) -> Iterator[tuple[int, str]]:
    from bench.sync_house import open_house

    with open_house(database, place) as house:
        yield house


def reference(place: Path, ours_ms: float) -> None:
    """Supysonic with as many albums as one page shows, which is all that it is asked for."""
    wheel = os.environ.get("SEGUE_BENCH_SUPYSONIC", "")
    if not wheel:
        print("!!! NOT COMPARED WITH SUPYSONIC: SEGUE_BENCH_SUPYSONIC names no wheel")
        return
    python = place / "supysonic" / "bin" / "python"
    made = subprocess.run([sys.executable, "-m", "venv", str(place / "supysonic")], check=False)
    got = subprocess.run([str(python), "-m", "pip", "install", "--quiet", wheel, "waitress"], check=False)
    if made.returncode or got.returncode:
        print("!!! NOT COMPARED WITH SUPYSONIC: it could not be installed")
        return
    script = Path(__file__).with_name("sync_supysonic.py.txt")
    server = subprocess.Popen([str(python), "-P", str(script), str(place)], stdout=subprocess.PIPE, text=True)
    stop = threading.Timer(300, server.kill)
    stop.start()
    try:
        line = server.stdout.readline() if server.stdout else ""
        if not line.strip().isdigit():
            print("!!! NOT COMPARED WITH SUPYSONIC: it did not start")
            return
        other = Asked(int(line), {**LOGIN, "p": "correct horse"})
        body, _ = other.ask("getAlbumList2", type="alphabeticalByName", size=ALBUMS)
        assert b'"ok"' in body, body[:300]
        times = [other.ask("getAlbumList2", type="alphabeticalByName", size=ALBUMS)[1] for _ in range(ROUNDS)]
        theirs = percentile(times, 0.5)
        print(f"supysonic getAlbumList2 of {ALBUMS} among {ALBUMS * 4} albums: p50 {theirs:.2f} ms")
        print(f"ratio supysonic / segue: {theirs / ours_ms:.1f}")
    finally:
        stop.cancel()
        server.kill()
        server.wait(10)
