"""Accounts: names, passwords, the last administrator."""

from __future__ import annotations

import threading

import pytest

from server.users import (
    Accounts,
    LastAdmin,
    NameTaken,
    Tokens,
    TooManyAttempts,
    UnknownUser,
    WrongCredentials,
)


def test_the_house_is_empty_until_somebody_is_added(accounts: Accounts) -> None:
    assert accounts.is_empty()
    ada = accounts.add("Ada", "correct horse", is_admin=True)
    assert not accounts.is_empty()
    assert accounts.by_id(ada.id) == accounts.get("ADA") == ada
    assert [user.name for user in accounts.list()] == ["Ada"]


def test_a_name_is_taken_in_any_case_and_any_composition(accounts: Accounts) -> None:
    accounts.add("Zo\u00eb", "correct horse")
    with pytest.raises(NameTaken):
        accounts.add("zoe\u0308 ", "correct horse")


def test_the_right_password_enters_and_a_wrong_one_does_not(accounts: Accounts) -> None:
    ada = accounts.add("ada", "correct horse \u00e9")
    assert accounts.log_in("Ada", "correct horse e\u0301") == ada
    for name, password in (
        ("ada", "correct"),
        ("ada", ""),
        ("nobody", "correct horse \u00e9"),
        ("ada", "\udcff"),
    ):
        with pytest.raises(WrongCredentials):
            accounts.log_in(name, password)


def test_a_new_password_replaces_the_old_one(accounts: Accounts) -> None:
    accounts.add("ada", "correct horse")
    accounts.set_password("ada", "battery staple")
    accounts.log_in("ada", "battery staple")
    with pytest.raises(WrongCredentials):
        accounts.log_in("ada", "correct horse")


def test_the_password_is_nowhere_in_the_database(accounts: Accounts, database) -> None:
    accounts.add("ada", "correct horse")
    (hashed,) = database.reading().execute("SELECT password_hash FROM users").fetchone()
    assert hashed.startswith("$argon2id$")
    assert "correct horse" not in hashed


def test_an_unknown_name_is_told_by_its_name(accounts: Accounts) -> None:
    for ask in (accounts.get, accounts.remove, lambda name: accounts.set_password(name, "correct horse")):
        with pytest.raises(UnknownUser, match="nobody"):
            ask("nobody")


def test_the_only_administrator_stays(accounts: Accounts) -> None:
    accounts.add("ada", "correct horse", is_admin=True)
    accounts.add("ben", "correct horse")
    with pytest.raises(LastAdmin):
        accounts.remove("ada")
    accounts.remove("ben")
    with pytest.raises(LastAdmin):
        accounts.remove("ada")
    accounts.add("cleo", "correct horse", is_admin=True)
    accounts.remove("ada")
    assert [user.name for user in accounts.list()] == ["cleo"]


def test_whoever_comes_after_a_removed_user_does_not_inherit_their_number(
    accounts: Accounts, tokens: Tokens
) -> None:
    accounts.add("ada", "correct horse", is_admin=True)
    ben = accounts.add("ben", "correct horse")
    cookie = tokens.start_login(ben)
    _, secret = tokens.add_app_password(ben, "Phone")
    accounts.remove("ben")
    assert accounts.add("ben", "correct horse").id != ben.id
    assert tokens.find_login(cookie) is None
    assert tokens.find_by_key(secret) is None


def test_a_flood_of_logins_is_sent_away_rather_than_queued(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.users.accounts._HASH_WAIT_S", 0.01)
    accounts._slots = threading.BoundedSemaphore(1)
    with accounts._slots, pytest.raises(TooManyAttempts):
        accounts.log_in("ada", "correct horse")


def test_somebody_stays_administrator(accounts) -> None:
    accounts.add("ada", "correct horse", is_admin=True)
    accounts.add("ben", "correct horse")
    with pytest.raises(LastAdmin):
        accounts.set_admin("ada", is_admin=False)
    accounts.set_admin("ben", is_admin=True)
    accounts.set_admin("ada", is_admin=False)
    assert [(user.name, user.is_admin) for user in accounts.list()] == [("ada", False), ("ben", True)]
