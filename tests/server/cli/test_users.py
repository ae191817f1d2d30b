"""People, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from server.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(
        "server.users.accounts.PasswordHasher",
        lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    )

    def run(line: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, line.replace("DATA", str(tmp_path)).split(), input=typed)

    return run


def test_the_first_user_is_an_administrator_and_the_next_is_not(run: Run) -> None:
    first = run("user add ada --password-stdin --data DATA", "correct horse\n")
    assert (first.exit_code, first.output) == (0, "ada may log in as an administrator\n")
    assert run("--data DATA user add ben --password-stdin", "correct horse\n").output == "ben may log in\n"
    listed = run("user --data DATA list").output
    assert [line.split("\t")[:2] for line in listed.splitlines()] == [
        ["ada", "administrator"],
        ["ben", "user"],
    ]


def test_a_password_is_asked_for_twice_and_not_shown(run: Run) -> None:
    asked = run("user add ada --data DATA", "correct horse\ncorrect horse\n")
    assert asked.exit_code == 0
    assert "correct horse" not in asked.output


def test_mistakes_are_one_sentence(run: Run) -> None:
    short = run("user add ada --password-stdin --data DATA", "short\n")
    assert (short.exit_code, short.output) == (1, "segue: a password has at least 8 characters\n")
    for command in ("remove", "passwd", "app-password --label x"):
        missing = run(f"user {command} nobody --data DATA", "correct horse\ncorrect horse\n")
        assert (missing.exit_code, missing.output) == (1, "segue: there is no user 'nobody'\n")


def test_passwords_are_changed_and_people_removed(run: Run) -> None:
    run("user add ada --password-stdin --data DATA", "correct horse\n")
    run("user add ben --password-stdin --data DATA", "correct horse\n")
    assert run("user passwd ben --password-stdin --data DATA", "battery staple\n").exit_code == 0
    assert run("user remove ben --data DATA").output == "ben is gone\n"
    assert run("user remove ada --data DATA").output == "segue: 'ada' is the only administrator\n"


def test_an_app_password_is_printed_alone(run: Run) -> None:
    run("user add ada --password-stdin --data DATA", "correct horse\n")
    printed = run("user app-password ada --label Phone --data DATA").output
    assert len(printed.strip().split("-")) == 6
    assert len(printed.splitlines()) == 1
