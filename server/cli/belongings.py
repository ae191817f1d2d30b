"""`export` and `import`: what a person made, as a file; both work beside a running server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from library import (
    BelongingsUnreadable,
    Bringer,
    Database,
    Playlists,
    gather,
    read_belongings,
    write_belongings,
)
from server.build import open_database
from server.cli.complaints import Complaint, complaints
from server.cli.grammar import Places, shared_options
from server.clock import SystemClock
from server.users import Accounts

_MOST_SHOWN = 20


@click.command("export")
@shared_options
@click.option("--user", "name", required=True, help="Whose stars, ratings, plays and playlists.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export_belongings(places: Places, name: str, file: Path) -> None:
    """Write everything that a user made to FILE, as JSON."""
    with complaints(), _opened(places) as (database, playlists, accounts):
        told = gather(database, playlists, accounts.get(name).id)
        file.write_bytes(write_belongings(told))
        click.echo(f"{len(told.marks)} marks and {len(told.playlists)} playlists are in {file}")


@click.command("import")
@shared_options
@click.option("--user", "name", required=True, help="Who gets them.")
@click.option("--from-user", help="Whose, if the file knows several (Navidrome, gonic).")
@click.option(
    "--playlists",
    "lists",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of gonic's playlists.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def import_belongings(
    places: Places, name: str, from_user: str | None, lists: Path | None, file: Path
) -> None:
    """Bring in stars, ratings, plays and playlists from FILE.

    FILE is an export of Segue, the database of Navidrome (navidrome.db) or gonic (gonic.db), the XML of iTunes or
    Music, Rhythmbox's rhythmdb.xml or playlists.xml, or a playlist (M3U, PLS, XSPF). Scan first; bringing it in
    twice changes nothing.
    """
    with complaints(), _opened(places) as (database, playlists, accounts):
        user = accounts.get(name).id
        try:
            told = read_belongings(file, user=from_user, lists=lists)
        except BelongingsUnreadable as error:
            raise Complaint(f"{file}: {error}") from error
        done = Bringer(database, playlists).bring(told, user)
    click.echo(f"{done.marks} marks and {done.playlists} playlists were brought in")
    for line in done.missing[:_MOST_SHOWN]:
        click.echo(f"not here: {line}")
    if len(done.missing) > _MOST_SHOWN:
        click.echo(f"and {len(done.missing) - _MOST_SHOWN} more are not here")


@contextmanager
def _opened(places: Places) -> Iterator[tuple[Database, Playlists, Accounts]]:
    places.read_config()
    clock = SystemClock()
    database = open_database(places.open_data())
    try:
        now_ms = lambda: int(clock.now_utc().timestamp() * 1000)  # noqa: E731 - one line, one use
        yield database, Playlists(database, now_ms), Accounts(database, clock)
    finally:
        database.close()
