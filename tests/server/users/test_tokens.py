"""Tokens: logins that slide and end, app passwords that are shown once."""

from __future__ import annotations

import pytest

from server.users import Accounts, Tokens, UnknownAppPassword, User
from tests.fakes.clock import FakeClock


@pytest.fixture
def ada(accounts: Accounts) -> User:
    return accounts.add("ada", "correct horse")


def test_a_login_is_found_by_its_cookie_until_it_is_ended(tokens: Tokens, ada: User) -> None:
    cookie = tokens.start_login(ada)
    assert tokens.find_login(cookie) == ada
    assert tokens.find_login(cookie + "x") is None
    tokens.end_login(cookie)
    tokens.end_login(cookie)
    assert tokens.find_login(cookie) is None


def test_a_login_lasts_ninety_days_from_its_last_use(tokens: Tokens, ada: User, clock: FakeClock) -> None:
    cookie = tokens.start_login(ada)
    for _ in range(3):
        clock.advance(days=89)
        assert tokens.find_login(cookie) == ada
    clock.advance(days=90, seconds=1)
    assert tokens.find_login(cookie) is None


def test_a_login_in_use_writes_at_most_once_a_day(
    tokens: Tokens, ada: User, clock: FakeClock, database
) -> None:
    def expiry() -> str:
        return database.reading().execute("SELECT expires_utc FROM logins").fetchone()[0]

    cookie = tokens.start_login(ada)
    before = expiry()
    clock.advance(hours=20)
    tokens.find_login(cookie)
    assert expiry() == before
    clock.advance(hours=5)
    tokens.find_login(cookie)
    assert expiry() > before


def test_expired_logins_are_swept_away(tokens: Tokens, ada: User, clock: FakeClock, database) -> None:
    tokens.start_login(ada)
    clock.advance(days=91)
    tokens.start_login(ada)
    assert database.reading().execute("SELECT count(*) FROM logins").fetchone()[0] == 1


def test_all_logins_end_but_the_one_that_asked(tokens: Tokens, ada: User) -> None:
    here, there = tokens.start_login(ada), tokens.start_login(ada)
    tokens.end_logins_of(ada, but=here)
    assert (tokens.find_login(here), tokens.find_login(there)) == (ada, None)
    tokens.end_logins_of(ada)
    assert tokens.find_login(here) is None


def test_neither_cookies_nor_their_like_are_stored(tokens: Tokens, ada: User, database) -> None:
    cookie = tokens.start_login(ada)
    assert cookie not in str([tuple(row) for row in database.reading().execute("SELECT * FROM logins")])


def test_an_app_password_is_easily_typed_and_proves_its_user(tokens: Tokens, ada: User) -> None:
    shown, secret = tokens.add_app_password(ada, "Phone")
    assert [len(group) for group in secret.split("-")] == [4] * 6
    assert not set(secret) & set("0o1lI")
    assert tokens.find_by_key(secret) == ada
    assert tokens.find_by_key(secret[:-1]) is None
    (secret_again,) = tokens.app_secrets("ADA")
    assert (secret_again.id, secret_again.secret) == (shown.id, secret)
    assert secret not in repr(secret_again)


def test_app_passwords_are_listed_without_secrets_and_with_their_last_use(
    tokens: Tokens, ada: User, clock: FakeClock
) -> None:
    first, secret = tokens.add_app_password(ada, "Phone")
    clock.advance(minutes=1)
    tokens.add_app_password(ada, "Car")
    assert [each.label for each in tokens.list_app_passwords(ada)] == ["Phone", "Car"]
    assert tokens.list_app_passwords(ada)[0] == first
    tokens.find_by_key(secret)
    used = clock.now_utc()
    clock.advance(minutes=59)
    tokens.find_by_key(secret)
    assert tokens.list_app_passwords(ada)[0].used_utc == used
    clock.advance(minutes=2)
    tokens.used(first.id)
    assert tokens.list_app_passwords(ada)[0].used_utc == clock.now_utc()


def test_a_revoked_app_password_is_out_at_once_and_only_its_owner_can_revoke_it(
    tokens: Tokens, ada: User, accounts: Accounts
) -> None:
    shown, secret = tokens.add_app_password(ada, "Phone")
    with pytest.raises(UnknownAppPassword):
        tokens.revoke(accounts.add("ben", "correct horse"), shown.id)
    tokens.revoke(ada, shown.id)
    assert tokens.find_by_key(secret) is None
    assert tokens.app_secrets("ada") == []
    with pytest.raises(UnknownAppPassword):
        tokens.revoke(ada, shown.id)


def test_a_chosen_password_replaces_the_one_before_and_is_no_key(tokens, accounts) -> None:
    ada, ben = (accounts.add(name, "correct horse") for name in ("ada", "ben"))
    for user in (ada, ben):
        tokens.set_app_password(user, "the same one", label="Set by an app")
    tokens.set_app_password(ada, "another one", label="Set by an app")
    assert [one.secret for one in tokens.app_secrets("ada")] == ["another one"]
    assert [one.secret for one in tokens.app_secrets("ben")] == ["the same one"]
    assert tokens.find_by_key("another one") is None
