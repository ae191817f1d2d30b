"""What a request can do wrong before anything is asked of the house.

HttpError
├── NotLoggedIn
├── NotAllowed             an administrator's business
├── CrossOrigin            another site's page made the browser ask
├── WrongMediaType(expected)
├── BodyTooLarge(limit_bytes)
├── Malformed(reason)      not JSON at all
├── Invalid(field, reason) JSON or a query that says something impossible
└── TooManyListeners       more open pages than [server] max_live_clients
"""

from __future__ import annotations


class HttpError(Exception):
    """Base of all that this package raises on purpose."""


class NotLoggedIn(HttpError):
    def __init__(self) -> None:
        super().__init__("log in first, or send an app password as a Bearer token")


class NotAllowed(HttpError):
    def __init__(self) -> None:
        super().__init__("only an administrator may do this")


class CrossOrigin(HttpError):
    def __init__(self) -> None:
        super().__init__("a page of another site may not do this in your name")


class WrongMediaType(HttpError):
    def __init__(self, expected: str) -> None:
        super().__init__(f"the body must be {expected}")
        self.expected = expected


class BodyTooLarge(HttpError):
    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"the body may have at most {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class Malformed(HttpError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"the body cannot be read: {reason}")
        self.reason = reason


class Invalid(HttpError):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field  # "items[3]"; empty for the whole
        self.reason = reason


class TooManyListeners(HttpError):
    def __init__(self) -> None:
        super().__init__("too many pages are open; close one, or raise [server] max_live_clients")
