"""A part of a file as a body: waitress sends it from its own loop, so that a slow reader holds no worker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from flask import Request

from server.http.handover import TAKES_STRETCHES, Stretch

_BLOCK_BYTES = 1 << 16


def file_blocks(file: BinaryIO, length_bytes: int, request: Request) -> Iterable[bytes]:
    """waitress sends a wrapped file from its own loop, so that a slow reader holds no worker thread: from the
    present position on, as far as Content-Length says. It knows the wrapper by its class: wrap it no further.
    """
    wrapper = request.environ.get("wsgi.file_wrapper")
    if wrapper is None:
        return _Slice(file, length_bytes)
    kind = _Stretching if request.environ.get(TAKES_STRETCHES) else _Unshrinking
    wrapped: Iterable[bytes] = wrapper(kind(file, length_bytes), _BLOCK_BYTES)
    return wrapped


class _Unshrinking:
    """A file that would rather fail than end early.

    waitress asks an empty-handed file again and again, at full speed; an OSError makes it close.
    """

    def __init__(self, file: BinaryIO, length_bytes: int) -> None:
        self._file = file
        self._stop = file.tell() + length_bytes
        self.seek = file.seek
        self.tell = file.tell
        self.close = file.close

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        if not data and size != 0 and self._file.tell() < self._stop:
            raise OSError("the file has become shorter while it was sent")
        return data


class _Stretching:
    """A file that is not read: it tells where its bytes are, and whoever sends them notices when it ends early."""

    def __init__(self, file: BinaryIO, _length_bytes: int) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell
        self.close = file.close

    def read(self, size: int) -> Stretch:
        return Stretch(self._file.fileno(), self._file.tell(), size)


class _Slice:
    """The same for a server without a file wrapper."""

    def __init__(self, file: BinaryIO, length_bytes: int) -> None:
        self._file = file
        self._left_bytes = length_bytes

    def __iter__(self) -> _Slice:
        return self

    def __next__(self) -> bytes:
        data = self._file.read(min(_BLOCK_BYTES, self._left_bytes))
        if not data:
            raise StopIteration
        self._left_bytes -= len(data)
        return data

    def close(self) -> None:
        self._file.close()
