"""A new vintage of everything that a plan needs: whole and checked, or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from goalkit.errors import DataError, PlanError, RefreshError
from goalkit.extracts import AreaName
from goalkit.plan import Plan
from goalkit.scope import all_groups, area_faults, mean_groups, plan_series, plan_sums, reference_areas
from goalkit.sources import kolada
from goalkit.sources.checks import Accepted, Inspection, differing_means, doubtful_values, doubts_told
from goalkit.sources.manifest import SEPARATOR, Answer, Asked, AskedMeans, Fetch, Manifest, Row, vintages_ahead

FIRST_YEAR = 1990
"""All years are asked for; no series of the service reaches further back. An older value moves it."""
TERMS = (
    "Kolada är öppen och får användas fritt. Råa värden: ”Källa: Kolada”. "
    "Egna beräkningar: ”Egen bearbetning av data från Kolada”."
)
NOTHING_ACCEPTED = Accepted()
CACHE = "cache"
LOCK = "refresh.lock"


@dataclass(frozen=True)
class Gathered:
    """A whole fetch, checked, in the form in which it is kept; ``notes`` are what a person should know."""

    manifest: Manifest
    fetch: Fetch
    notes: tuple[str, ...]
    rows: int


@contextmanager
def sole_refresh(data: Path) -> Iterator[None]:
    """Hold the right to refresh this data folder.

    Raises:
        DataError: another refresh holds it, or a vintage is dated after today: what is fetched would be hidden by it.
    """
    folder = data / CACHE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=0):
            ahead = vintages_ahead(data / "kolada")
            if ahead:
                raise DataError("\n  ".join(ahead))
            yield
    except Timeout as error:
        message = f"En annan hämtning pågår redan i {data}. Vänta tills den är klar, och kör sedan igen."
        raise DataError(message) from error


def gather(
    client: kolada.Client,
    plan: Plan,
    *,
    accepted: Accepted = NOTHING_ACCEPTED,
    progress: Callable[[kolada.Progress], None] | None = None,
) -> Gathered:
    """Fetch everything that a plan needs, and hold it against the plan.

    All municipalities, the plan's reference areas and its groups; all years; women, men and total.

    Raises:
        PlanError: the plan has no series of the service, or ``accepted`` names one that the plan does not have.
        RefreshError: what came cannot be used; every cause is named.
        KoladaUnavailableError: a question got no whole answer; the message names it.
        KoladaFormatError: a question got something else than was asked for; the message names it.
    """
    series = sorted(plan_series(plan))
    if not series:
        message = f"Planen {plan.id} har inga nyckeltal ur Kolada, bara egna serier: det finns inget att hämta."
        raise PlanError(message)
    strangers = sorted((accepted.titles | accepted.values).difference(series))
    if strangers:
        message = f"Inget att godta: planen {plan.id} har inget nyckeltal {', '.join(strangers)}."
        raise PlanError(message)
    inspection = Inspection(plan, accepted.titles)
    kpis = kolada.fetch_kpis(client, series)
    municipalities = kolada.fetch_municipalities(client)
    groups = kolada.fetch_groups(client, sorted(all_groups(plan)))
    inspection.titles(kpis.items, kpis.missing)
    areas = _areas(plan, municipalities, groups, inspection)
    _stop_at(inspection)
    there = tuple(kpi.id for kpi in kpis.items)
    members = {group.id: frozenset(m.member_id for m in group.members) for group in groups.items}
    fetched = kolada.fetch_values(client, kolada.Query(there, areas), progress)
    inspection.values(there, fetched.values)
    _stop_at(inspection)
    kept = frozenset(there) - inspection.found.gone
    answers = (*kpis.answers, *municipalities.answers, *groups.answers, *fetched.answers)
    doubts = doubtful_values(plan, fetched.values)
    let_through = tuple(doubt for doubt in doubts if accepted.lets_through(doubt))
    doubtful = tuple(doubt for doubt in doubts if not accepted.lets_through(doubt))
    asked = _asked(kept, areas, fetched.values.year, answers)
    return Gathered(
        manifest=msgspec.structs.replace(
            _manifest(client, plan, asked, frozenset(members), answers), doubtful=doubtful, accepted=let_through
        ),
        fetch=Fetch(
            rows=_rows(fetched.values, kept),
            groups=members,
            indicators={"values": _listed(kpi for kpi in kpis.items if kpi.id in kept)},
            areas={"municipalities": _listed(municipalities.items), "groups": _listed(groups.items)},
        ),
        notes=(*inspection.found.notes, *doubts_told(doubtful), *differing_means(fetched.values, members)),
        rows=len(fetched.values),
    )


def _rows(values: kolada.Values, series: frozenset[str]) -> list[Row]:
    columns = (values.kpi, values.area, values.year, values.gender, values.value, values.status, values.n)
    return [row for row in zip(*columns, strict=True) if row[0] in series]


def _areas(
    plan: Plan,
    municipalities: kolada.Found[kolada.Municipality],
    groups: kolada.Found[kolada.Group],
    inspection: Inspection,
) -> tuple[str, ...]:
    """Return the areas to ask for, and note what the plan names and the service lacks."""
    known = {one.id for one in municipalities.items}
    every = {one.id for one in municipalities.items if one.type == "K"}
    wanted = {plan.municipality.id, *reference_areas(plan)} - all_groups(plan)
    faults, notes = inspection.found.faults, inspection.found.notes
    names = {one.id: AreaName(one.id, one.title, one.type) for one in municipalities.items}
    names |= {group.id: AreaName(group.id, group.title, "G") for group in groups.items}
    faults += [f"Planen kallar ett område vid ett annats namn: {fault}." for fault in area_faults(plan, names)]
    faults += [f"Området {area} finns inte hos tjänsten. Rätta planen." for area in sorted(wanted - known)]
    deciding = mean_groups(plan) | reference_areas(plan)
    for group in groups.missing:
        if group in deciding:
            faults.append(f"Gruppen {group}, som bedömningar jämför med, finns inte hos tjänsten. Rätta planen.")
        else:
            notes.append(f"Gruppen {group} finns inte hos tjänsten; den jämförelsen saknas i datauttaget.")
    members = {member.member_id for group in groups.items for member in group.members}
    unknown = sorted(members - known)
    if unknown:
        faults.append(f"Grupperna har medlemmar som inte finns bland områdena: {', '.join(unknown)}.")
    return tuple(sorted(every | wanted | members | {group.id for group in groups.items}))


def _stop_at(inspection: Inspection) -> None:
    faults = inspection.found.faults
    if faults:
        message = "Hämtningen stoppades och inget har sparats; de äldre datauttagen är orörda:"
        raise RefreshError(message, tuple(faults))


def _asked(series: frozenset[str], areas: tuple[str, ...], years: list[int], answers: Iterable[kolada.Answer]) -> Asked:
    """Say what was asked for: all years, so that a year without a value is one that the service lacks."""
    today = max(answer.retrieved.year for answer in answers)
    return Asked(
        series=tuple(sorted(series)),
        areas=areas,
        first_year=min((FIRST_YEAR, *years)),
        last_year=max((today, *years)),
        genders=("K", "M", "T"),
    )


def _manifest(
    client: kolada.Client, plan: Plan, asked: Asked, groups: frozenset[str], answers: tuple[kolada.Answer, ...]
) -> Manifest:
    days = sorted({answer.retrieved.date() for answer in answers})
    sums: list[tuple[str, ...]] = [(kpi,) for kpi in asked.series]
    sums += [parts for parts in plan_sums(plan) if set(asked.series).issuperset(parts)]
    means = AskedMeans(
        sums=tuple(SEPARATOR.join(parts) for parts in sums),
        groups=tuple(sorted(groups)),
        first_year=asked.first_year,
        last_year=asked.last_year,
    )
    # Figures from another address may be made up: they never carry the service's name.
    real = client.base_url == kolada.BASE_URL
    what = f"{len(asked.series)} nyckeltal, {len(asked.areas)} områden, alla år"
    return Manifest(
        id=days[0].isoformat(),
        retrieved=days[0],
        certainty="exact",
        date_note=_date_note(days),
        origin=f"Hämtat ur {client.base_url} för planen {plan.id}: {what}.",
        source=kolada.source_of(client),
        terms=TERMS if real else f"Hämtat från en annan adress än Koladas: {client.base_url}.",
        asked=(asked,),
        asked_means=(means,) if groups else (),
        files={},
        metadata_retrieved=days[0],
        answers=tuple(Answer(request=answer.url, sha256=answer.sha256) for answer in answers),
    )


def _date_note(days: list[date]) -> str:
    """Say when; a run that continues an interrupted one may hold answers of two days."""
    return f"Hämtat {days[0]}." if len(days) == 1 else f"Hämtat {days[0]} och {days[-1]}."


def _listed(items: Iterable[msgspec.Struct]) -> list[dict[str, Any]]:
    """Return metadata in the service's form, as JSON would give it back, in the order of their ids."""
    plain: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(list(items)))
    return sorted(plain, key=lambda one: str(one["id"]))
