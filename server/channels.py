"""waitress' connections, taught to send what is not ready yet: without a thread, and noticing who has left.

worker: the app hands an answer over ──► the loop: waiting ──ready──► head sent ──► block by block ──► free
                                          └──────────── the client leaves, or a block fails ────► closed
"""

from __future__ import annotations

import logging
import os
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from server.http import HAND_OVER, TAKES_STRETCHES, Answer, Stretch

log = logging.getLogger(__name__)

_BLOCK_BYTES = 1 << 17
_LAST_CHUNK = b"0\r\n\r\n"  # RFC 9112 §7.1


class PatientTask(WSGITask):  # type: ignore[misc]  # waitress has no types
    """A request that may end before its answer has begun."""

    response_headers: list[tuple[str, str]]
    _answer: Answer | None = None

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[HAND_OVER] = self._hand_over
        environ[TAKES_STRETCHES] = hasattr(os, "sendfile")  # Windows has none
        return environ

    def finish(self) -> None:
        if self._answer is None:
            self._finish_now()
            return
        self.close_on_finish = len(self.channel.requests) > 1  # what was sent in advance must be sent again
        self.channel.send_later(Sending(self, self._answer))

    def _finish_now(self) -> None:
        if (
            self.request.command == "HEAD"
        ):  # without a length waitress would send the end of a body that is none
            self.write(b"")
        else:
            super().finish()

    def head(self, answer: Answer) -> bytes:
        """The answer's own status and headers, and of the app's those that it does not say itself."""
        begun = answer.begin()
        own = {name.lower() for name, _ in begun.headers} | {"content-type", "content-length"}
        kept = [(name, value) for name, value in self.response_headers if name.lower() not in own]
        self.status = begun.status
        self.response_headers = [*kept, *begun.headers]
        head: bytes = self.build_response_header()
        self.wrote_header = True
        return head

    def _hand_over(self, answer: Answer) -> Iterable[bytes]:
        self._answer = answer
        return iter(())


class Sending:
    """An answer on its way. Used by the loop only."""

    def __init__(self, task: PatientTask, answer: Answer) -> None:
        self._task = task
        self.answer = answer
        self._begun = self.is_over = False

    @property
    def closes_connection(self) -> bool:
        return bool(self._task.close_on_finish)

    def next_block(self) -> bytes:
        """Head or body, framed."""
        if not self._begun:
            self._begun = True
            return self._task.head(self.answer)
        block = self.answer.take(_BLOCK_BYTES)
        self.is_over = not block
        if not self._task.chunked_response:
            return block
        is_told = self._task.request.command != "HEAD"
        if self.is_over:
            return _LAST_CHUNK if is_told else b""
        return b"%X\r\n%s\r\n" % (len(block), block)


class PatientChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """Everything as in waitress until an answer is handed over."""

    task_class = PatientTask
    _sending: Sending | None = None
    _close_wanted = False
    _is_early = False  # the next request came before this answer was sent

    def send_later(self, sending: Sending) -> None:
        """By the worker, which then leaves."""
        self._sending = sending
        sending.answer.on_ready(self.server.pull_trigger)
        self.server.pull_trigger()
        if not self.connected:
            sending.answer.close()

    @property
    def close_when_flushed(self) -> bool:
        return self._close_wanted and self._sending is None

    @close_when_flushed.setter
    def close_when_flushed(self, wanted: bool) -> None:
        self._close_wanted = wanted

    def readable(self) -> bool:
        if self._sending is not None and self._sending.answer.is_over():
            self._reset()
            return False
        if self._sending is not None:
            return not self._is_early  # only to notice that the client leaves
        return bool(super().readable())

    def handle_read(self) -> None:
        if self._sending is None:
            super().handle_read()
        elif self._has_left():
            self.handle_close()

    def writable(self) -> bool:
        sending = self._sending
        if sending is None:
            return bool(super().writable())
        return bool(self.total_outbufs_len or self.will_close or sending.answer.is_ready())

    def handle_write(self) -> None:
        if self._sending is not None and not self.total_outbufs_len and not self.will_close:
            self._pull(self._sending)
        super().handle_write()

    def send(self, data: bytes | Stretch, do_close: bool = True) -> int:  # noqa: FBT001, FBT002 - waitress' own
        """Files go from the disk's cache to the network without a detour through this process."""
        if not isinstance(data, Stretch):
            return int(super().send(data, do_close=do_close))
        try:
            sent = os.sendfile(self.socket.fileno(), data.file_number, data.offset, data.length_bytes)
        except BlockingIOError:
            return 0
        except ConnectionError:
            if do_close:
                self.handle_close()
            return 0
        if not sent:  # waitress would ask again and again, at full speed
            raise OSError("the file has become shorter while it was sent")
        return sent

    def handle_close(self) -> None:
        sending, self._sending = self._sending, None
        if sending is not None:
            sending.answer.close()
        super().handle_close()

    def _reset(self) -> None:
        """Who reads nothing learns of a plain close only after all that was sent before it: a Sonos may hold the old
        answer for ever, and loads nothing meanwhile."""
        with suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handle_close()

    def _pull(self, sending: Sending) -> None:
        try:
            block = sending.next_block()
        except Exception as error:  # the edge: whatever it is, this connection ends and the loop goes on
            log.warning("a stream was broken off: %s", error)
            self.will_close = True
            return
        if block:
            with self.outbuf_lock:
                self.outbufs[-1].append(block)
                self.current_outbuf_count += len(block)
                self.total_outbufs_len += len(block)
        if sending.is_over:
            self._close_wanted = self._close_wanted or sending.closes_connection
            self._sending, self._is_early = None, False
            sending.answer.close()

    def _has_left(self) -> bool:
        try:
            self._is_early = bool(self.socket.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return False
        except OSError:
            return True
        return not self._is_early
