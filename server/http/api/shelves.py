"""What the releases can be browsed by, besides artists, genres and folders: years, labels, and who did what."""

from __future__ import annotations

from library import Limits, NotFound, Role
from server.http.api import library_shapes as shape
from server.http.api.library import ListQuery, WithinQuery, within
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.library import CreditedPageJson, LabelPageJson, YearsJson


class CreditsQuery(ListQuery, frozen=True, kw_only=True):
    role: Role = Role.COMPOSER


def list_years(call: Call, query: WithinQuery) -> YearsJson:
    """The years that releases are of, newest first."""
    years = call.services.library.list_years(for_user=call.user.id, within=within(query))
    return shape.years_json(years)


def list_labels(call: Call, query: ListQuery) -> LabelPageJson:
    """Labels by name."""
    limits = Limits(query.limit, query.offset)
    page = call.services.library.list_labels(limits, for_user=call.user.id, within=within(query))
    return shape.label_page_json(page)


def list_credits(call: Call, query: CreditsQuery) -> CreditedPageJson:
    """Composers, or everybody in another role, by sort name."""
    limits = Limits(query.limit, query.offset)
    library = call.services.library
    page = library.list_credited(query.role, limits, for_user=call.user.id, within=within(query))
    return shape.credited_page_json(page)


ENDPOINTS = (
    Endpoint("GET", "/api/years", list_years, raises=(NotFound,)),
    Endpoint("GET", "/api/labels", list_labels, raises=(NotFound,)),
    Endpoint("GET", "/api/credits", list_credits, raises=(NotFound,)),
)
