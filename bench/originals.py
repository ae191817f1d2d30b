"""Files as they are, to several clients at once: what we send in a second, against nginx on the same files."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median

CLIENTS = 8
ROUNDS = 5
MB = 1 << 20
_CONFIG = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; default_type application/octet-stream;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def compare_originals(port: int, paths: Sequence[str], files: Sequence[Path]) -> None:
    """`paths` of ours are `files`, in the same order. Needs nginx in the PATH."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        print("!!! no nginx here: what originals are sent with was NOT compared")
        return
    with nginx(program, files[0].parent.parent) as theirs:
        names = [f"/{file.parent.name}/{file.name}".replace(" ", "%20") for file in files]
        # Clients of our own process would take turns with its server.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            pairs = [
                (apart.submit(mb_s, port, paths).result(), apart.submit(mb_s, theirs, names).result())
                for _ in range(ROUNDS)
            ]
    ours, others = (median(each) for each in zip(*pairs, strict=True))
    ratio = median(ours / others for ours, others in pairs)
    print(
        f"originals ÷ nginx               {ratio:.2f}   ({ours:.0f}, {others:.0f} MB/s to {CLIENTS} clients)"
    )


def mb_s(port: int, paths: Sequence[str]) -> float:
    """All of them, each client one after the other."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        total = sum(pool.map(lambda path: _fetch(port, path), paths))
    return total / MB / (time.perf_counter() - began)


def _fetch(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    assert response.status == 200, response.status
    room, total = memoryview(bytearray(1 << 18)), 0
    while got := response.readinto(room):
        total += got
    connection.close()
    return total


@contextmanager
def nginx(program: str, root: Path) -> Iterator[int]:
    """One worker process, as we are one."""
    with tempfile.TemporaryDirectory(prefix="segue-nginx-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        config = Path(folder) / "nginx.conf"
        config.write_text(_CONFIG.format(folder=folder, port=port, root=root))
        running = subprocess.Popen([program, "-c", str(config), "-e", f"{folder}/error.log"])
        try:
            _await(port)
            yield port
        finally:
            running.terminate()
            running.wait(timeout=10)


def _await(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("nginx does not answer")
