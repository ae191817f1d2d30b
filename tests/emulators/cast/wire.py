"""Cast's frames on a TLS socket: four bytes of length, then a CastMessage whose payload is JSON.

Framing and channels: pychromecast's `cast_channel.proto`. The certificate is self-signed, as a real receiver's is to
whoever does not ask for its chain; senders such as pychromecast do not check it.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pychromecast.generated.cast_channel_pb2 import CastMessage

MOST_BYTES = 64 << 10  # of one message; the protocol's own limit


@dataclass(frozen=True, slots=True)
class Message:
    source: str
    destination: str
    namespace: str
    data: dict


class Channel:
    """One sender's connection. `read` by one thread; `send` by any."""

    def __init__(self, connection: ssl.SSLSocket) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.is_silent = False  # the network is cut: nothing comes or goes, and nobody is told

    def read(self) -> Message | None:
        """Blocks; None once the connection is gone."""
        try:
            (length,) = struct.unpack(">I", self._exactly(4))
            if length > MOST_BYTES:
                return None
            message = CastMessage.FromString(self._exactly(length))
        except (OSError, EOFError):
            return None
        return Message(
            message.source_id, message.destination_id, message.namespace, json.loads(message.payload_utf8)
        )

    def send(self, message: Message) -> None:
        """To a sender that is gone it does nothing."""
        packed = CastMessage(
            protocol_version=CastMessage.CASTV2_1_0,
            source_id=message.source,
            destination_id=message.destination,
            namespace=message.namespace,
            payload_type=CastMessage.STRING,
            payload_utf8=json.dumps(message.data),
        ).SerializeToString()
        if self.is_silent:
            return
        try:
            with self._lock:
                self._connection.sendall(struct.pack(">I", len(packed)) + packed)
        except OSError:
            self.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._connection, socket.SHUT_RDWR)
        self._connection.close()

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._connection.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data


@cache
def tls() -> ssl.SSLContext:
    """One certificate for all receivers of this process."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An emulated Cast receiver")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "receiver.pem"
        path.touch(mode=0o600)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context
