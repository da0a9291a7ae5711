"""The command ``goalkit``. Each command's module is imported only when it is asked for."""

import errno
import gc
import gettext
import importlib
import io
import os
import sys
from pathlib import Path

import click

from goalkit.errors import GoalkitError, cause

LOCALE = Path(__file__).with_name("locale")

COMMANDS = {
    "chart": "goalkit.cli.chart:chart_command",
    "diff": "goalkit.cli.diff:diff_command",
    "fetch": "goalkit.cli.fetch:fetch_command",
    "follow-up": "goalkit.cli.follow_up:follow_up_group",
    "fsck": "goalkit.cli.vintages:fsck_command",
    "local": "goalkit.cli.local:local_group",
    "new": "goalkit.cli.new:new_command",
    "open": "goalkit.cli.serve:open_command",
    "panel": "goalkit.cli.panel:panel_command",
    "plan": "goalkit.cli.plan:plan_group",
    "readings": "goalkit.cli.readings:readings_command",
    "refresh": "goalkit.cli.refresh:refresh_command",
    "review": "goalkit.cli.review:review_command",
    "search": "goalkit.cli.search:search_command",
    "publish": "goalkit.cli.publish:publish_command",
    "status": "goalkit.cli.status:status_command",
    "verify": "goalkit.cli.verify:verify_command",
    "vintages": "goalkit.cli.vintages:vintages_command",
}


class _UnreadArgumentError(GoalkitError):
    """An argument has letters that the terminal's locale cannot say: no file could be named or written with it."""

    def __init__(self) -> None:
        super().__init__(
            "Ett argument har tecken som inte är UTF-8. Ange det på nytt; gäller det å, ä och ö, sätt LC_ALL=C.UTF-8."
        )


class _Lazy(click.Group):
    """A group that knows its commands by name and imports one when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        if cmd_name != "open":  # a command is short, and nearly all that it makes lives until its end; a server is not
            gc.set_threshold(50_000)
        module, _, name = COMMANDS[cmd_name].partition(":")
        return _in_swedish(getattr(importlib.import_module(module), name))


OPTIONS, SUBCOMMAND = "[FLAGGOR]", "KOMMANDO [ARGUMENT]…"


def _in_swedish(command: click.Command) -> click.Command:
    """Set the words of a usage line that the library has no translation for, in a group's commands too."""
    command.options_metavar = OPTIONS
    if isinstance(command, click.Group):
        command.subcommand_metavar = SUBCOMMAND
        for below in command.commands.values():
            _in_swedish(below)
    return command


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar=OPTIONS,
    subcommand_metavar=SUBCOMMAND,
)
@click.version_option(package_name="goalkit", message="goalkit %(version)s", help="Visa versionen och avsluta.")
def cli() -> None:
    """Uppföljning av en kommuns beslutade mål: exakta bedömningar på öppen statistik."""


def main() -> None:
    """Run the command line; an error of ours is one clear message and its exit status.

    What is written is UTF-8 everywhere: another encoding of the terminal lacks the shapes, and a redirected
    JSON must be the same bytes on every machine.
    """
    os.environ["LANGUAGE"] = "sv"
    gettext.bindtextdomain("messages", str(LOCALE))  # the words of the command-line library itself
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        if any("\udc80" <= sign <= "\udcff" for argument in sys.argv for sign in argument):
            raise _UnreadArgumentError
        cli()
    except GoalkitError as error:
        click.echo(f"Fel: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.filename is None:  # not about a file that a person can do anything about
            raise
        click.echo(f"Fel: {_refused(error)}", err=True)
        sys.exit(1)


_THEN: dict[int | None, str] = {
    errno.EACCES: "Kontrollera rättigheterna",
    errno.EPERM: "Kontrollera rättigheterna",
    errno.EROFS: "Kontrollera rättigheterna",
    errno.ENOENT: "Skapa den, eller välj en annan",
    errno.ENOTDIR: "Skapa den, eller välj en annan",
    errno.EISDIR: "Ange en fil",
    errno.EEXIST: "Välj ett annat namn",
    errno.ENOSPC: "Gör plats",
}


def _refused(error: OSError) -> str:
    """Say what the system refused to read or write: which file, why, and what to do."""
    then = _THEN.get(error.errno, "Kontrollera sökvägen")
    return f"{error.filename} kan inte läsas eller skrivas: {cause(error)}. {then}, och kör samma kommando igen."
