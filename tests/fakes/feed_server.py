"""A server of feeds on the loopback, that can be told to misbehave; and a feed to serve."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | str | None = None  # that is announced, if another than the true one
    drips: bytes = b""  # sent again and again in place of headers, as long as somebody listens


@dataclass
class FeedServer:
    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving_feeds() -> Iterator[FeedServer]:
    feeds, closing = FeedServer(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            feeds.asked.append((self.path, headers))
            page = feeds.pages.get(self.path, Page(status=404))
            if page.headers.get("ETag") and headers.get("if-none-match") == page.headers["ETag"]:
                page = Page(status=304)
            if page.drips:
                self.drip(page.drips)
                return
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body) if page.length is None else page.length))
            self.end_headers()
            self.wfile.write(page.body)

        def drip(self, drop: bytes) -> None:
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not closing.wait(0.01):
                    self.wfile.write(drop)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    feeds.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield feeds
    closing.set()
    server.shutdown()
    thread.join(5)
    server.server_close()


def feed_of(feeds: FeedServer, *titles: str, extra: str = "") -> bytes:
    """The first is the newest."""
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>{title}</guid>"
        f"<pubDate>Thu, 01 Jan 2026 {20 - place}:00:00 +0000</pubDate>"
        f'<enclosure url="{feeds.url(f"/{title}.mp3")}" length="0" type="audio/mpeg"/></item>'
        for place, title in enumerate(titles)
    )
    channel = f"<channel><title>The Show</title>{items}</channel>"
    return f'<?xml version="1.0"?>{extra}<rss version="2.0">{channel}</rss>'.encode()
