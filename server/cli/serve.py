"""`serve`: the house, until somebody says stop."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from server.addresses import list_urls
from server.build import House, build_house, with_demo
from server.cli.complaints import complaints
from server.cli.grammar import Places, music_option, overridden, shared_options
from server.clock import SystemClock
from server.lifecycle import listen
from server.log import start_logging
from server.version import VERSION


@click.command()
@shared_options
@music_option
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one.")
@click.option("--demo", is_flag=True, help="A made-up library and three virtual speakers.")
@click.pass_obj
def serve(places: Places, music: tuple[Path, ...], host: str | None, port: int | None, demo: bool) -> None:  # noqa: FBT001 - click's way
    """Serve the music (the default)."""
    with complaints():
        data = places.open_data()
        config = overridden(places.read_config(), music=music, host=host, port=port)
        config = with_demo(config, data) if demo else config
        start_logging(config.log.level)
        data.open()
        with data.locked(), listen(config.server.host, config.server.port) as listening:
            house = build_house(config, data, SystemClock(), listening)
            _make_way_for_requests()
            house.server.run(lambda: begin(house, listening.getsockname()[1]))


def _make_way_for_requests() -> None:
    """In a process that serves and scans at once: threads take turns every millisecond, and what lives as long as the
    server is not searched for garbage again and again."""
    sys.setswitchinterval(0.001)
    gc.collect()
    gc.freeze()


def begin(house: House, port: int) -> None:
    """Says where to go, then starts what goes on by itself."""
    urls = list_urls(house.services.config.server.host, port)
    click.echo(f"Segue {VERSION} is ready: open {' or '.join(urls)}")
    if house.services.setup.is_needed():
        click.echo(f"First make your account there, with the set-up code: {house.services.setup.code}")
    house.start()
