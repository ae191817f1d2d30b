"""The radio stations of a house: everybody hears them, administrators (the HTTP edge sees to it) change them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from library import CoverImage, Database, Library
from server.stations.errors import TooManyStations, UnknownStation
from server.stations.model import Station, StationId
from server.stations.store import StationStore

MOST = 1_000


class Stations:
    """Any thread."""

    def __init__(self, database: Database, library: Library) -> None:
        self._store = StationStore(database)
        self._library = library

    def all(self) -> list[Station]:
        """By name."""
        return self._store.all()

    def get(self, id: StationId) -> Station:
        """Also by the id of its picture. Raises: UnknownStation."""
        station = self._store.find(id)
        if station is None:
            raise UnknownStation(id)
        return station

    def add(self, name: str, stream_url: str, homepage_url: str = "") -> Station:
        """Raises: TooManyStations."""
        if self._store.count() >= MOST:
            raise TooManyStations(MOST)
        return self.get(self._store.insert(name, stream_url, homepage_url))

    def change(self, id: StationId, *, name: str, stream_url: str, homepage_url: str) -> Station:
        """Raises: UnknownStation."""
        changed = replace(self.get(id), name=name, stream_url=stream_url, homepage_url=homepage_url)
        self._store.update(changed)
        return changed

    def remove(self, id: StationId) -> None:
        """With its picture. Raises: UnknownStation."""
        self._store.delete(self.get(id).id)

    def show(self, id: StationId, picture: bytes) -> Station:
        """Gives it a picture. Raises: UnknownStation, library.NotFound for what is no picture."""
        station = self.get(id)
        self._library.shrink(picture, size_px=64)  # whoever uploads hears now that it cannot be shown
        name = hashlib.sha256(picture).hexdigest()[:8]
        self._store.set_picture(station.id, picture, name)
        return replace(station, picture=name)

    def picture(self, id: StationId, *, size_px: int | None) -> CoverImage | None:
        """None: it has none. Raises: UnknownStation."""
        data = self._store.find_picture(self.get(id).id)
        return None if data is None else self._library.shrink(data, size_px=size_px)
