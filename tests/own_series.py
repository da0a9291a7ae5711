"""A plan of Exempelkommun with own series, and files for it. All values here are made up."""

import shutil
from datetime import date, datetime
from pathlib import Path

import msgspec
from openpyxl import Workbook as ExcelBook

from goalkit.plan import Plan
from goalkit.planfile import plan_faults
from goalkit.sources.local.columns import NAMES

SHIPPED = Path(__file__).resolve().parent.parent / "data"
MUNICIPALITY = "9999"
HEADER = ";".join(NAMES)


def _target(target: str, kind: str, unit: str, **indicator: object) -> dict[str, object]:
    better = {"increases": "higher", "decreases": "lower"}[kind]
    where = {} if "kolada" in indicator else {"local": "Egen räkning"}
    return {
        "id": target,
        "goal": 1,
        "wording": f"Måluppfyllelse {target} i Exempelkommun.",
        "source": "påhittad",
        "rule": {"kind": kind, "since": 2022},
        "indicator": {
            "label": f"Mått {target}",
            "better": better,
            "unit": unit,
            "decimals": 1,
            "assumption": "Påhittat för prov.",
            **where,
            **indicator,
        },
    }


def example_plan() -> Plan:
    """Return a plan with own series in four units, one in school years, and one target of Kolada's."""
    raw = {
        "form": 1,
        "id": "exempel-2023-2026",
        "title": "Exempelplan",
        "introduction": "Påhittad.",
        "indicator_note": "Påhittad.",
        "municipality": {"id": MUNICIPALITY, "name": "Exempelkommun", "genitive": "Exempelkommuns"},
        "decision": {"date": "2022-12-01", "body": "Exempelnämnden", "source": "påhittad"},
        "years": {"first": 2023, "last": 2026},
        "references": {},
        "focus_areas": [{"id": "ett", "title": "Ett", "global_goals": [11]}],
        "goals": [{"number": 1, "title": "Ett", "introduction": "Ett.", "focus_area": "ett"}],
        "targets": [
            _target("5C", "increases", "percent"),
            _target("5B", "decreases", "kg_co2e_per_m2", decimals=2),
            _target("2B", "increases", "number", decimals=0),
            _target("7A", "increases", "per_1000_inhabitants"),
            _target("7S", "increases", "percent", school_year=True),
            _target("7F", "increases", "per_1000_inhabitants", factor="0.01"),
            _target("7K", "increases", "percent", kolada=["U23471"]),
        ],
    }
    assert not list(plan_faults(raw))
    return msgspec.convert(raw, Plan)


def row(**changes: str) -> dict[str, str]:
    """Return one good row by column, with what a test changes in it."""
    good = dict.fromkeys(NAMES, "")
    good |= {"år": "2022", "kön": "totalt", "värde": "43,2", "status": "slutlig"}
    good |= {"källa": "Exempelkommuns kartering", "metod": "Flygbild"}
    good |= {"mätt": "2022-08-15", "inlagt": "2023-02-01", "inlagt_av": "miljöstrateg"}
    assert good.keys() >= changes.keys()
    return {**good, **changes}


def csv_text(*rows: dict[str, str], separator: str = ";") -> str:
    """Return rows as the text of a file."""
    lines = [NAMES, *([one[name] for name in NAMES] for one in rows)]
    return "".join(separator.join(line) + "\n" for line in lines)


def data_folder(tmp_path: Path, *, vintages: bool = False) -> Path:
    """Return a data folder of its own, with the shipped vintages where a whole workbook is opened."""
    data = tmp_path / "data"
    if vintages:
        shutil.copytree(SHIPPED / "kolada", data / "kolada")
    (data / "local" / example_plan().id / MUNICIPALITY).mkdir(parents=True)
    return data


def put(data: Path, content: str | bytes, name: str = "5C.csv") -> Path:
    """Write a file among Exempelkommun's own series."""
    path = data / "local" / example_plan().id / MUNICIPALITY / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def put_excel(data: Path, *rows: dict[str, object], name: str = "5C.xlsx", percent: bool = False) -> Path:
    """Write rows with typed cells: numbers, dates and text, as a spreadsheet keeps them."""
    book = ExcelBook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(NAMES))
    for one in rows:
        sheet.append([one[column] if one[column] != "" else None for column in NAMES])
    if percent:
        for cell in sheet["C"][1:]:
            cell.number_format = "0.0%"
    path = data / "local" / example_plan().id / MUNICIPALITY / name
    book.save(path)
    book.close()
    return path


def typed_row(**changes: object) -> dict[str, object]:
    """Return one good row as a spreadsheet keeps it."""
    typed = {"år": 2022, "värde": 43.2, "mätt": datetime(2022, 8, 15), "inlagt": date(2023, 2, 1)}
    return {**row(), **typed, **changes}
