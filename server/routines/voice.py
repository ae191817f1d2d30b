"""Text as speech, by the program espeak-ng where it is installed; nothing else knows of it."""

from __future__ import annotations

import shutil
import subprocess

from server.routines.errors import NoVoice, VoiceFailed

PROGRAM = "espeak-ng"
_TIMEOUT_S = 10


def can_speak() -> bool:
    return shutil.which(PROGRAM) is not None


def speak(text: str, language: str | None = None) -> bytes:
    """A recording. Blocks for as long as the program takes, at most 10 s. Raises: NoVoice, VoiceFailed."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise NoVoice
    command = [program, "--stdin", "--stdout", *(["-v", language] if language else [])]
    try:
        done = subprocess.run(  # noqa: S603 - our own words; the text goes in by standard input
            command, input=text.encode(), capture_output=True, timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise VoiceFailed(f"it took more than {_TIMEOUT_S} s") from error
    except OSError as error:
        raise VoiceFailed(error.strerror or "it could not be started") from error
    if done.returncode != 0 or not done.stdout.startswith(b"RIFF"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise VoiceFailed(said[-1][:200] if said else "it made no sound")
    return done.stdout
