"""Internet radio. Subsonic "Internet radio"; OpenSubsonic adds `coverArt`."""

from __future__ import annotations

from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import Failed, NotAllowed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.stations import Station, StationId

_LONGEST = 2_000


def get_stations(services: Services, _params: Params, _user: User) -> Ok:
    found = [_node(station) for station in services.stations.all()]
    return Ok({"internetRadioStations": {"internetRadioStation": found}})


def create_station(services: Services, params: Params, user: User) -> Ok:
    _check(user)
    stream_url, name = _address(params, "streamUrl"), params.text("name")
    services.stations.add(name[:_LONGEST], stream_url, _homepage(params))
    return Ok()


def update_station(services: Services, params: Params, user: User) -> Ok:
    _check(user)
    services.stations.change(
        StationId(params.text("id")),
        stream_url=_address(params, "streamUrl"),
        name=params.text("name")[:_LONGEST],
        homepage_url=_homepage(params),
    )
    return Ok()


def delete_station(services: Services, params: Params, user: User) -> Ok:
    _check(user)
    services.stations.remove(StationId(params.text("id")))
    return Ok()


def _check(user: User) -> None:
    if not user.is_admin:
        raise NotAllowed("change the radio stations")


def _node(station: Station) -> Node:
    node: Node = {"id": station.id, "name": station.name, "streamUrl": station.stream_url}
    if station.homepage_url:
        node["homePageUrl"] = station.homepage_url
    if station.cover_id is not None:
        node["coverArt"] = station.cover_id
    return node


def _homepage(params: Params) -> str:
    return _address(params, "homepageUrl") if params.find_text("homepageUrl") else ""


def _address(params: Params, name: str) -> str:
    """Pages make links of it and apps play it: only the web's own schemes."""
    address = params.text(name)
    if len(address) > _LONGEST or not address.startswith(("http://", "https://")):
        raise Failed(f"Parameter {name} must be an address that begins with http:// or https://")
    return address


METHODS: Section = {
    "getInternetRadioStations": Method(get_stations),
    "createInternetRadioStation": Method(create_station),
    "updateInternetRadioStation": Method(update_station),
    "deleteInternetRadioStation": Method(delete_station),
}
