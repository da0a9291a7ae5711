"""Plan files: read, check in full, describe as a schema. Nothing else knows the file's form.

A fault names its place (``$.targets[3].rule.since``), what stands there and what is allowed.
All faults of a file are found in one pass: first those of form, part by part, then the contradictions
between the parts; a part with a fault of form is not compared with others, but its name counts as defined.
"""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import inspect, structs

from goalkit.errors import PlanError
from goalkit.plan import Alternative, FocusArea, Goal, Indicator, Plan, Target, Term, is_taken
from goalkit.written import UnreadableError, read_toml

T = TypeVar("T")

msgspec.json.Decoder(Plan)
"""Made for what it does once: two threads that are the first to learn a type's form, at once, end the process."""
SHIPPED = Path(__file__).parent / "plans"
DEFAULT = "norrkoping-2023-2026"


def find_plan(name: str | Path | None = None) -> Path:
    """Return the file of a plan: the path itself, or the name of a plan that comes with the program.

    Raises:
        PlanError: no such file and no such shipped plan.
    """
    wanted = str(name or DEFAULT)
    shipped = SHIPPED / f"{wanted}.toml"
    path = shipped if is_file(shipped) else Path(wanted)
    if not is_file(path):
        known = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
        message = f"Planen {wanted} finns inte. Ange en fil (….toml) eller någon av: {known}."
        raise PlanError(message)
    return path


def is_file(path: Path) -> bool:
    """Tell whether a file stands there; a name longer than any file's has none."""
    try:
        return path.is_file()
    except OSError:
        return False


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
        again = shlex.join(("goalkit", "plan", "check", str(name or path)))
        message = f"Planen {path.name} har {count}. Rätta och kör `{again}` igen:"
        raise PlanError(message, tuple(faults))
    return msgspec.convert(raw, Plan)


def plan_faults(raw: dict[str, Any]) -> Iterator[str]:
    """Yield every fault of a decoded plan file, each with its place and what is allowed there."""
    if _converted(raw, Plan) is None:
        yield from form_faults(raw, Plan, "$")
    yield from _contradictions(raw)


def plan_schema() -> str:
    """Return the form of a plan file as JSON Schema, which an editor can complete and check against."""
    return json.dumps(msgspec.json.schema(Plan), ensure_ascii=False, indent=2)


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path)
    except UnreadableError as error:
        message = f"Planen {path.name} går inte att läsa: {error}. Rätta filen och försök igen."
        raise PlanError(message) from error


def form_faults(value: Any, hint: Any, place: str) -> Iterator[str]:
    """Yield the faults of form in one part and in all parts below it, each a Swedish sentence with its place."""
    kind = _chosen(value, hint)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        yield from _struct_faults(value, kind, place)
    elif get_origin(kind) is tuple and isinstance(value, list):
        for index, item in enumerate(value):
            yield from form_faults(item, get_args(kind)[0], f"{place}[{index}]{_named(item)}")
        yield from () if value else _leaf_faults(value, hint, place)
    elif get_origin(kind) is dict and isinstance(value, dict):
        for key, item in value.items():
            yield from _leaf_faults(key, get_args(kind)[0], f"{place}.{key}")
            yield from form_faults(item, get_args(kind)[1], f"{place}.{key}")
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
            found += form_faults(value[name], field.type, f"{place}.{name}")
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
        if isinstance(value, dict) and "kind" in value:
            value, place = value["kind"], f"{place}.kind"
        yield f"{place}: {_shown(value)} går inte; där ska stå {_described(hint)}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "en tabell"
    return ("en lista" if value else "en tom lista") if isinstance(value, list) else repr(value)


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
    inspect.IntType: lambda kind: "ett heltal" + _limits(kind.ge, kind.le),
    inspect.Metadata: lambda kind: kind.extra_json_schema["description"],
    inspect.StrType: lambda _: "en text som inte är tom",
    inspect.VarTupleType: lambda kind: "en lista" + (" med minst ett värde" if kind.min_length else ""),
    inspect.BoolType: lambda _: "true eller false",
    inspect.DateType: lambda _: "ett datum (ÅÅÅÅ-MM-DD)",
}


def _limits(least: int | None, most: int | None) -> str:
    if most is None:
        return "" if least is None else f", minst {least}"
    return f" {least}–{most}"


def _listed(names: Iterable[str | int]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(set(map(str, names))))


def _named(item: Any) -> str:
    """Add an item's own name to its place, so that a person finds it without counting."""
    name = item.get("id", item.get("number")) if isinstance(item, dict) else None
    return f" ({name})" if name is not None else ""


