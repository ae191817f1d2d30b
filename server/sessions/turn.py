"""One turn of the state machine: the session as it becomes, and the effects asked for so far."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from devices import DeviceId, PlayToken
from server.sessions.effects import Effect
from server.sessions.model import EntryId, Output, Session


class Turn:
    """Lives within one call of `step`; the rules in this package change it, nobody keeps it."""

    def __init__(self, session: Session, now_ms: int) -> None:
        self.session = session
        self.now_ms = now_ms
        self.effects: list[Effect] = []

    def emit(self, effect: Effect) -> None:
        self.effects.append(effect)

    def change(self, **fields: Any) -> None:
        self.session = replace(self.session, **fields)

    def put(self, output: Output, **fields: Any) -> Output:
        """Keeps the output with these fields changed, in place of the one of its device."""
        changed = replace(output, **fields)
        self.session = self.session.with_output(changed)
        return changed

    def drop(self, device: DeviceId) -> None:
        self.session = self.session.without(device)

    def new_token(self) -> PlayToken:
        return PlayToken(f"{self.session.id}.{self._number()}")

    def new_entry_id(self) -> EntryId:
        return EntryId(f"en-{self._number()}")

    def _number(self) -> int:
        self.change(serial=self.session.serial + 1)
        return self.session.serial
