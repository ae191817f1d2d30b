"""A desktop without a screen, for real apps: an X server, a session bus and a home folder, all of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

_END_S = 5.0
_ANSWER_S = 20.0


@dataclass(frozen=True)
class Desktop:
    home: Path
    environment: dict[str, str]
    apps: ExitStack  # ends what was started

    def start(self, *command: str) -> None:
        """An app that runs until the desktop ends; what it says is in `home / "said"`."""
        with (self.home / "said").open("ab") as said:
            self.apps.enter_context(_running(command, self.environment, stdout=said, stderr=said))

    def click(self, x: int, y: int, *, times: int = 1) -> None:
        self._do(
            "xdotool", "mousemove", f"{x}", f"{y}", "click", "--repeat", f"{times}", "--delay", "80", "1"
        )

    def call(self, name: str, path: str, method: str, *arguments: str) -> str:
        """What the app answers on the bus, in GVariant's text form; "" if it is not there or refuses."""
        return self._do("gdbus", "call", "--session", "-d", name, "-o", path, "-m", method, *arguments)

    def player(self, app: str, method: str) -> None:
        """A method of MPRIS, which media keys call."""
        self.call(f"org.mpris.MediaPlayer2.{app}", _MPRIS, f"org.mpris.MediaPlayer2.Player.{method}")

    def position_ms(self, app: str) -> int:
        """Where it says that it is; -1 if it does not."""
        of = ("org.freedesktop.DBus.Properties.Get", "org.mpris.MediaPlayer2.Player", "Position")
        told = re.search(r"<int64 (\d+)>", self.call(f"org.mpris.MediaPlayer2.{app}", _MPRIS, *of))
        return int(told[1]) // 1000 if told else -1

    def said(self) -> str:
        return (self.home / "said").read_text(errors="replace")

    def _do(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=_ANSWER_S, check=False
        )
        return done.stdout


_MPRIS = "/org/mpris/MediaPlayer2"


@contextmanager
def desktop(home: Path) -> Iterator[Desktop]:
    """Nobody else's settings, bus or running apps are seen from it."""
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "TMPDIR": str(home),  # where apps look for an instance of theirs
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "https_proxy": "http://127.0.0.1:9",  # lyrics, pictures, news: nobody outside is asked
        "NO_AT_BRIDGE": "1",  # nobody reads the screen aloud
    }
    home.mkdir(mode=0o700, parents=True)
    with ExitStack() as apps:
        environment["DISPLAY"] = f":{apps.enter_context(_x_server(environment))}"
        environment["DBUS_SESSION_BUS_ADDRESS"] = apps.enter_context(_bus(environment))
        yield Desktop(home, environment, apps)


@contextmanager
def _x_server(environment: dict[str, str]) -> Iterator[str]:
    """The number of its display, which it chooses itself."""
    reading, writing = os.pipe()
    command = ("Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
    with os.fdopen(reading) as told, _running(command, environment, pass_fds=[writing]):
        os.close(writing)
        yield told.readline().strip()


@contextmanager
def _bus(environment: dict[str, str]) -> Iterator[str]:
    command = ("dbus-daemon", "--session", "--nofork", "--print-address")
    with _running(command, environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with process.stdout as told:
            yield told.readline().decode().strip()


@contextmanager
def _running(
    command: Sequence[str],
    environment: dict[str, str],
    *,
    stdout: object = subprocess.DEVNULL,
    stderr: object = subprocess.DEVNULL,
    pass_fds: Sequence[int] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    """With its children: a group that is ended as one."""
    process = subprocess.Popen(
        command, env=environment, stdout=stdout, stderr=stderr, pass_fds=pass_fds, start_new_session=True
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(_END_S)
