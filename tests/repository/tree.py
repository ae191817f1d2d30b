"""What the repository holds, as the tests about it see it."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
PRODUCT = ("library", "devices", "server", "web")


@cache
def tracked_files() -> tuple[PurePosixPath, ...]:
    """What is in git or would be after `git add`, sorted; a file that was just deleted is not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return tuple(sorted({PurePosixPath(name) for name in listed if name and (ROOT / name).is_file()}))


@cache
def product_modules() -> tuple[PurePosixPath, ...]:
    """The Python files of the four packages."""
    return tuple(path for path in tracked_files() if path.suffix == ".py" and path.parts[0] in PRODUCT)


@cache
def packages() -> frozenset[str]:
    """Dotted names: "server.http.api"."""
    return frozenset(dotted(path) for path in product_modules() if path.name == "__init__.py")


def dotted(path: PurePosixPath) -> str:
    """The module's name: "server/http/app.py" is "server.http.app", a package's __init__ the package."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@cache
def parsed(path: PurePosixPath) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"), filename=str(path))


def text_of(path: PurePosixPath | str) -> str | None:
    """None for what is not text: pictures, fonts."""
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return None
