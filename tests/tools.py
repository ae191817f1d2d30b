"""Programs that some tests need. `python -m tests.tools` installs what it may and says loudly what is missing;
under CI=true a missing one is a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# What the tests call it → (the names it has, Debian's package)
TOOLS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"), "chromium"),
    "node": (("node",), "nodejs"),
}


def find(tool: str) -> str | None:
    """Its path, or None."""
    names, _ = TOOLS[tool]
    return next((path for name in names if (path := shutil.which(name))), None)


def main() -> int:
    missing = [tool for tool in TOOLS if find(tool) is None]
    if missing and _may_install():
        packages = [TOOLS[tool][1] for tool in missing]
        print(f"installing for the tests: {' '.join(packages)}")
        subprocess.run(["apt-get", "update", "-q"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        missing = [tool for tool in TOOLS if find(tool) is None]
    for tool in missing:
        print(f"!!! {tool} is missing: every test that needs it is SKIPPED", file=sys.stderr)
    return 1 if missing and os.environ.get("CI") == "true" else 0


def _may_install() -> bool:
    """As root on Debian and its kin, where nobody is asked for a password."""
    return os.geteuid() == 0 and Path("/usr/bin/apt-get").exists()


if __name__ == "__main__":
    sys.exit(main())
