"""What a Subsonic method can answer instead of its result: one exception a code, each able to say itself.

SubsonicError(message)
├── Failed               0   anything without a code of its own
│   └── Unexpected       0   our fault
├── ParameterMissing(n) 10   names the parameter
├── ClientTooOld        20   speaks a protocol older than 1.x
├── ServerTooOld        30   speaks a protocol newer than ours
├── WrongCredentials    40   unknown user, wrong or revoked app password, wrong token
├── CredentialsConflict 43   two ways to log in at once, or `u` beside `apiKey`
├── InvalidApiKey       44
├── NotAllowed          50
├── NotThere(id)        70
└── Busy(message, retry_after_s)  0   every encoder is busy; the one failure with a status other than 200

41 and 42 say that a way of logging in is not supported; all of them are. 60 ends a trial; there is none.
"""

from __future__ import annotations

from typing import ClassVar


class SubsonicError(Exception):
    """Base of every failure that the client is told about."""

    code: ClassVar[int] = 0
    reason: str = ""  # for programs, where the codes tell too little (`remotePlayback`)

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Failed(SubsonicError):
    code = 0

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class Unexpected(Failed):
    """Our fault; the log says more."""

    def __init__(self) -> None:
        super().__init__("Something went wrong on the server; its log says what")


class ParameterMissing(SubsonicError):
    code = 10

    def __init__(self, name: str) -> None:
        super().__init__(f"Required parameter is missing: {name}")
        self.name = name


class ClientTooOld(SubsonicError):
    code = 20

    def __init__(self, version: str) -> None:
        super().__init__(f"Incompatible protocol version {version}: the client must be upgraded")


class ServerTooOld(SubsonicError):
    code = 30

    def __init__(self, version: str) -> None:
        super().__init__(f"Incompatible protocol version {version}: the server must be upgraded")


class WrongCredentials(SubsonicError):
    code = 40

    def __init__(self) -> None:
        super().__init__("Wrong username or password. Segue wants an app password, not the login password")


class CredentialsConflict(SubsonicError):
    code = 43

    def __init__(self) -> None:
        super().__init__("Multiple conflicting authentication mechanisms provided")


class InvalidApiKey(SubsonicError):
    code = 44

    def __init__(self) -> None:
        super().__init__("Invalid API key")


class NotAllowed(SubsonicError):
    code = 50

    def __init__(self, action: str) -> None:
        super().__init__(f"User is not authorized to {action}")


class Busy(SubsonicError):
    """Answered as 429 with Retry-After: players wait and come again on that; on an envelope alone they skip."""

    code = 0

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message[:1].upper() + message[1:])
        self.retry_after_s = retry_after_s


class NotThere(SubsonicError):
    code = 70

    def __init__(self, id: str) -> None:
        super().__init__(f"The requested data was not found: {id}")
        self.id = id
