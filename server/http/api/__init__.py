"""The JSON API under /api. LAW: a view reads typed values, makes one call and shapes the answer; types are
declared once, in `shapes` and in the views' annotations, and the OpenAPI document comes from those."""

from server.http.api.endpoints import ALL_ENDPOINTS
from server.http.api.items import tracks_to_wake
from server.http.api.library_shapes import scan_json, track_json
from server.http.api.openapi import openapi_document, openapi_endpoint
from server.http.api.registry import Call, Endpoint, Reply, Who, install_endpoints

__all__ = [
    "ALL_ENDPOINTS",
    "Call",
    "Endpoint",
    "Reply",
    "Who",
    "install_endpoints",
    "openapi_document",
    "openapi_endpoint",
    "scan_json",
    "track_json",
    "tracks_to_wake",
]
