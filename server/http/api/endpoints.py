"""Every endpoint of the API in one list."""

from __future__ import annotations

from server.http.api import (
    adjustments,
    alarms,
    announcements,
    belongings,
    corrections,
    devices,
    groups,
    library,
    live,
    playlists,
    podcasts,
    rooms,
    routines,
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
    *library.ENDPOINTS,
    *shelves.ENDPOINTS,
    *corrections.ENDPOINTS,
    *playlists.ENDPOINTS,
    *belongings.ENDPOINTS,
    *sessions.ENDPOINTS,
    *devices.ENDPOINTS,
    *groups.ENDPOINTS,
    *shares.ENDPOINTS,
    *podcasts.ENDPOINTS,
    *stations.ENDPOINTS,
    *adjustments.ENDPOINTS,
    *rooms.ENDPOINTS,
    *routines.ENDPOINTS,
    *alarms.ENDPOINTS,
    *announcements.ENDPOINTS,
    *live.ENDPOINTS,
)
