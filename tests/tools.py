"""Programs that some tests need. `python -m tests.tools` installs what it may and says loudly what is missing, with
`soak` for `make soak` too; under CI=true a missing one is a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# What the tests call it → (the names it has, Debian's packages)
TOOLS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"), "chromium"),
    "node": (("node",), "nodejs"),
}
SOAK_TOOLS = {
    "strawberry": (("strawberry",), "strawberry gstreamer1.0-plugins-good"),
    "sublime-music": (("sublime-music",), "sublime-music"),
    "Xvfb": (("Xvfb",), "xvfb"),
    "dbus-daemon": (("dbus-daemon",), "dbus-daemon"),
    "gdbus": (("gdbus",), "libglib2.0-bin"),
    "xdotool": (("xdotool",), "xdotool"),
}


def find(tool: str) -> str | None:
    """Its path, or None."""
    names, _ = {**TOOLS, **SOAK_TOOLS}[tool]
    return next((path for name in names if (path := shutil.which(name))), None)


def main(arguments: Sequence[str]) -> int:
    wanted = {**TOOLS, **SOAK_TOOLS} if "soak" in arguments else TOOLS
    missing = [tool for tool in wanted if find(tool) is None]
    if missing and _may_install():
        packages = " ".join(wanted[tool][1] for tool in missing).split()
        print(f"installing for the tests: {' '.join(packages)}")
        subprocess.run(["apt-get", "update", "-q"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        missing = [tool for tool in wanted if find(tool) is None]
    for tool in missing:
        print(f"!!! {tool} is missing: every test that needs it is SKIPPED", file=sys.stderr)
    return 1 if missing and os.environ.get("CI") == "true" else 0


def _may_install() -> bool:
    """As root on Debian and its kin, where nobody is asked for a password."""
    return os.geteuid() == 0 and Path("/usr/bin/apt-get").exists()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
