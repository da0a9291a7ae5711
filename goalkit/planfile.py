"""Plan files: read, check in full, describe as a schema. Nothing else knows the file's form.

A fault names its place (``$.targets[3].rule.since``), what stands there and what is allowed.
All faults of a file are found in one pass: first those of form, part by part, then, where the form
holds, the contradictions between the parts.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import inspect, structs

from goalkit.errors import PlanError
from goalkit.plan import Alternative, Indicator, Plan, Target

SHIPPED = Path(__file__).parent / "plans"
DEFAULT = "norrkoping-2023-2026"


def find_plan(name: str | Path | None = None) -> Path:
    """Return the file of a plan: the path itself, or the name of a plan that comes with the program.

    Raises:
        PlanError: no such file and no such shipped plan.
    """
    wanted = str(name or DEFAULT)
    shipped = SHIPPED / f"{wanted}.toml"
    path = shipped if shipped.is_file() else Path(wanted)
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
        message = f"Planen {wanted} finns inte. Ange en fil (….toml) eller någon av: {known}."
        raise PlanError(message)
    return path


def load_plan(name: str | Path | None = None) -> Plan:
    """Read a plan file, or the plan that comes with the program.

    Raises:
        PlanError: the file cannot be read, or has faults; every one of them is named.
    """
    path = find_plan(name)
    raw = _read(path)
    faults = list(plan_faults(raw))
    if faults:
        count = "ett fel" if len(faults) == 1 else f"{len(faults)} fel"
        message = f"Planen {path.name} har {count}. Rätta och kör `goalkit plan check {path.name}` igen:"
        raise PlanError(message, tuple(faults))
    return msgspec.convert(raw, Plan)


def plan_faults(raw: dict[str, Any]) -> Iterator[str]:
    """Yield every fault of a decoded plan file, each with its place and what is allowed there."""
    try:
        plan = msgspec.convert(raw, Plan)
    except msgspec.ValidationError:
        yield from _form_faults(raw, Plan, "$")
    else:
        yield from _contradictions(plan)


def plan_schema() -> str:
    """Return the form of a plan file as JSON Schema, which an editor can complete and check against."""
    return json.dumps(msgspec.json.schema(Plan), ensure_ascii=False, indent=2)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"Planen {path.name} kan inte läsas ({error}). Kontrollera att filen är text i UTF-8."
        raise PlanError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"Planen {path.name} är inte giltig TOML: {error}. Rätta på den raden."
        raise PlanError(message) from error


def _form_faults(value: Any, hint: Any, place: str) -> Iterator[str]:
    """Yield the faults of form in one part and in all parts below it."""
    kind = _chosen(value, hint)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        yield from _struct_faults(value, kind, place)
    elif get_origin(kind) is tuple and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _form_faults(item, get_args(kind)[0], f"{place}[{index}]{_named(item)}")
        yield from () if value else _leaf_faults(value, hint, place)
    elif get_origin(kind) is dict and isinstance(value, dict):
        for key, item in value.items():
            yield from _leaf_faults(key, get_args(kind)[0], f"{place}.{key}")
            yield from _form_faults(item, get_args(kind)[1], f"{place}.{key}")
    else:
        yield from _leaf_faults(value, hint, place)


def _chosen(value: Any, hint: Any) -> Any:
    """Unwrap an annotation: the type without its limits, and of a union the member that is meant."""
    if get_origin(hint) is Annotated:
        return _chosen(value, get_args(hint)[0])
    if get_origin(hint) not in (Union, UnionType):
        return hint
    members = [member for member in get_args(hint) if member is not NoneType]
    if len(members) == 1:
        return _chosen(value, members[0])
    return next((m for m in members if isinstance(value, dict) and m.__struct_config__.tag == value.get("kind")), hint)


def _struct_faults(value: dict[str, Any], kind: type[msgspec.Struct], place: str) -> Iterator[str]:
    fields = {field.encode_name: field for field in structs.fields(kind)}
    allowed = {*fields, kind.__struct_config__.tag_field or ""} - {""}
    found = [f"{place}: okänt fält `{key}`; tillåtna är {_listed(allowed)}" for key in value if key not in allowed]
    for name, field in fields.items():
        if name in value:
            found += _form_faults(value[name], field.type, f"{place}.{name}")
        elif field.required:
            found.append(f"{place}: fältet `{name}` saknas; där ska stå {_described(field.type)}")
    yield from found
    if not found:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            yield f"{place}: {error}"


def _leaf_faults(value: Any, hint: Any, place: str) -> Iterator[str]:
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError:
        shown = value if isinstance(value, str | int | float | bool) else type(value).__name__
        if isinstance(value, dict) and "kind" in value:
            shown, place = value["kind"], f"{place}.kind"
        yield f"{place}: {shown!r} går inte; där ska stå {_described(hint)}"


def _described(hint: Any) -> str:
    """Say in Swedish what a field allows."""
    return _described_type(inspect.type_info(hint))


def _described_type(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.UnionType):
        tags = [t.tag for t in kind.types if isinstance(t, inspect.StructType)]
        others = [t for t in kind.types if not isinstance(t, inspect.NoneType)]
        return f"någon av reglerna {_listed(map(str, tags))}" if tags else _described_type(others[0])
    return _DESCRIPTIONS.get(type(kind), lambda _: "en tabell med fält")(kind)


_DESCRIPTIONS: dict[type[inspect.Type], Callable[[Any], str]] = {
    inspect.EnumType: lambda kind: f"något av {_listed(member.value for member in kind.cls)}",
    inspect.LiteralType: lambda kind: f"något av {_listed(map(str, kind.values))}",
    inspect.IntType: lambda kind: f"ett heltal {kind.ge}–{'' if kind.le is None else kind.le}",
    inspect.StrType: lambda kind: f"en text av formen {kind.pattern}" if kind.pattern else "en text",
    inspect.VarTupleType: lambda kind: "en lista" + (" med minst ett värde" if kind.min_length else ""),
    inspect.BoolType: lambda _: "true eller false",
    inspect.DateType: lambda _: "ett datum (ÅÅÅÅ-MM-DD)",
}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _named(item: Any) -> str:
    """Add an item's own name to its place, so that a person finds it without counting."""
    name = item.get("id", item.get("number")) if isinstance(item, dict) else None
    return f" ({name})" if name is not None else ""


