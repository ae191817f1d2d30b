"""The import law: the contracts of pyproject.toml, and that only a package's face is imported from outside."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tests.repository.tree import ROOT, dotted, packages, parsed, product_modules, tracked_files

# A package's other faces: rooms of a house that is too large for one door.
# `server` has none: its modules are the layers of the import law.
FACES = {
    "devices": {
        "devices.browser",
        "devices.chromecast",
        "devices.commands",
        "devices.discovery",
        "devices.grouping",
        "devices.hub",
        "devices.phone",
        "devices.sonos",
        "devices.virtual",
    },
    "server.http": {"server.http.subsonic"},
    "server.http.api.shapes": {
        "server.http.api.shapes.devices",
        "server.http.api.shapes.library",
        "server.http.api.shapes.live",
        "server.http.api.shapes.people",
        "server.http.api.shapes.rooms",
        "server.http.api.shapes.sessions",
        "server.http.api.shapes.values",
    },
}


def test_every_contract_of_the_import_law_is_kept():
    """In a process of its own: import-linter sets logging up anew for all that runs beside it."""
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", "pyproject.toml", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_only_faces_are_imported_from_outside():
    assert [found for path in product_modules() for found in reaches_inside(path)] == []


def test_the_program_starts_the_command_line_and_nothing_else():
    assert imports(PurePosixPath("run.py")) == ["server.cli"]


def test_benches_use_faces_too():
    benches = [path for path in tracked_files() if path.suffix == ".py" and path.parts[0] == "bench"]
    assert [found for path in benches for found in reaches_inside(path)] == []


def test_the_look_for_inside_imports_finds_them():
    path = PurePosixPath("server/http/app.py")
    tree = ast.parse(
        "from library.tags.read import read\nfrom devices.hub import DeviceHub\nfrom library import Track\n"
    )
    assert list(inside(path, imported_in(tree))) == [
        f"{path} imports library.tags.read, which is behind library"
    ]


def imports(path: PurePosixPath) -> list[str]:
    return list(imported_in(parsed(path)))


def imported_in(tree: ast.Module) -> Iterator[str]:
    """The modules of `from m import …` and `import m`, wherever they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def reaches_inside(path: PurePosixPath) -> Iterator[str]:
    return inside(path, imported_in(parsed(path)))


def inside(path: PurePosixPath, imported: Iterable[str]) -> Iterator[str]:
    """Each import of a module of a package that the importing module is not part of."""
    here = f"{dotted(path)}."
    for module in imported:
        closed = {p for p in packages() - {"server"} if not here.startswith(f"{p}.") and is_behind(p, module)}
        if closed:
            yield f"{path} imports {module}, which is behind {min(closed, key=len)}"


def is_behind(package: str, module: str) -> bool:
    """Whether the module is one of the package's own, and no face of it."""
    doors = FACES.get(package, set())
    is_of_a_door = any(module == door or module.startswith(f"{door}.") for door in doors)
    return module.startswith(f"{package}.") and not is_of_a_door
