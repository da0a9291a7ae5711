"""The data beside the pages: per focus area and for all targets, as tables, as a workbook, as linked data."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from goalkit.beside.gathered import gathered
from goalkit.judge import Assessment
from goalkit.publishing.site import DATA, Site
from goalkit.show.country import country_csv
from goalkit.show.linked import csvw, json_ld
from goalkit.show.report import report, target_report, to_json
from goalkit.show.sheets import observation_sheet, sheet_csv, verdict_sheet
from goalkit.show.workbook_file import xlsx_bytes
from goalkit.summary import count
from goalkit.words.sentences import OWN_WORK
from goalkit.words.summary import vintages_used

ALL = "alla"


@dataclass(frozen=True)
class DataFile:
    """A file beside the pages, and what a reader is told that it is."""

    name: str
    said: str


COUNTRY = DataFile("kommuner.csv", "CSV: samma regler för alla kommuner")


def data_files(name: str) -> tuple[DataFile, ...]:
    """Return the files of a focus area, or of all targets."""
    return (
        DataFile(f"{name}.xlsx", "Excel: bedömningar och värden"),
        DataFile(f"{name}-bedomningar.csv", "CSV: bedömningar"),
        DataFile(f"{name}-varden.csv", "CSV: värden"),
        DataFile(f"{name}-csvw.json", "Beskrivning av CSV-filerna (CSVW)"),
        DataFile(f"{name}.jsonld", "Länkade data (JSON-LD)"),
        DataFile("status.json" if name == ALL else f"{name}-status.json", "Bedömningar för program (JSON)"),
    )


def data_of_site(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield every data file with its place within the site."""
    book = site.workbook
    yield from _data(site, ALL, book.plan.title, list(book.assessments.values()))
    for area in book.plan.focus_areas:
        yield from _data(site, area.id, area.title, book.of_focus_area(area.id))
    yield f"{DATA}/{COUNTRY.name}", country_csv(gathered(book).country).encode()


def _data(site: Site, name: str, title: str, targets: list[Assessment]) -> Iterator[tuple[str, bytes]]:
    verdicts, values = verdict_sheet(targets), observation_sheet(targets)
    excel, verdicts_csv, values_csv, described, linked, status = (f"{DATA}/{f.name}" for f in data_files(name))
    day = str(site.newest)
    heading = f"{site.workbook.municipality.name}: {title}"
    tables = [(path.removeprefix(f"{DATA}/"), s) for path, s in ((verdicts_csv, verdicts), (values_csv, values))]
    yield excel, xlsx_bytes([verdicts, values], title=heading, about=_source_sheet(site), day=site.newest)
    yield verdicts_csv, sheet_csv(verdicts).encode()
    yield values_csv, sheet_csv(values).encode()
    yield described, csvw(tables, title=heading, day=day).encode()
    yield linked, json_ld(site.workbook, targets, version=site.versions["goalkit"]).encode()
    only = msgspec.structs.replace(
        report(site.workbook), counts=count(targets), targets=[target_report(a) for a in targets]
    )
    yield status, to_json(only).encode()


def _source_sheet(site: Site) -> list[tuple[str, str]]:
    plan = site.workbook.plan
    state = "Utkast, inte granskat och godkänt" if site.publication is None else site.publication.follow_up
    return [
        ("Plan", plan.title),
        ("Beslut", f"{plan.decision.body} {plan.decision.date}"),
        ("Kommun", f"{site.workbook.municipality.name} ({site.workbook.municipality.id})"),
        ("Råa värden", "Källa: Kolada"),
        ("Skillnader, medel och bedömningar", OWN_WORK),
        ("Indikatorval", plan.indicator_note),
        *(("Datauttag", line) for line in vintages_used(site.workbook) if line.startswith("Datauttag ")),
        ("Läge", state),
        ("Program", f"goalkit {site.versions['goalkit']}"),
        ("Tal", "Talen är oavrundade; Excel visar dem med upp till tre decimaler. Exakta tal står i CSV och JSON-LD."),
    ]
