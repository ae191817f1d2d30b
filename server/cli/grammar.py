"""The command line's grammar: `serve` without saying so, and --config and --data wherever people put them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from server.config import Config, load_config
from server.data_folder import DataFolder, default_data_folder

F = TypeVar("F", bound=Callable[..., Any])
_SHARED = ("--config", "--data")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the settings and the data are, as far as the command line says so."""

    config: Path | None = None
    data: Path | None = None

    def open_data(self) -> DataFolder:
        return DataFolder((self.data or default_data_folder()).expanduser().absolute())

    def read_config(self) -> Config:
        """The named file, else the data folder's config.toml, else the defaults. Raises: ConfigInvalid."""
        own = self.open_data().config
        if self.config is not None:
            return load_config(self.config)
        return load_config(own) if own.exists() else Config()


class DefaultGroup(click.Group):
    """Inserts `serve` where the first word that is not a shared option is no command."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(context, with_default(args))


def with_default(args: Sequence[str], *, default: str = "serve") -> list[str]:
    """The words with the command in its place; --help and --version are the group's own."""
    place = 0
    while place < len(args) and args[place].split("=")[0] in _SHARED:
        place += 1 if "=" in args[place] else 2
    rest = list(args[place:])
    if rest and (rest[0] in ("--help", "-h", "--version") or not rest[0].startswith("-")):
        return list(args)
    return [*args[:place], default, *rest]


def overridden(
    config: Config, *, music: Sequence[Path] = (), host: str | None = None, port: int | None = None
) -> Config:
    """The settings, as far as the command line does not say otherwise."""
    server, library = config.server, config.library
    return replace(
        config,
        server=replace(
            server, host=server.host if host is None else host, port=server.port if port is None else port
        ),
        library=replace(library, folders=tuple(map(str, music)) or library.folders),
        libraries=() if music else config.libraries,
    )


music_option = click.option(
    "--music",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A music folder; may be given several times.",
)


def shared_options(command: F) -> F:
    """--config and --data, kept in the context; the one nearest to the end wins."""
    for name, help_text in (
        ("config", "Settings to use (default: config.toml in the data folder)."),
        ("data", "Segue's own folder: database, secrets, cache."),
    ):
        command = click.option(
            f"--{name}",
            type=click.Path(path_type=Path),
            metavar="FILE" if name == "config" else "DIR",
            help=help_text,
            expose_value=False,
            callback=_remember,
        )(command)
    return command


def _remember(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    places = context.obj or Places()
    context.obj = places if value is None else replace(places, **{str(parameter.name): value})
