"""Who may enter: accounts, logins and app passwords. LAW: knows no HTTP, music or device; SQL only in
`store`; a login password is only stored hashed, an app password is shown once and can be revoked alone."""

from server.users.accounts import Accounts
from server.users.errors import (
    LastAdmin,
    NameTaken,
    SetupDone,
    TooManyAttempts,
    UnknownAppPassword,
    UnknownUser,
    UsersError,
    WrongCredentials,
    WrongSetupCode,
)
from server.users.migrations import migrations
from server.users.model import AppPassword, AppSecret, User
from server.users.setup import Setup
from server.users.throttle import Throttle
from server.users.tokens import LOGIN_LIFE, Tokens

__all__ = [
    "LOGIN_LIFE",
    "Accounts",
    "AppPassword",
    "AppSecret",
    "LastAdmin",
    "NameTaken",
    "Setup",
    "SetupDone",
    "Throttle",
    "Tokens",
    "TooManyAttempts",
    "UnknownAppPassword",
    "UnknownUser",
    "User",
    "UsersError",
    "WrongCredentials",
    "WrongSetupCode",
    "migrations",
]
