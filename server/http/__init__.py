"""The house over HTTP. LAW: flask lives here and in `web`; nothing below knows a request; a view decides
nothing, touches no SQL and starts no thread; failures become problems in one table (`problems`)."""

from server.http.api import tracks_of
from server.http.app import create_app
from server.http.handover import HAND_OVER, TAKES_STRETCHES, Answer, Stretch
from server.http.listeners import Listeners
from server.http.services import Services, get_services
from server.http.shares import SHARES
from server.http.streams import STREAMS

__all__ = [
    "HAND_OVER",
    "SHARES",
    "STREAMS",
    "TAKES_STRETCHES",
    "Answer",
    "Listeners",
    "Services",
    "Stretch",
    "create_app",
    "get_services",
    "tracks_of",
]
