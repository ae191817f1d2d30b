"""Starts a module as `python -m` would, without the faces of the packages that it is in: a child process needs a few of
their modules, and what they bring in together takes it half a second.

`python -P <this file> <module> <arguments>`; knows nothing of what it starts.
"""

from __future__ import annotations

import runpy
import sys
from itertools import accumulate
from pathlib import Path
from types import ModuleType


def child_command(module: str, *arguments: str) -> list[str]:
    """What starts `module` of our own code in a process of its own."""
    return [sys.executable, "-P", __file__, module, *arguments]


def main() -> None:
    """Becomes the module: its arguments are in `sys.argv`, as if it had been started itself."""
    del sys.argv[0]
    module = sys.argv[0]
    for package in accumulate(module.split(".")[:-1], "{}.{}".format):
        sys.modules[package] = _faceless(package)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _faceless(package: str) -> ModuleType:
    """Its modules can be imported; it holds none of their names."""
    found = ModuleType(package)
    found.__path__ = [str(Path(__file__).parents[1].joinpath(*package.split(".")))]
    return found


if __name__ == "__main__":
    main()
