"""The command ``goalkit``. Each command's module is imported only when it is asked for."""

import importlib
import sys

import click

from goalkit.errors import GoalkitError

COMMANDS = {
    "chart": "goalkit.cli.chart:chart_command",
    "local": "goalkit.cli.local:local_group",
    "open": "goalkit.cli.serve:open_command",
    "plan": "goalkit.cli.plan:plan_group",
    "readings": "goalkit.cli.readings:readings_command",
    "status": "goalkit.cli.status:status_command",
}


class _Lazy(click.Group):
    """A group that knows its commands by name and imports one when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="goalkit", message="goalkit %(version)s")
def cli() -> None:
    """Uppföljning av en kommuns beslutade mål: exakta bedömningar på öppen statistik."""


def main() -> None:
    """Run the command line; an error of ours is one clear message and its exit status."""
    try:
        cli()
    except GoalkitError as error:
        click.echo(f"Fel: {error}", err=True)
        sys.exit(error.exit_code)
