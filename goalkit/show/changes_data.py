"""The account of what a new vintage changed, as JSON with a promised form and as CSV."""

from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from typing import Any

import msgspec
import pandas as pd

from goalkit.compare.account import Account, SeriesChange
from goalkit.compare.cells import KEY
from goalkit.compare.verdicts import Cause, DecidedBase, VerdictChange
from goalkit.exact import decimal_of, decimal_text
from goalkit.judge import Assessment
from goalkit.model import NotAssessed
from goalkit.spreadsheet import as_text_cell, csv_text

SCHEMA = 1
COLUMNS = ["kpi", "title", "municipality", "area", "gender", "year", "kind", "old", "new", "old_vintage", "new_vintage"]


def account_json(account: Account) -> str:
    """Write an account as JSON; numbers are decimal strings, a mean rounded at twelve decimals."""
    content = {
        "schema": SCHEMA,
        "plan": account.plan.id,
        "municipality": account.municipality.id,
        "old": list(account.old),
        "new": account.new,
        "verdicts": [_verdict(change) for change in account.verdicts],
        "same_outcome_other_year": [_verdict(change) for change in account.moved],
        "turned": list(account.turned),
        "bases": [_base(base) for base in account.bases],
        "series": [_series(change) for change in account.series],
        "cells": list(_cells(account.cells)),
        "means": [
            {
                "series": list(mean.series),
                "group": mean.group,
                "year": mean.year,
                "old": _text(mean.old),
                "old_n": mean.old_n,
                "new": _text(mean.new),
                "new_n": mean.new_n,
            }
            for mean in account.means
        ],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode()


def account_csv(account: Account) -> str:
    """Write the revised and removed values as CSV that a Swedish spreadsheet opens right."""
    titles = {change.id: as_text_cell(change.title) for change in account.series}
    names = {area: as_text_cell(known.title) for area, known in account.areas.items()}
    cells = account.cells
    columns = {name: cells[name].tolist() for name in COLUMNS if name in cells}
    columns |= {name: [(_plain(v) or "").replace(".", ",") for v in columns[name]] for name in ("old", "new")}
    columns |= {"title": [titles[kpi] for kpi in columns["kpi"]]}
    columns |= {"area": [names.get(area, "") for area in columns["municipality"]]}
    return csv_text(COLUMNS, zip(*(columns[name] for name in COLUMNS), strict=True))


def _cells(cells: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [*KEY, "old", "new", "kind", "old_vintage", "new_vintage"]
    columns = {name: cells[name].tolist() for name in names}
    columns |= {name: list(map(_plain, columns[name])) for name in ("old", "new")}
    return (dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True))


def _plain(value: float) -> str | None:
    """Write a published value, without an exponent; ``None`` for NaN, no value."""
    if value != value:  # noqa: PLR0124  # NaN is the one that is not itself
        return None
    return f"{decimal_of(value):f}"


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)[0]


def _verdict(change: VerdictChange) -> dict[str, Any]:
    return {
        "id": change.after.target.id,
        "old": _outcome(change.before),
        "new": _outcome(change.after),
        "causes": [_cause(cause) for cause in change.causes],
    }


def _outcome(a: Assessment) -> dict[str, Any]:
    return {
        "status": a.status,
        "reason": a.verdict.reason if isinstance(a.verdict, NotAssessed) else None,
        "year": a.verdict.numbers.year,
        "before_plan": a.verdict.before_plan,
        "vintage": a.extract.id if a.extract else None,
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "series": list(cause.series),
        "area": cause.area,
        "year": cause.year,
        "old": _text(cause.old),
        "new": _text(cause.new),
        "mean_of_members": cause.derived,
        "decisive": cause.decisive,
    }


def _base(base: DecidedBase) -> dict[str, Any]:
    n = base.assessment.verdict.numbers
    return {
        "id": base.assessment.target.id,
        "year": base.assessment.target.rule.base_year,
        "first_stored": base.vintage,
        "revised": base.revised,
        "old": {"own": _text(base.own), "reference": _text(base.reference), "status": base.verdict.status},
        "new": {
            "own": _text(n.own_base),
            "reference": _text(n.reference_base),
            "status": base.assessment.status,
        },
    }


def _series(change: SeriesChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.title,
        "old": change.old,
        "new": change.new,
        "old_title": change.titles[0] if change.titles else None,
        "old_release": change.releases[0] if change.releases else None,
        "new_release": change.releases[1] if change.releases else None,
        "cells": asdict(change.cells) if change.cells else None,
    }
