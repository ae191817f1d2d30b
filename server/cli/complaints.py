"""Expected failures at the command line: one sentence on standard error, exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from library import LibraryError
from server.errors import StartError
from server.users import UsersError


class Complaint(click.ClickException):
    """What a person can mend."""

    def show(self, file: object = None) -> None:
        click.echo(f"segue: {self.message}", err=True)


@contextmanager
def complaints() -> Iterator[None]:
    """What a person can mend becomes one sentence instead of a traceback."""
    try:
        yield
    except (StartError, UsersError, LibraryError) as error:
        raise Complaint(str(error)) from error