def _contradictions(plan: Plan) -> Iterator[str]:
    """Yield what no single part shows: names that are not defined, things said twice, wrong directions."""
    yield from _repeated("targets", (target.id.casefold() for target in plan.targets))
    yield from _repeated("goals", (str(goal.number) for goal in plan.goals))
    yield from _repeated("focus_areas", (area.id for area in plan.focus_areas))
    areas, goals = {area.id for area in plan.focus_areas}, {goal.number for goal in plan.goals}
    for i, goal in enumerate(plan.goals):
        if goal.focus_area not in areas:
            known = _listed(areas)
            yield f"$.goals[{i}].focus_area: {goal.focus_area!r} är inget målområde; definierade är {known}"
        if not plan.targets_of(goal.number):
            yield f"$.goals[{i}]: målet {goal.number} har inga måluppfyllelser"
    for area in plan.focus_areas:
        if not plan.goals_of(area.id):
            yield f"$.focus_areas: målområdet {area.id!r} har inga mål"
    for i, target in enumerate(plan.targets):
        place = f"$.targets[{i}] ({target.id})"
        if target.goal not in goals:
            yield f"{place}.goal: målet {target.goal} finns inte; definierade är {_listed(map(str, goals))}"
        yield from _rule_faults(plan, target, place)


def _rule_faults(plan: Plan, target: Target, place: str) -> Iterator[str]:
    rule = target.rule
    if rule.reference_id is not None and rule.reference_id not in plan.references:
        defined = _listed(plan.references)
        yield f"{place}.rule.reference: {rule.reference_id!r} är inte definierat; definierade är {defined}"
    if rule.base_year is not None and rule.base_year >= plan.years.last:
        yield f"{place}.rule.since: {rule.base_year} är inte före planens sista år {plan.years.last}"
    candidates: list[tuple[str, Indicator | Alternative]] = [("indicator", target.indicator)]
    candidates += [(f"indicator.alternatives[{i}]", a) for i, a in enumerate(target.indicator.alternatives)]
    for where, indicator in candidates:
        if rule.directed not in (None, indicator.better):
            yield (
                f"{place}.{where}.better: regeln säger att {rule.directed!r} är bättre, men här står "
                f"{str(indicator.better)!r}; vänd måttet med `complement` eller byt regel"
            )


def _repeated(place: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"$.{place}: {name!r} står {count} gånger; varje namn får stå en gång"
