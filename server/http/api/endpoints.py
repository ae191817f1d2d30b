"""Every endpoint of the API in one list."""

from __future__ import annotations

from server.http.api import library, settings, users

ALL_ENDPOINTS = (*settings.ENDPOINTS, *users.ENDPOINTS, *library.ENDPOINTS)
