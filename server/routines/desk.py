"""Plays sounds that belong to no session: their tokens begin with `so-`, which no session's do, so sessions ignore
what devices say of them, and what they say comes here."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from enum import Enum, auto
from itertools import count

from devices import (
    DeviceId,
    DeviceInfo,
    Ended,
    Failed,
    Gone,
    Media,
    Playing,
    PlayToken,
    Report,
    Stopped,
    UnknownDevice,
)
from devices.commands import DeviceCommand, Load, Overlay, Stop
from devices.hub import DeviceHub
from server.streaming import Recording

PREFIX = "so-"
_LOOK_S = 0.1


class Stage(Enum):
    LOADED = auto()
    SOUNDING = auto()
    ENDED = auto()
    FAILED = auto()
    STOPPED = auto()  # by hand, or because something else was played there


class Desk:
    """Any thread."""

    def __init__(self, hub: DeviceHub, origin: Callable[[DeviceInfo], str]) -> None:
        """`origin` is what a device puts before a path of ours."""
        self._hub = hub
        self._origin = origin
        self._run = f"{PREFIX}{secrets.token_hex(3)}"  # no other run of the server has the same tokens
        self._numbers = count(1)
        self._changed = threading.Condition()
        self._stages: dict[PlayToken, tuple[DeviceId, Stage]] = {}

    def load(self, device: DeviceId, sound: Recording) -> PlayToken | None:
        """Plays it there instead of anything else; None where the device is not there."""
        return self._play(device, sound, Load)

    def lay_over(self, device: DeviceId, sound: Recording, volume_percent: int | None) -> PlayToken | None:
        """Over what sounds there; None where the device is not there."""
        return self._play(device, sound, lambda media: Overlay(media, volume_percent))

    def _play(
        self, device: DeviceId, sound: Recording, command: Callable[[Media], DeviceCommand]
    ) -> PlayToken | None:
        state = self._hub.find(device)
        if state is None:
            return None
        token = PlayToken(f"{self._run}.{next(self._numbers)}")
        media = Media(
            token=token,
            url=self._origin(state.info) + sound.path,
            mime=sound.mime,
            title=sound.title,
            artist="Segue",
            release="",
            cover_url=None,
            duration_ms=sound.duration_ms,
        )
        with self._changed:
            self._stages[token] = (device, Stage.LOADED)
        with suppress(UnknownDevice):  # it went this moment: `Gone` was or will be said
            self._hub.send(device, command(media))
        return token

    def stop(self, token: PlayToken) -> None:
        with self._changed:
            device, stage = self._stages.pop(token, (None, Stage.FAILED))
        if device is not None and stage in (Stage.LOADED, Stage.SOUNDING):
            with suppress(UnknownDevice):
                self._hub.send(device, Stop(token, 250))

    def stage(self, token: PlayToken) -> Stage:
        """FAILED: unknown, too."""
        with self._changed:
            return self._stages.get(token, (None, Stage.FAILED))[1]

    def hear(self, said: Report) -> None:
        """Returns at once."""
        with self._changed:
            match said:
                case Playing(token=token):
                    self._note(token, Stage.SOUNDING)
                case Ended(token=token):
                    self._note(token, Stage.ENDED)
                case Failed(token=token):
                    self._note(token, Stage.FAILED)
                case Stopped(token=token):
                    self._note(token, Stage.STOPPED)
                case Gone(device):
                    for token, (where, _) in list(self._stages.items()):
                        if where == device:
                            self._note(token, Stage.FAILED)
                case _:
                    return
            self._changed.notify_all()

    def wait_for_end(
        self, tokens: Collection[PlayToken], *, within_s: float, unless: Callable[[], bool]
    ) -> None:
        """Until all ended or failed, `within_s`, or `unless` somebody has no time any more."""
        left_s = within_s
        over = (Stage.ENDED, Stage.FAILED, Stage.STOPPED)
        with self._changed:
            while left_s > 0 and not unless():
                if all(self._stages.get(token, (None, Stage.FAILED))[1] in over for token in tokens):
                    break
                self._changed.wait(_LOOK_S)
                left_s -= _LOOK_S

    def _note(self, token: PlayToken, stage: Stage) -> None:
        if token in self._stages:
            device, before = self._stages[token]
            if before is not Stage.ENDED:
                self._stages[token] = (device, stage)
