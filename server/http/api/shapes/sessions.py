"""Sessions and what can be asked of them, in JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.http.api.shapes.library import TrackJson
from server.http.api.shapes.values import Ids, Milliseconds, Name, Shape


class TimelineJson(Shape, frozen=True, kw_only=True):
    position_ms: int  # of the current track, true at `at_ms`
    at_ms: int
    running: bool
    rate: float  # so much of the track is heard in a millisecond: 1 as it was recorded


class OutputJson(Shape, frozen=True, kw_only=True):
    device_id: str
    state: Literal["preparing", "audible", "leaving"]
    is_leader: bool


class SleepJson(Shape, frozen=True, kw_only=True):
    until: Literal["time", "track", "queue"]
    ends_at_ms: int | None  # on the server's clock, if all goes on as it does; None: it cannot be said


class SessionJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    owner: str
    revision: int
    playing: bool  # what people asked for; timeline.running is what is heard
    timeline: TimelineJson
    outputs: list[OutputJson]
    current: TrackJson | None
    current_entry_id: str | None
    index: int | None
    queue_revision: int  # fetch GET /api/sessions/{id}/queue when it changes
    queue_length: int
    shuffle: bool
    repeat: Literal["off", "one", "all"]
    stream_note: (
        str | None
    )  # how the leader hears it: "original FLAC", "Opus 128 kbit/s: the browser cannot play ALAC"
    sleep: SleepJson | None  # it pauses by itself


class SessionsJson(Shape, frozen=True, kw_only=True):
    sessions: list[SessionJson]


class NewSessionBody(Shape, frozen=True, kw_only=True):
    name: Name | None = None


class QueueEntryJson(Shape, frozen=True, kw_only=True):
    entry_id: str
    track: TrackJson


class QueueJson(Shape, frozen=True, kw_only=True):
    queue_revision: int
    offset: int
    total: int
    entries: list[QueueEntryJson]


class AcceptedJson(Shape, frozen=True, kw_only=True):
    revision: int  # of the session, once the command was applied to it; outcomes follow as events


class CommandBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"): ...


class PlayNow(CommandBody, frozen=True, kw_only=True, tag="play_now"):
    """Replaces the queue by these and plays; the old queue is gone."""

    items: Ids  # track, release or artist ids, expanded in this order
    start_index: Annotated[int, Meta(ge=0)] = 0  # into the expanded list
    position_ms: Milliseconds = 0
    shuffle: bool | None = None  # None keeps the session's setting
    device_id: str | None = None  # play here if the session plays nowhere yet …
    take: bool = False  # … even if somebody else's music plays there


class Enqueue(CommandBody, frozen=True, kw_only=True, tag="enqueue"):
    items: Ids
    where: Literal["next", "last"]


class Play(CommandBody, frozen=True, kw_only=True, tag="play"):
    device_id: str | None = None  # play here if the session plays nowhere yet …
    take: bool = False  # … even if somebody else's music plays there


class Pause(CommandBody, frozen=True, kw_only=True, tag="pause"): ...


class Next(CommandBody, frozen=True, kw_only=True, tag="next"): ...


class Previous(CommandBody, frozen=True, kw_only=True, tag="previous"):
    """To the start of the track after its first 3 s, else to the one before."""


class Seek(CommandBody, frozen=True, kw_only=True, tag="seek"):
    position_ms: Milliseconds


class Jump(CommandBody, frozen=True, kw_only=True, tag="jump"):
    entry_id: str
    take: bool = False  # even if something else plays on the session's device by now


class MoveEntry(CommandBody, frozen=True, kw_only=True, tag="move_entry"):
    entry_id: str
    before: str | None  # an entry id; None: to the end


class Remove(CommandBody, frozen=True, kw_only=True, tag="remove"):
    entry_ids: Ids


class Clear(CommandBody, frozen=True, kw_only=True, tag="clear"):
    """Empties the queue but for the current track."""


class Shuffle(CommandBody, frozen=True, kw_only=True, tag="shuffle"):
    on: bool


class Repeat(CommandBody, frozen=True, kw_only=True, tag="repeat"):
    mode: Literal["off", "one", "all"]


class Rate(CommandBody, frozen=True, kw_only=True, tag="rate"):
    """Play faster or slower, the pitch as it was."""

    rate: Annotated[float, Meta(ge=0.5, le=2)]


class Join(CommandBody, frozen=True, kw_only=True, tag="join"):
    """Play on this device too."""

    device_id: str
    take: bool = False  # even if somebody else's music plays there


class Spread(CommandBody, frozen=True, kw_only=True, tag="spread"):
    """Play on every speaker of the house that answers, as far as they are free."""

    take: bool = False  # even those on which somebody else's music plays


class Leave(CommandBody, frozen=True, kw_only=True, tag="leave"):
    device_id: str


class Move(CommandBody, frozen=True, kw_only=True, tag="move"):
    """Handoff: the target joins, becomes audible, and only then the others leave."""

    device_id: str
    take: bool = False  # even if somebody else's music plays there


SessionCommand = (
    PlayNow
    | Enqueue
    | Play
    | Pause
    | Next
    | Previous
    | Seek
    | Jump
    | MoveEntry
    | Remove
    | Clear
    | Shuffle
    | Repeat
    | Rate
    | Join
    | Spread
    | Leave
    | Move
)
