"""An empty file for a new own series, and its header explained."""

from pathlib import Path

from goalkit.errors import LocalSeriesError, PlanError
from goalkit.plan import Plan, Target
from goalkit.sources.local import columns as c
from goalkit.sources.local.series import CHECK, SUFFIXES, local_folder


def template(plan: Plan, target: str) -> str:
    """Return the header of a file for a target's own series; a target that is no ratio needs no numerator.

    Raises:
        PlanError: the plan has no such target, or Kolada judges it.
    """
    return ";".join(column.name for column in _columns(_local_target(plan, target))) + "\n"


def explanation(plan: Plan, target: str) -> str:
    """Return the header explained, column by column, for a person who fills in a target's own series.

    Raises:
        PlanError: the plan has no such target, or Kolada judges it.
    """
    found = _local_target(plan, target)
    columns = _columns(found)
    width = max(len(column.name) for column in columns)
    lines = [f"  {column.name:{width}}  {_meaning(column)}" for column in columns]
    head = f"{found.id}: {found.indicator.label}. Varifrån: {(found.indicator.local or '').rstrip('.')}."
    tail = (
        "En rad per år och kön. Skriv talen som 43,2 eller 43.2. "
        f"Kontrollera filen med `{CHECK}`: med ett enda fel läses ingenting ur den."
    )
    return "\n".join((head, *lines, tail))


def write_template(data: Path, plan: Plan, municipality: str, target: str) -> Path:
    """Write the header to the file of a target's own series and return its path; nothing is overwritten.

    The file starts with a byte order mark, so that a spreadsheet reads å, ä and ö.

    Raises:
        PlanError: the plan has no such target, or Kolada judges it.
        LocalSeriesError: the target has a file already.
    """
    found, header = _local_target(plan, target), template(plan, target)
    folder = local_folder(data, plan, municipality)
    folder.mkdir(parents=True, exist_ok=True)
    for there in (folder / f"{found.id}{suffix}" for suffix in SUFFIXES):
        if there.exists():
            raise _exists(there)
    path = folder / f"{found.id}.csv"
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(header)
    except FileExistsError as error:
        raise _exists(path) from error
    return path


def _exists(path: Path) -> LocalSeriesError:
    return LocalSeriesError(f"{path} finns redan och skrivs inte över. Öppna den och lägg till rader där.")


def _local_target(plan: Plan, target_id: str) -> Target:
    target = plan.target(target_id)
    own = ", ".join(t.id for t in plan.targets if t.indicator.is_local)
    if target is None:
        message = f"Planen {plan.id} har ingen måluppfyllelse {target_id}. Egna serier hör till: {own}."
        raise PlanError(message)
    if not target.indicator.is_local:
        series = " + ".join(target.indicator.kolada)
        message = f"{target.id} bedöms med Kolada ({series}) och tar ingen egen serie. Egna hör till: {own}."
        raise PlanError(message)
    return target


def _columns(target: Target) -> list[c.Column]:
    left_out = () if target.indicator.unit in c.RATIOS else (c.NUMERATOR, c.DENOMINATOR)
    return [column for column in c.COLUMNS if column.name not in left_out]


def _meaning(column: c.Column) -> str:
    return column.meaning if column.required else f"{column.meaning} (får vara tom)"
