"""`doctor`: the findings, as a list that a person can act on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from server.cli.complaints import complaints
from server.cli.grammar import Places, music_option, overridden, shared_options
from server.clock import SystemClock
from server.doctor import Level, examine

_MARKS = {Level.GOOD: "✓", Level.WARNING: "!", Level.FAILURE: "✗"}


@click.command()
@shared_options
@music_option
@click.option("--host", help="Address that would be listened on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port that would be listened on.")
@click.pass_obj
def doctor(places: Places, music: tuple[Path, ...], host: str | None, port: int | None) -> None:
    """Check what Segue needs of this machine and say what to do."""
    with complaints():
        config = overridden(places.read_config(), music=music, host=host, port=port)
    worst = Level.GOOD
    for finding in examine(config, places.open_data(), SystemClock()):
        click.echo(f"{_MARKS[finding.level]} {finding.about}: {finding.fact}")
        if finding.advice:
            click.echo(f"  → {finding.advice}")
        worst = Level.FAILURE if Level.FAILURE in (worst, finding.level) else worst
    sys.exit(1 if worst is Level.FAILURE else 0)
