"""Subsonic apps as places that play. LAW: knows no HTTP; what an app says becomes reports and commands of sessions;
which session it means is decided in `choice` (pure); SQL only in `store`."""

from server.phones.choice import live_queue
from server.phones.migrations import migrations
from server.phones.model import App, LiveQueue, Said, State
from server.phones.phones import Phones
from server.phones.store import PhoneStore

__all__ = ["App", "LiveQueue", "PhoneStore", "Phones", "Said", "State", "live_queue", "migrations"]
