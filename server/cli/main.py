"""The command line: `python run.py [serve|scan|user|export|import|doctor]`."""

from __future__ import annotations

import click

from server.cli.belongings import export_belongings, import_belongings
from server.cli.doctor import doctor
from server.cli.grammar import DefaultGroup, shared_options
from server.cli.scan import scan
from server.cli.serve import serve
from server.cli.users import user
from server.version import VERSION


@click.group(cls=DefaultGroup, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(VERSION, prog_name="segue")
@shared_options
def main() -> None:
    """Segue, a home streaming server. Without a command it serves."""


for _command in (serve, scan, user, export_belongings, import_belongings, doctor):
    main.add_command(_command)
