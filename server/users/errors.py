"""What can go wrong at the door.

UsersError
├── NameTaken(name)
├── UnknownUser(name)
├── UnknownAppPassword(id)
├── WrongCredentials             name or password; never says which
├── TooManyAttempts(retry_after_s)
├── LastAdmin(name)              somebody must be able to let others in
├── SetupDone                    the first account exists already
└── WrongSetupCode
"""

from __future__ import annotations


class UsersError(Exception):
    """Base of all that this package raises on purpose."""


class NameTaken(UsersError):
    def __init__(self, name: str) -> None:
        super().__init__(f"there is a user {name!r} already")
        self.name = name


class UnknownUser(UsersError):
    def __init__(self, name: str) -> None:
        super().__init__(f"there is no user {name!r}")
        self.name = name


class UnknownAppPassword(UsersError):
    def __init__(self, id: str) -> None:
        super().__init__(f"there is no app password {id!r}")
        self.id = id


class WrongCredentials(UsersError):
    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")


class TooManyAttempts(UsersError):
    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many attempts: try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class LastAdmin(UsersError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is the only administrator")
        self.name = name


class SetupDone(UsersError):
    def __init__(self) -> None:
        super().__init__("Segue is set up already: log in instead")


class WrongSetupCode(UsersError):
    def __init__(self) -> None:
        super().__init__("that is not the set-up code")
