"""A first scan of a large library by a real server: how fast, beside a bare mutagen loop; how much memory it
takes; how long requests wait meanwhile; and a second scan in which nothing changed, beside a bare walk.

SEGUE_BENCH_TRACKS=100000 sets the size; the files go to TMPDIR.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
from mutagen.mp3 import MP3

from bench.numbers import percentile
from bench.rescan import bare_walk, timed
from bench.tracks import make_tracks

TRACKS = int(os.environ.get("SEGUE_BENCH_TRACKS", "20000"))
_LOOP_FILES = 3_000
_ASKED_S = 15.0
_PAUSE_S = 0.02
_ROUNDS = 3
_PATHS = (
    "/api/releases?order=title&limit=50",
    "/api/library",
    "/api/artists?limit=50",
    "/api/search?q=river&limit=20",
)


@dataclass
class Server:
    """One in a process of its own, spoken to as an app does."""

    process: subprocess.Popen[str]
    port: int
    cookie: str = ""

    def call(self, method: str, path: str, body: object = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        self.cookie = (response.getheader("Set-Cookie") or self.cookie).split(";")[0]
        data = response.read()
        connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {data[:200]!r}")
        return json.loads(data) if data else None

    def forget_peak(self) -> None:
        """Logging in takes 64 MB for a moment, by design of argon2: that is not the scan's."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # proc(5): resets the peak

    def peak_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024

    def cpu_s(self) -> tuple[float, float]:
        """Of the server, and of its children that have ended: what other programs do changes little of it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        own, ended = (int(fields[at]) + int(fields[at + 1]) for at in (11, 13))  # proc(5): utime to cstime
        return own / os.sysconf("SC_CLK_TCK"), ended / os.sysconf("SC_CLK_TCK")

    def scan_s(self) -> float:
        """Until the one that runs, or the one started now, has ended."""
        began = time.perf_counter()
        while self.call("GET", "/api/scan")["state"] == "scanning":
            time.sleep(0.005)
        return time.perf_counter() - began


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as name:
        folder, music = Path(name), Path(name) / "music"
        made_s = timed(lambda: make_tracks(music, TRACKS))
        print(f"{TRACKS} tracks made in {made_s:.0f} s; load of this machine {_load()}")
        by_content, by_class = bare_loops(music)
        with server(folder, music) as house:
            house.call("POST", "/api/login", {"name": "admin", "password": "a bench needs one"})
            house.forget_peak()
            resting = house.peak_mb()
            began, cpu_s = time.perf_counter(), house.cpu_s()
            house.call("POST", "/api/scan", {})
            busy = asked(house, until_idle=True)
            scan_s = time.perf_counter() - began
            own, ended = (1e6 * (now - then) / TRACKS for now, then in zip(house.cpu_s(), cpu_s, strict=True))
            again = bare_loops(music)
            by_content, by_class = (by_content + again[0]) / 2, (by_class + again[1]) / 2
            found = house.call("GET", "/api/library")["tracks"]
            rate = TRACKS / scan_s
            print(
                f"first scan               {rate:.0f} files/s ({scan_s:.1f} s, {found} tracks; load now {_load()})"
            )
            print(f"  ÷ mutagen.File loop    {rate / by_content:.2f}   ({by_content:.0f} files/s)")
            print(
                f"processor a file         {own:.0f} µs in the server, its API included, {ended:.0f} µs in children; "
                f"mutagen.File {loop_us(music):.0f} µs"
            )
            print(f"  ÷ mutagen MP3() loop   {rate / by_class:.2f}   ({by_class:.0f} files/s)")
            print(f"peak memory of server    {house.peak_mb():.0f} MB (before the scan {resting:.0f})")
            idle = asked(house)
            waits = [
                f"p50 {percentile(ms, 0.5):.1f}  p99 {percentile(ms, 0.99):.1f} ms" for ms in (busy, idle)
            ]
            ratio = percentile(busy, 0.99) / percentile(idle, 0.99)
            print(f"API while scanning       {waits[0]}  (n={len(busy)})")
            print(f"API idle                 {waits[1]}  (n={len(idle)})   p99 ratio {ratio:.2f}")
            walks, scans = [], []
            for _ in range(_ROUNDS):
                walks.append(timed(lambda: bare_walk(music)))
                house.call("POST", "/api/scan", {})
                scans.append(house.scan_s())
            print(
                f"nothing changed          {min(scans):.2f} s ÷ bare walk {min(walks):.2f} s = "
                f"{min(scans) / min(walks):.2f}   (polled over HTTP)"
            )


def _load() -> str:
    """Over the last minute: what else goes on makes reading children, which are niced, slower than the loop."""
    return f"{os.getloadavg()[0]:.1f}"


def bare_loops(music: Path) -> tuple[float, float]:
    """Files a second of mutagen by content and by class, nothing done with what is read."""
    paths = [str(path) for path, _ in zip(music.rglob("*.mp3"), range(_LOOP_FILES), strict=False)]
    by_content_s = timed(lambda: [mutagen.File(path) for path in paths])
    by_class_s = timed(lambda: [MP3(path) for path in paths])  # type: ignore[no-untyped-call] # mutagen types not all
    return len(paths) / by_content_s, len(paths) / by_class_s


def loop_us(music: Path) -> float:
    """Of the processor, a file of the loop by content."""
    paths = [str(path) for path, _ in zip(music.rglob("*.mp3"), range(_LOOP_FILES), strict=False)]
    began = time.process_time()
    for path in paths:
        mutagen.File(path)
    return 1e6 * (time.process_time() - began) / len(paths)


def asked(house: Server, *, until_idle: bool = False) -> list[float]:
    """How long answers take, in ms: for a while, or until the scan has ended."""
    waits: list[float] = []
    end = time.perf_counter() + _ASKED_S
    while True:
        for path in _PATHS:
            waits.append(1000 * timed(lambda path=path: house.call("GET", path)))  # type: ignore[misc] # a default argument
            time.sleep(_PAUSE_S)
        if until_idle and house.call("GET", "/api/scan")["state"] != "scanning":
            return waits
        if not until_idle and time.perf_counter() > end:
            return waits


@contextmanager
def server(folder: Path, music: Path) -> Iterator[Server]:
    config = folder / "config.toml"
    config.write_text(
        f'[server]\nhost = "127.0.0.1"\nport = 0\n[library]\nfolders = ["{music}"]\nscan_on_start = false\n'
        'watch = "off"\n[discovery]\nenabled = false\n[loudness]\nanalyse = false\n[log]\nlevel = "warning"\n'
    )
    command = [sys.executable, "run.py", "--data", str(folder / "data"), "--config", str(config), "serve"]
    environment = {**os.environ, "SEGUE_ADMIN_PASSWORD": "a bench needs one", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            yield Server(process, _port(process.stdout))
        finally:
            process.terminate()
            process.wait(20)


def _port(lines: Iterator[str]) -> int:
    for line in lines:
        if "http://" in line:
            return int(line.rpartition("http://")[2].split("/")[0].split(":")[1].split()[0])
    raise RuntimeError("the server did not start")
