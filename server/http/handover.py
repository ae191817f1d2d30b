"""How a view leaves an answer to the server's loop, so that no worker waits for it.

A worker calls `environ[HAND_OVER](answer)` and is done. The loop then asks `is_ready()`, once `begin()`, and
`take()` until it is empty; a server without such a loop iterates the answer and blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

HAND_OVER = "segue.hand_over"
TAKES_STRETCHES = "segue.takes_stretches"  # in the environment where a file may answer `read` with a Stretch


@dataclass(frozen=True, slots=True)
class Head:
    """How an answer begins: "206 PARTIAL CONTENT" and its own headers, beside those every answer has."""

    status: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of an open file that the kernel sends by itself (sendfile), never read into this process."""

    file_number: int
    offset: int
    length_bytes: int


class Answer(Protocol):
    """One reader at a time; only `on_ready`'s callback may come from another thread."""

    def is_ready(self) -> bool:
        """Whether `begin` or, after it, `take` will not block."""
        ...

    def is_over(self) -> bool:
        """Whether nobody wants it any more; the connection is then cut."""
        ...

    def on_ready(self, call: Callable[[], None]) -> None: ...
    def begin(self) -> Head: ...
    def take(self, most_bytes: int) -> bytes:
        """b"": that was all. Raises what has gone wrong on the way; the connection is then cut."""
        ...

    def close(self) -> None: ...


HandOver: TypeAlias = Callable[[Answer], Iterable[bytes]]
