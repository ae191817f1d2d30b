"""Who is calling: `p`, `t` with `s`, or `apiKey`, each checked against the app passwords of one user.

The login password is never accepted here; it is stored only as a hash, from which no token could be made.
Sources: Subsonic "Authentication" (p, enc:, t = md5(password + s)); OpenSubsonic `apiKeyAuthentication`
(without `u`; errors 43 and 44).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable

from server.http.subsonic.errors import (
    CredentialsConflict,
    Failed,
    InvalidApiKey,
    WrongCredentials,
)
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.users import TooManyAttempts

log = logging.getLogger(__name__)


def authenticate(services: Services, params: Params, *, address: str) -> User:
    """Raises: ParameterMissing, WrongCredentials, CredentialsConflict, InvalidApiKey, Failed (throttled)."""
    _refuse_conflicts(params)
    check, name = _check(services, params)
    try:
        with services.throttle.app_attempt(name, address):
            return check()
    except TooManyAttempts as error:
        raise Failed(f"Too many failed logins. Try again in {error.retry_after_s} s") from None
    except (WrongCredentials, InvalidApiKey) as error:
        log.warning("subsonic login failed address=%s user=%r code=%s", address, name[:100], error.code)
        raise


def _check(services: Services, params: Params) -> tuple[Callable[[], User], str]:
    """What tells who it is, and of which name. Raises: ParameterMissing, before anything counts as an attempt."""
    if params.find_text("apiKey") is not None:
        key = params.text("apiKey")
        return lambda: _by_key(services, key), ""
    name, is_right = params.text("u"), _secret_check(params)
    return lambda: _by_secret(services, name, is_right), name


def _refuse_conflicts(params: Params) -> None:
    ways = [name for name in ("apiKey", "p", "t") if params.find_text(name) is not None]
    if len(ways) > 1 or ("apiKey" in ways and params.find_text("u") is not None):
        raise CredentialsConflict


def _by_key(services: Services, key: str) -> User:
    user = services.tokens.find_by_key(key)
    if user is None:
        raise InvalidApiKey
    return user


def _secret_check(params: Params) -> Callable[[str], bool]:
    """A test for one stored secret, that takes as long for a wrong one as for a right one."""
    token = params.find_text("t")
    if token is None:
        given = plain(params.text("p")).encode()
        return lambda secret: hmac.compare_digest(secret.encode(), given)
    salt = params.text("s")
    wanted = token.lower().encode()
    return lambda secret: hmac.compare_digest(_token(secret, salt), wanted)


def _token(secret: str, salt: str) -> bytes:
    return hashlib.md5((secret + salt).encode(), usedforsecurity=False).hexdigest().encode()


def plain(password: str) -> str:
    """`enc:` is hexadecimal UTF-8. What only looks like it is taken as it stands."""
    if not password.startswith("enc:"):
        return password
    try:
        return bytes.fromhex(password.removeprefix("enc:")).decode()
    except ValueError:
        return password


def _by_secret(services: Services, name: str, is_right: Callable[[str], bool]) -> User:
    """Every secret is compared, and one is even when there is none, so that time tells nothing."""
    right = None
    for app in services.tokens.app_secrets(name) or ():
        if is_right(app.secret):
            right = app
    if right is None:
        is_right("nobody's secret")
        raise WrongCredentials
    services.tokens.used(right.id)
    return services.accounts.get(name)
