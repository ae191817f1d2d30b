"""A plain server of files with exact ranges, for devices under test without a house."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Files:
    """Serves what is in `folder`. `url` tells the token of a load apart, as links of the house do."""

    folder: Path
    port: int

    def url(self, name: str, token: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}?{token}"


def token_of(url: str) -> str | None:
    """Of a URL that was made here."""
    found = re.fullmatch(r"http://127\.0\.0\.1:\d+/[^?]+\?([\w.-]+)", url)
    return found[1] if found else None


@contextmanager
def serving_files(folder: Path, *, knows_ranges: bool = True) -> Iterator[Files]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # one request a connection

        def do_GET(self) -> None:
            path = folder / self.path.lstrip("/").partition("?")[0]
            if not path.is_file():
                self.send_error(404)
                return
            size = path.stat().st_size
            asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")) if knows_ranges else None
            start, stop = (int(asked[1]), int(asked[2] or size - 1) + 1) if asked else (0, size)
            self.send_response(206 if asked else 200)
            if asked:
                self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
            if knows_ranges:
                self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(stop - start))
            self.send_header("Access-Control-Expose-Headers", "Content-Length, Content-Range")
            self.end_headers()
            try:
                self.wfile.write(path.read_bytes()[start:stop])
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None: ...

        def handle_error(self) -> None: ...

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Who hangs up is no accident here."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="files", daemon=True)
    thread.start()
    try:
        yield Files(folder, server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=2)
