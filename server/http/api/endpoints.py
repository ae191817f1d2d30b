"""Every endpoint of the API in one list."""

from __future__ import annotations

from server.http.api import (
    adjustments,
    belongings,
    corrections,
    devices,
    groups,
    library,
    live,
    playlists,
    sessions,
    settings,
    shelves,
    users,
)

ALL_ENDPOINTS = (
    *settings.ENDPOINTS,
    *users.ENDPOINTS,
    *library.ENDPOINTS,
    *shelves.ENDPOINTS,
    *corrections.ENDPOINTS,
    *playlists.ENDPOINTS,
    *belongings.ENDPOINTS,
    *sessions.ENDPOINTS,
    *devices.ENDPOINTS,
    *groups.ENDPOINTS,
    *adjustments.ENDPOINTS,
    *live.ENDPOINTS,
)
