"""Every endpoint of the API in one list."""

from __future__ import annotations

from server.http.api import (
    adjustments,
    belongings,
    connections,
    corrections,
    devices,
    library,
    live,
    playlists,
    podcasts,
    sessions,
    settings,
    shares,
    shelves,
    stations,
    users,
)

ALL_ENDPOINTS = (
    *settings.ENDPOINTS,
    *users.ENDPOINTS,
    *connections.ENDPOINTS,
    *library.ENDPOINTS,
    *shelves.ENDPOINTS,
    *corrections.ENDPOINTS,
    *playlists.ENDPOINTS,
    *belongings.ENDPOINTS,
    *sessions.ENDPOINTS,
    *devices.ENDPOINTS,
    *shares.ENDPOINTS,
    *podcasts.ENDPOINTS,
    *stations.ENDPOINTS,
    *adjustments.ENDPOINTS,
    *live.ENDPOINTS,
)
