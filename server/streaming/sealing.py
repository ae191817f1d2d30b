"""Segments that only a listener's own key opens (RFC 8216 §4.3.2.4, METHOD=AES-128); the one door to cryptography.

Keys are derived, so none is stored. Each playlist has a key of its own: number and key never meet other bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.padding import PKCS7

KEY_BYTES = 16
_MARK_BYTES = 6
_IV_BYTES = 16
_INIT_NUMBER = (1 << 8 * _IV_BYTES) - 1  # no segment's: those are counted from 0


@dataclass(frozen=True, slots=True)
class Seal:
    """Of one playlist, for one listener."""

    key: bytes
    mark: str  # tells its bytes from another's, and nothing of the key

    def segment(self, number: int, data: bytes) -> bytes:
        """The segment of that media sequence number, which is its IV as well (§5.2)."""
        encryptor = Cipher(algorithms.AES(self.key), modes.CBC(number.to_bytes(_IV_BYTES))).encryptor()
        padder = PKCS7(8 * _IV_BYTES).padder()
        return encryptor.update(padder.update(data) + padder.finalize()) + encryptor.finalize()

    def init(self, data: bytes) -> bytes:
        return self.segment(_INIT_NUMBER, data)


INIT_IV = f"0x{_INIT_NUMBER:032x}"


def derive_seal(secret: bytes, *names: str) -> Seal:
    """Always the same for the same names (RFC 5869); `secret` is the server's, at least 32 bytes of chance."""
    info = b"segue hls key" + b"".join(len(name).to_bytes(4) + name.encode() for name in names)
    made = HKDF(SHA256(), KEY_BYTES + _MARK_BYTES, salt=None, info=info).derive(secret)
    return Seal(made[:KEY_BYTES], made[KEY_BYTES:].hex())
