"""Radio stations: kept, changed, shown with a picture of one's own."""

from __future__ import annotations

import pytest

from library import Database, NotFound
from server.stations import StationId, Stations, UnknownStation
from tests.fakes.library import FakeLibrary

PNG = b"\x89PNG\r\n\x1a\n not really"


@pytest.fixture
def stations(database: Database, library: FakeLibrary) -> Stations:
    return Stations(database, library)


def test_stations_are_listed_by_name(stations) -> None:
    for name in ("zulu", "Alpha"):
        stations.add(name, "http://r.example/s")
    assert [station.name for station in stations.all()] == ["Alpha", "zulu"]


def test_a_station_changes_and_goes(stations) -> None:
    made = stations.add("A", "http://r.example/s")
    changed = stations.change(
        made.id, name="B", stream_url="http://r.example/t", homepage_url="http://r.example"
    )
    assert stations.get(made.id) == changed
    stations.remove(made.id)
    for id in (made.id, StationId("rs-x"), StationId("tr-1")):
        with pytest.raises(UnknownStation):
            stations.get(id)


def test_its_picture_has_an_id_that_changes_with_it(stations) -> None:
    made = stations.add("A", "http://r.example/s")
    assert stations.picture(made.id, size_px=None) is None
    first, second = stations.show(made.id, PNG), stations.show(made.id, PNG + b"2")
    assert first.cover_id != second.cover_id
    assert stations.get(StationId(second.cover_id or "")) == second
    assert stations.picture(made.id, size_px=64).data == PNG + b"2"


def test_what_is_no_picture_is_refused(stations) -> None:
    made = stations.add("A", "http://r.example/s")
    with pytest.raises(NotFound):
        stations.show(made.id, b"#!/bin/sh")
    assert stations.get(made.id) == made
