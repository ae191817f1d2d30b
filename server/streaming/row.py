"""A stream as a row of pieces: its head, then chunks that are each a pure function of their number."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from server.streaming.chunks import Chunks
from server.streaming.cut import Cut
from server.streaming.digest import Digest
from server.streaming.encode import Pcm
from server.streaming.errors import TooManyStreams
from server.streaming.forms import Form
from server.streaming.jobs import Job, Urgency
from server.streaming.profiles import Codec

_COME_BACK_S = 5
_BEGINNING_CHUNKS = 6  # some 20 s, whatever the codec: as much as a speaker fetches before it sounds


@dataclass(frozen=True, slots=True)
class Row:
    """Piece 0 is the head, piece n the chunk n - 1."""

    cut: Cut
    form: Form
    key: str  # names the bytes in the cache
    chunks: Chunks
    check: Callable[[], None]  # raises when the file is no longer the one that was measured
    listener: str  # on whose behalf
    head: bytes
    note: Callable[[int, int], None] = lambda _number, _size: None  # is told of every chunk that is seen
    digest: Digest = field(default_factory=lambda: Digest(0))

    @property
    def count(self) -> int:
        """Of the chunks."""
        return self.form.grid.count(self.form.packet_count)

    @property
    def _is_kept(self) -> bool:
        """Plain samples are made as fast as they are read back, and would wear a card out: 600 MB an hour."""
        return self.cut.profile.codec is not Codec.PCM

    def sizes(self) -> list[int]:
        """Of every chunk, if the form knows them beforehand."""
        return [self._size(number) or 0 for number in range(self.count)]

    def find(self, piece: int) -> bytes | None:
        if piece == 0:
            return self.head
        found = self.chunks.find(self._key(piece - 1), self._size(piece - 1))
        if found is not None:
            self.note(piece - 1, len(found))
        return found

    def ask(self, piece: int, urgency: Urgency) -> Job:
        """Its result raises: Undecodable, FileChanged, FileMissing. Raises: TooManyStreams."""
        number = piece - 1
        return self.chunks.ask(
            self._key(number),
            self._size(number),
            lambda: self._make(number),
            made=partial(self.note, number),
            listener=self.listener,
            urgency=urgency,
            keep=self._is_kept,
        )

    def ask_digest(self, number: int) -> Job:
        """The samples of a chunk, for the digest only. Raises: TooManyStreams."""
        return self.chunks.encoders.submit(
            f"{self.key}/digest/{number}",
            lambda: self._read_again(number),
            listener=self.listener,
            urgency=Urgency.IDLE,
        )

    def prepare(self, piece: int) -> None:
        """Has it made, for somebody who will come."""
        if self.find(piece) is None:
            with contextlib.suppress(TooManyStreams):
                job = self.ask(piece, Urgency.IDLE)
                job.when_done(lambda: self.leave(job))

    def begin(self) -> None:
        """Has the first chunks made, if they will still be there when somebody comes."""
        if self._is_kept:
            for piece in range(1, 1 + min(self.count, _BEGINNING_CHUNKS)):
                self.prepare(piece)

    def leave(self, job: Job) -> None:
        self.chunks.encoders.leave(job)

    def overdue(self) -> TooManyStreams:
        is_own = self.chunks.encoders.is_own_fault(self.listener)
        return TooManyStreams(retry_after_s=_COME_BACK_S, is_own=is_own)

    def _make(self, number: int) -> bytes:
        self.check()
        first, count = self.form.grid.span(number, self.form.packet_count)

        def heard(pcm: Pcm) -> None:
            self.digest.offer(number, lambda: self.cut.bytes_of(pcm))

        return self.form.pack(first, self.cut.packets(first + self.form.first_packet, count, heard))

    def _read_again(self, number: int) -> bytes:
        self.check()
        first, count = self.form.grid.span(number, self.form.packet_count)
        self.digest.offer(number, lambda: self.cut.bytes_of(self.cut.exact(first, count)))
        return b""

    def _size(self, number: int) -> int | None:
        return self.form.size_bytes(*self.form.grid.span(number, self.form.packet_count))

    def _key(self, number: int) -> str:
        return f"{self.key}/{number}"