def _contradictions(raw: dict[str, Any]) -> Iterator[str]:
    """Yield what no single part shows: names that are not defined, things said twice, wrong directions."""
    areas, goals = _names(raw, "focus_areas", "id"), _names(raw, "goals", "number")
    yield from _repeated("targets", _names(raw, "targets", "id"))
    yield from _repeated("goals", goals)
    yield from _repeated("focus_areas", areas)
    yield from _taken_names(raw, areas)
    yield from _goal_faults(raw, areas)
    references, years = raw.get("references"), _converted(raw.get("years"), Term)
    for i, target in _sound(raw, "targets", Target):
        place = f"$.targets[{i}] ({target.id})"
        if target.goal not in goals:
            yield f"{place}.goal: målet {target.goal} finns inte; definierade är {_listed(goals)}"
        if isinstance(references, dict):
            yield from _reference_faults(target, references, place)
        yield from _year_faults(target, years, place)
        yield from _direction_faults(target, place)


def _taken_names(raw: dict[str, Any], areas: list[str | int]) -> Iterator[str]:
    """Yield ids that cannot name files of their own, and targets whose place on a page would be a goal's."""
    ids = {"id": [raw["id"]] if isinstance(raw.get("id"), str) else [], "focus_areas": areas}
    ids["targets"] = _names(raw, "targets", "id")
    for place, names in ids.items():
        for name in names:
            if is_taken(str(name)):
                yield f"$.{place}: {name!r} är ett namn som webbplatsen eller Windows redan har; välj ett annat"
    for name in {*ids["targets"]} & {str(number) for number in _names(raw, "goals", "number")}:
        yield f"$.targets: {name!r} är ett måls nummer, och båda skulle få adressen #mal-{name}; välj ett annat id"


def _reference_faults(target: Target, references: dict[str, Any], place: str) -> Iterator[str]:
    compared, absent = target.rule.reference_id, target.indicator.not_in
    for where, name in (("rule.reference", compared), *(("indicator.not_in", name) for name in absent)):
        if name not in (None, *references):
            yield f"{place}.{where}: {name!r} är inte definierat; definierade är {_listed(references)}"
    if compared in absent:
        yield f"{place}.indicator.not_in: {compared!r} är det som regeln jämför med, så värden behöver finnas"


def _goal_faults(raw: dict[str, Any], areas: list[str | int]) -> Iterator[str]:
    used_goals, used_areas = _names(raw, "targets", "goal"), _names(raw, "goals", "focus_area")
    for i, goal in _sound(raw, "goals", Goal):
        if goal.focus_area not in areas:
            known = _listed(areas)
            yield f"$.goals[{i}].focus_area: {goal.focus_area!r} är inget målområde; definierade är {known}"
        if used_goals and goal.number not in used_goals:
            yield f"$.goals[{i}]: målet {goal.number} har inga måluppfyllelser"
    for _, area in _sound(raw, "focus_areas", FocusArea):
        if used_areas and area.id not in used_areas:
            yield f"$.focus_areas: målområdet {area.id!r} har inga mål"


def _year_faults(target: Target, years: Term | None, place: str) -> Iterator[str]:
    base = target.rule.base_year
    if base is not None and years is not None and base >= years.last:
        yield f"{place}.rule.since: {base} är inte före planens sista år {years.last}"
    if base is None and target.other_starts:
        yield f"{place}.other_starts: regeln har inget startår; ta bort fältet eller byt regel"


def _direction_faults(target: Target, place: str) -> Iterator[str]:
    rule = target.rule
    candidates: list[tuple[str, Indicator | Alternative]] = [("indicator", target.indicator)]
    candidates += [(f"indicator.alternatives[{i}]", a) for i, a in enumerate(target.indicator.alternatives)]
    for where, indicator in candidates:
        if rule.directed not in (None, indicator.better):
            yield (
                f"{place}.{where}.better: regeln säger att {rule.directed!r} är bättre, men här står "
                f"{str(indicator.better)!r}; vänd måttet med `complement` eller byt regel"
            )


def _converted(value: Any, kind: type[T]) -> T | None:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return None


def _sound(raw: dict[str, Any], key: str, kind: type[T]) -> Iterator[tuple[int, T]]:
    """Yield the parts of a list that have no fault of form, with their places in it."""
    for i, item in enumerate(_list(raw, key)):
        part = _converted(item, kind)
        if part is not None:
            yield i, part


def _names(raw: dict[str, Any], key: str, field: str) -> list[str | int]:
    """Return the names that stand in a list, those of parts with a fault of form included."""
    found = [item.get(field) for item in _list(raw, key) if isinstance(item, dict)]
    return [name for name in found if isinstance(name, str | int)]


def _list(raw: dict[str, Any], key: str) -> list[Any]:
    value = raw.get(key)
    return value if isinstance(value, list) else []


def _repeated(place: str, names: Iterable[str | int]) -> Iterator[str]:
    """Yield the names that stand more than once, as they were first written; case makes no other name."""
    written: dict[str, list[str | int]] = {}
    for name in names:
        written.setdefault(str(name).casefold(), []).append(name)
    for same in written.values():
        if len(same) > 1:
            yield f"$.{place}: {same[0]!r} står {len(same)} gånger; varje namn får stå en gång"
