"""A session told event by event: what tests of `step` begin with."""

from __future__ import annotations

from devices import DeviceId, Playing, PlayToken
from library import TrackId, UserId
from server.sessions.commands import PlayNow
from server.sessions.model import Session, SessionId, Target
from server.sessions.transitions import step

KITCHEN, SOFA, BATH = DeviceId("kitchen"), DeviceId("sofa"), DeviceId("bath")
TRACKS = tuple((TrackId(f"tr-{n}"), 180_000) for n in range(1, 5))


class Story:
    """Feeds `step` and keeps what came out."""

    def __init__(self) -> None:
        self.session = Session(SessionId("se-1"), UserId(1), "Anna")
        self.now_ms = 1_000_000
        self.effects: list = []

    def tell(self, event, *, after_ms=0):
        self.now_ms += after_ms
        self.session, effects = step(self.session, event, self.now_ms)
        self.effects = list(effects)
        return self.effects

    def token(self, device) -> PlayToken:
        return self.session.output(device).token

    def hears(self, device, position_ms, *, after_ms=0):
        self.now_ms += after_ms
        return self.tell(Playing(device, self.token(device), position_ms, self.now_ms))

    def of(self, kind):
        return [e for e in self.effects if isinstance(e, kind)]

    def state(self, device):
        output = self.session.output(device)
        return output and output.state


def target(device, *, lead_ms=500, **more):
    return Target(device, lead_ms=lead_ms, **more)


def told(*, first: Target | None = None) -> Story:
    """The kitchen plays the first track and is 10 s into it."""
    story = Story()
    first = first or target(KITCHEN)
    story.tell(PlayNow(TRACKS, target=first))
    story.hears(first.device, 0, after_ms=500)
    story.hears(first.device, 10_000, after_ms=10_000)
    return story
