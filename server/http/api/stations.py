"""Internet radio: everybody listens, administrators change it."""

from __future__ import annotations

from base64 import b64decode

from flask import Response

from library import NotFound
from server.http.api.library import PICTURES
from server.http.api.registry import Call, Endpoint, Who
from server.http.api.station_shapes import PictureBody, StationBody, StationJson, StationsJson
from server.http.covers import answer_cover
from server.stations import Station, StationId, TooManyStations, UnknownStation

_SHOWN_PX = 256


def list_stations(call: Call) -> StationsJson:
    """By name."""
    return StationsJson(stations=[_json(station) for station in call.services.stations.all()])


def add_station(call: Call, body: StationBody) -> StationJson:
    """A new station."""
    return _json(call.services.stations.add(body.name, body.stream_url, body.homepage_url))


def change_station(call: Call, id: str, body: StationBody) -> StationJson:
    """Its name and addresses."""
    changed = call.services.stations.change(
        StationId(id), name=body.name, stream_url=body.stream_url, homepage_url=body.homepage_url
    )
    return _json(changed)


def remove_station(call: Call, id: str) -> None:
    """With its picture."""
    call.services.stations.remove(StationId(id))


def set_station_picture(call: Call, id: str, body: PictureBody) -> StationJson:
    """A picture of one's own: none is fetched from the station's pages."""
    return _json(call.services.stations.show(StationId(id), b64decode(body.picture)))


def get_station_picture(call: Call, id: str) -> Response:
    """By its station's id, or by one that changes with the picture."""
    picture = call.services.stations.picture(StationId(id), size_px=_SHOWN_PX)
    if picture is None:
        raise NotFound(id)
    return answer_cover(picture, call.request)


def _json(station: Station) -> StationJson:
    return StationJson(
        id=station.id,
        name=station.name,
        stream_url=station.stream_url,
        homepage_url=station.homepage_url,
        picture_url=None if station.cover_id is None else f"/api/stations/{station.cover_id}/picture",
    )


ENDPOINTS = (
    Endpoint("GET", "/api/stations", list_stations),
    Endpoint("POST", "/api/stations", add_station, status=201, who=Who.ADMIN, raises=(TooManyStations,)),
    Endpoint("PUT", "/api/stations/{id}", change_station, who=Who.ADMIN, raises=(UnknownStation,)),
    Endpoint("DELETE", "/api/stations/{id}", remove_station, who=Who.ADMIN, raises=(UnknownStation,)),
    Endpoint(
        "PUT",
        "/api/stations/{id}/picture",
        set_station_picture,
        who=Who.ADMIN,
        raises=(UnknownStation, NotFound),
    ),
    Endpoint(
        "GET",
        "/api/stations/{id}/picture",
        get_station_picture,
        raises=(UnknownStation, NotFound),
        produces=PICTURES,
    ),
)
