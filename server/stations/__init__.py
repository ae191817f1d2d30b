"""Internet radio: what the household listens to that is not its own. LAW: remembers addresses and pictures; asks
nobody outside; SQL only in `store`."""

from server.stations.errors import StationsError, TooManyStations, UnknownStation
from server.stations.migrations import migrations
from server.stations.model import Station, StationId
from server.stations.stations import Stations

__all__ = [
    "Station",
    "StationId",
    "Stations",
    "StationsError",
    "TooManyStations",
    "UnknownStation",
    "migrations",
]
