"""What a wire leaves for its owner, and what it cannot do: values that know no connection."""

from __future__ import annotations

from dataclasses import dataclass

from devices.chromecast.messages import Payload


class WireDown(Exception):
    """What was to be sent could not be: there is no connection."""


class NoApp(WireDown):
    """There is a connection, and no app at its end that plays media."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Connected:
    pass


@dataclass(frozen=True, slots=True)
class Ready:
    """The app that now runs can be sent to."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection is gone, or could not be made; this wire is of no use any more."""


@dataclass(frozen=True, slots=True)
class Told:
    kind: str
    payload: Payload
    at_ms: int  # when it was received


Heard = Connected | Ready | Cut | Told
