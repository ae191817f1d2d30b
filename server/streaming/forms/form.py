"""What every form of a stream can say about itself, and what only those say that grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from server.streaming.forms.grid import Grid


class Form(Protocol):
    """A head, then a stream of `packet_count` packets in the chunks of `grid`."""

    @property
    def head(self) -> bytes: ...
    @property
    def packet_count(self) -> int: ...
    @property
    def first_packet(self) -> int: ...  # of the encoder's, the first that belongs into the stream
    @property
    def grid(self) -> Grid: ...
    def size_bytes(self, first: int, count: int) -> int | None:
        """Of the chunk of these packets; None: not known before they are encoded."""
        ...

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        """The bytes of the packets from number `first` on, which is the first of a chunk."""
        ...


@runtime_checkable
class GrowingForm(Form, Protocol):
    """Its chunks have sizes that nobody knows before; once all are known, its head can tell more."""

    @property
    def needs_digest(self) -> bool: ...
    def final_head(self, sizes: Sequence[int], digest: bytes) -> bytes:
        """As long as `head`. `digest` is the MD5 of the samples, if it is needed."""
        ...
