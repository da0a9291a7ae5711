"""Options that several commands share."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    """A date written ÅÅÅÅ-MM-DD."""

    name = "datum"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} är inget datum. Skriv ÅÅÅÅ-MM-DD, till exempel 2026-09-28.", param, ctx)


def plan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose a plan and a municipality."""
    for option in (
        click.option("--municipality", metavar="KOD", help="En annan kommun, med fyrsiffrig kod, mot samma plan."),
        click.option("--plan", metavar="PLAN", help="En annan plan: dess namn eller en fil."),
    ):
        command = option(command)
    return command


def workbook_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose a workbook: plan, municipality, vintage and date."""
    for option in (
        click.option("--as-of", type=Day(), metavar="DATUM", help="Döm vad som är försenat som om det vore denna dag."),
        click.option("--vintage", metavar="DATUM", help="Bedöm som det var känt då: datauttag till och med DATUM."),
    ):
        command = option(command)
    return plan_options(command)
