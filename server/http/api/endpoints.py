"""Every endpoint of the API in one list."""

from __future__ import annotations

from server.http.api import corrections, devices, library, live, sessions, settings, users

ALL_ENDPOINTS = (
    *settings.ENDPOINTS,
    *users.ENDPOINTS,
    *library.ENDPOINTS,
    *corrections.ENDPOINTS,
    *sessions.ENDPOINTS,
    *devices.ENDPOINTS,
    *live.ENDPOINTS,
)
