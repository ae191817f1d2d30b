"""The command line. LAW: reads words and settings, calls one thing, prints; expected failures are one
sentence and exit code 1, never a traceback."""

from server.cli.main import main

__all__ = ["main"]
