"""`scan`: one scan in the foreground, with a progress bar."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from library import ScanState, ScanStatus, ensure_demo_library
from server.build import find_folders, open_database, open_library
from server.cli.complaints import Complaint, complaints
from server.cli.grammar import Places, music_option, overridden, shared_options
from server.log import start_logging

_INTERRUPTED = 130  # what a shell says of a command that Ctrl+C ended


@click.command()
@shared_options
@click.option("--full", is_flag=True, help="Read unchanged files again, too.")
@music_option
@click.pass_obj
def scan(places: Places, full: bool, music: tuple[Path, ...]) -> None:  # noqa: FBT001
    """Look for new, changed and removed music, without serving."""
    with complaints():
        data, config = places.open_data(), overridden(places.read_config(), music=music)
        start_logging(config.log.level)
        data.open()
        with data.locked():
            database = open_database(data)
            try:
                folders, demo = find_folders(config, data)
                if demo is not None:
                    ensure_demo_library(demo)
                library = open_library(config, folders, data, database)
                with interruptible(library.cancel_scan) as is_stopped:
                    status = show_progress(library.scan(full=full))
            finally:
                database.close()
    if is_stopped():
        click.echo(f"Stopped: {summary(status)}. What was read stays, the next scan reads the rest.")
        raise SystemExit(_INTERRUPTED)
    if status.state is ScanState.FAILED:
        raise Complaint(f"the scan failed: {status.reason}")
    click.echo(summary(status))


@contextmanager
def interruptible(cancel: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Ctrl+C calls `cancel` instead of breaking off; answers what tells whether somebody pressed it."""
    pressed: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        pressed.append(number)
        cancel()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def show_progress(scanning: Iterable[ScanStatus]) -> ScanStatus:
    """Draws the bar on standard error and answers the last status."""
    columns = (
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()),
        *(TextColumn("{task.fields[pace]}"), TextColumn("{task.fields[left]}")),
    )
    status = ScanStatus()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("Looking around", total=None, pace="", left="")
        for status in scanning:
            words = "Looking around" if status.expected is None else "Reading"
            progress.update(
                bar,
                description=words,
                total=status.expected,
                completed=status.seen,
                pace=pace(status),
                left=left(status),
            )
    return status


def pace(status: ScanStatus) -> str:
    """Empty until it is known."""
    return "" if status.rate_files_per_s is None else f"{status.rate_files_per_s:,.0f} files/s"


def left(status: ScanStatus) -> str:
    """Empty until it is known."""
    return "" if status.remaining_s is None else f"{timedelta(seconds=status.remaining_s)} left"


def summary(status: ScanStatus) -> str:
    """What a scan did, as one sentence."""
    return (
        f"{status.seen} files: {status.added} added, {status.changed} changed,"
        f" {status.removed} removed, {status.failed} not readable"
    )
