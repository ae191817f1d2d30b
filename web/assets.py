"""The static tree, read once into memory and named by the hash of all of it; knows nothing of HTTP."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

MIMES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".md": "text/plain; charset=utf-8",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
    }
)
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*\*.*?\*/[ \t]*$", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)";', re.MULTILINE)
_PACKED_ALREADY = frozenset({".png", ".woff2"})


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    mime: str
    body: bytes
    gzipped: bytes | None  # None: it would not get smaller


@dataclass(frozen=True, slots=True)
class Assets:
    """The whole tree. Any byte or name in it changes `hash`: an address that holds it never goes stale."""

    hash: str
    files: Mapping[str, Asset]  # by path relative to the tree, with forward slashes

    def modules(self) -> list[str]:
        """The modules that main.js needs to start, so that a page can ask for all of them at once."""
        found, waiting = set[str](), ["js/main.js"]
        while waiting:
            name = waiting.pop()
            found.add(name)
            folder = PurePosixPath(name).parent
            names = {_joined(folder, step) for step in _IMPORT.findall(self.files[name].body.decode())}
            waiting += names - found
        return sorted(found)


def read_assets(root: Path) -> Assets:
    """Reads every known kind of file below `root`; hidden and unknown files are left out."""
    paths = sorted(path for path in root.rglob("*") if path.suffix in MIMES and path.is_file())
    files = {path.relative_to(root).as_posix(): _read(path) for path in paths}
    return Assets(hash=_tree_hash(files), files=MappingProxyType(files))


def without_comments(source: str) -> str:
    """JavaScript without its whole-line comments, every line still at its number.

    They are for those who read the repository, and a fifth of the bytes. A comment must begin its line; what
    stands behind code stays.
    """
    emptied = _BLOCK_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    return _LINE_COMMENT.sub("", emptied)


def _joined(folder: PurePosixPath, step: str) -> str:
    return posixpath.normpath((folder / step).as_posix())


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    if path.suffix == ".js" and path.parent.name != "vendor":
        body = without_comments(body.decode()).encode()
    packed = None if path.suffix in _PACKED_ALREADY else gzip.compress(body, 9, mtime=0)
    smaller = packed if packed is not None and len(packed) < len(body) else None
    return Asset(mime=MIMES[path.suffix], body=body, gzipped=smaller)


def _tree_hash(files: Mapping[str, Asset]) -> str:
    digest = hashlib.sha256()
    for name, asset in files.items():
        digest.update(f"{name}\0{len(asset.body)}\0".encode())
        digest.update(asset.body)
    return digest.hexdigest()[:16]
