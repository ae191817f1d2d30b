"""Files over HTTP as our streams are: exact lengths, 206 and 416; and a log of what was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class MediaServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []  # (path, Range)
        self.hung: set[str] = set()  # of these only the first half is sent, until they are let go
        self.let_go = threading.Event()

    def put(self, path: str, body: bytes) -> str:
        """Its URL."""
        self.bodies[path] = body
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Speakers hang up as they like."""

    @contextmanager
    def running(self) -> Iterator[MediaServer]:
        thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.let_go.set()
            self.shutdown()
            self.server_close()
            thread.join(timeout=2)


class _Handler(BaseHTTPRequestHandler):
    server: MediaServer
    timeout = 30

    def do_GET(self) -> None:
        path, asked = self.path.partition("?")[0], self.headers.get("Range")
        self.server.asked.append((path, asked))
        body = self.server.bodies.get(path)
        if body is None:
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").partition("-")[0]) if asked else 0
        if start >= len(body):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(body)}")
            self.end_headers()
            return
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        half = (start + len(body)) // 2
        with suppress(OSError):
            if path in self.server.hung:
                self.wfile.write(body[start:half])
                self.server.let_go.wait(timeout=20)
                return
            self.wfile.write(body[start:])

    def log_message(self, format: str, *arguments: object) -> None:
        pass
