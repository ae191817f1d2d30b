"""Runs the benches named on the command line, or all."""

from __future__ import annotations

import sys

from bench import handoff, loudness, rescan, scan, search, streams, sync, telling

BENCHES = {
    "handoff": handoff.run,
    "loudness": loudness.run,
    "rescan": rescan.run,
    "scan": scan.run,
    "search": search.run,
    "streams": streams.run,
    "sync": sync.run,
    "telling": telling.run,
}


def main() -> int:
    names = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench called {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
        return 2
    for name in names:
        print(f"\n== {name}")
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
