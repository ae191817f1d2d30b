"""`user`: who may log in, from the machine itself; works beside a running server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from server.build import open_database
from server.cli.complaints import Complaint, complaints
from server.cli.grammar import Places, shared_options
from server.clock import SystemClock
from server.users import Accounts, Tokens

_SHORTEST_PASSWORD = 8


@click.group()
@shared_options
def user() -> None:
    """People who may log in."""


@user.command("add")
@shared_options
@click.argument("name")
@click.option("--admin", is_flag=True, help="May manage users and scans.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
def add_user(places: Places, name: str, admin: bool, password_stdin: bool) -> None:  # noqa: FBT001
    """Add a user; the first one becomes an administrator."""
    with complaints(), opened_users(places) as (accounts, _):
        is_admin = admin or accounts.is_empty()
        made = accounts.add(name, ask_password(from_stdin=password_stdin), is_admin=is_admin)
        click.echo(f"{made.name} may log in" + (" as an administrator" if is_admin else ""))


@user.command("list")
@shared_options
@click.pass_obj
def list_users(places: Places) -> None:
    """List the users."""
    with complaints(), opened_users(places) as (accounts, _):
        for each in accounts.list():
            role = "administrator" if each.is_admin else "user"
            click.echo(f"{each.name}\t{role}\tsince {each.created_utc:%Y-%m-%d}")


@user.command("passwd")
@shared_options
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
def set_password(places: Places, name: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Set a user's password and end their logins."""
    with complaints(), opened_users(places) as (accounts, tokens):
        known = accounts.get(name)
        accounts.set_password(name, ask_password(from_stdin=password_stdin))
        tokens.end_logins_of(known)
        click.echo(f"{known.name} has a new password")


@user.command("remove")
@shared_options
@click.argument("name")
@click.pass_obj
def remove_user(places: Places, name: str) -> None:
    """Remove a user with their logins and app passwords."""
    with complaints(), opened_users(places) as (accounts, _):
        accounts.remove(name)
        click.echo(f"{name} is gone")


@user.command("app-password")
@shared_options
@click.argument("name")
@click.option("--label", required=True, help="What it is for, such as “Phone”.")
@click.pass_obj
def add_app_password(places: Places, name: str, label: str) -> None:
    """Print a new password for an app or a script; it is shown this once."""
    with complaints(), opened_users(places) as (accounts, tokens):
        _, secret = tokens.add_app_password(accounts.get(name), label)
        click.echo(secret)


@contextmanager
def opened_users(places: Places) -> Iterator[tuple[Accounts, Tokens]]:
    """Works beside a running server: SQLite sees to that."""
    places.read_config()
    database = open_database(places.open_data())
    try:
        yield Accounts(database, SystemClock()), Tokens(database, SystemClock())
    finally:
        database.close()


def ask_password(*, from_stdin: bool) -> str:
    """Hidden and twice at a terminal, or the first line of standard input."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    if len(password) < _SHORTEST_PASSWORD:
        raise Complaint(f"a password has at least {_SHORTEST_PASSWORD} characters")
    return password
