"""Assessments as linked data: JSON-LD of plan, targets, rules, verdicts and observations; metadata of the CSV.

What stands here is enough to judge every target again without this program: exact decimals as text, a mean as
its sum and its n, the rule with its years, breaks and the last usable year. The context is inside the file.
"""

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import msgspec

from goalkit.exact import decimal_text
from goalkit.judge import Assessment
from goalkit.model import Flag, NotAssessed
from goalkit.reasons import series_end
from goalkit.show.report import target_report
from goalkit.show.sheets import Observation, Sheet, label_of, observations, origin
from goalkit.words.notes import choice_of_indicator
from goalkit.words.sentences import headline, sentence
from goalkit.workbook import Workbook

TERMS = "urn:goalkit:1:"
"""The namespace of our own terms; its number changes when a term changes its meaning."""

CONTEXT: dict[str, Any] = {
    "@vocab": TERMS,
    "@language": "sv",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "name": "https://schema.org/name",
    "description": "https://schema.org/description",
    "identifier": {"@id": "https://schema.org/identifier", "@language": None},
    "publisher": "https://schema.org/publisher",
    "softwareVersion": "https://schema.org/softwareVersion",
    "source": "http://purl.org/dc/terms/source",
    "created": {"@id": "http://purl.org/dc/terms/created", "@type": "xsd:date"},
    "isPartOf": {"@id": "http://purl.org/dc/terms/isPartOf", "@type": "@id"},
    "target": {"@id": f"{TERMS}target", "@type": "@id"},
    "retrieved": {"@id": f"{TERMS}retrieved", "@type": "xsd:date"},
    "value": {"@id": f"{TERMS}value", "@type": "xsd:decimal"},
    "sum": {"@id": f"{TERMS}sum", "@type": "xsd:decimal"},
    "year": {"@id": f"{TERMS}year", "@type": "xsd:gYear"},
}


def json_ld(workbook: Workbook, targets: Iterable[Assessment], *, version: str) -> str:
    """Return the JSON-LD of a workbook's plan and of some of its targets, indented; same input, same bytes."""
    chosen = list(targets)
    graph = [_plan(workbook, version)]
    for a in chosen:
        graph += [_target(a), _verdict(a), *(_observation(o) for o in observations(a))]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _plan(workbook: Workbook, version: str) -> dict[str, Any]:
    plan, whose = workbook.plan, workbook.municipality
    return {
        "@id": f"{TERMS}plan:{plan.id}",
        "@type": "Plan",
        "identifier": plan.id,
        "name": plan.title,
        "created": str(plan.decision.date),
        "publisher": plan.decision.body,
        "source": plan.decision.source,
        "first_year": plan.years.first,
        "last_year": plan.years.last,
        "municipality": {"@type": "Municipality", "identifier": whose.id, "name": whose.name},
        "as_of": None if workbook.as_of is None else str(workbook.as_of),
        "softwareVersion": version,
    }


def _id(a: Assessment) -> str:
    return f"{TERMS}plan:{a.plan.id}:{a.target.id}"


def _target(a: Assessment) -> dict[str, Any]:
    indicator = a.indicator
    rule: dict[str, Any] = msgspec.to_builtins(a.target.rule)
    return {
        "@id": _id(a),
        "@type": "Target",
        "isPartOf": f"{TERMS}plan:{a.plan.id}",
        "identifier": a.target.id,
        "description": a.target.wording,
        "source": a.target.source,
        "rule": {"@type": "Rule", **rule},
        "better": indicator.better.value,
        "indicator": {
            "@type": "Indicator",
            "name": indicator.label,
            "kolada": list(indicator.kolada),
            "factor": indicator.factor,
            "complement": indicator.complement,
            "unit": indicator.unit.value,
            "school_year": indicator.school_year,
            "last_usable": indicator.usable.last,
            "ends": series_end(a.evidence),
            "breaks": [msgspec.to_builtins(found) for found in indicator.breaks],
            "assumed": indicator.assumption is not None,
            "choice": choice_of_indicator(a),
        },
    }


def _verdict(a: Assessment) -> dict[str, Any]:
    told = msgspec.to_builtins(target_report(a))
    numbers = ("own_base", "own", "own_change", "reference_base", "reference", "reference_change")
    kept = (*numbers, "reference_n", "measure_base", "measure", "measure_unit", "rounded", "expected")
    reason = a.verdict.reason.value if isinstance(a.verdict, NotAssessed) else None
    return {
        "@id": f"{_id(a)}:verdict",
        "@type": "Verdict",
        "target": _id(a),
        "name": headline(a),
        "description": sentence(a),
        "status": a.status.value,
        "reason": reason,
        "base_year": a.verdict.numbers.base_year,
        "judged_year": a.verdict.numbers.year,
        "flags": [flag.value for flag in Flag if flag in a.verdict.flags],
        **{name: told[name] for name in kept},
        "vintage": a.extract.id if a.extract else None,
        "retrieved": str(a.extract.retrieved) if a.extract else None,
    }


def _observation(o: Observation) -> dict[str, Any]:
    a = o.target
    return {
        "@id": f"{_id(a)}:{o.area}:{o.gender}:{o.year}",
        "@type": "Observation",
        "target": _id(a),
        "side": o.side,
        "area": {"identifier": o.area, "name": o.label},
        "gender": o.gender.value,
        "year": str(o.year),
        **({"value": _decimal(o.value)} if o.value is not None and o.n is None else {}),
        **({"sum": _decimal(o.total), "n": o.n} if o.total is not None else {}),
        **({"missing": o.missing.value} if o.missing else {}),
        **({"preliminary": True} if o.preliminary else {}),
        "source": label_of(o),
        "vintage": found[1] if (found := origin(o)) else None,
    }


def _decimal(value: Fraction) -> str:
    """Return a value exactly; what is no finite decimal stands as a sum and an n instead, never rounded."""
    text, was_rounded = decimal_text(value)
    assert not was_rounded, "a value is a published decimal, and a mean is kept as its sum"
    return text


def csvw(tables: Iterable[tuple[str, Sheet]], *, title: str, day: str) -> str:
    """Return the metadata of CSV files (W3C Tabular Data), each with its table, as JSON."""
    described = [
        {
            "url": url,
            "dc:title": f"{title}: {sheet.title}",
            "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
            "tableSchema": {"columns": [_column(c.name, c.heading, c.datatype) for c in sheet.columns]},
        }
        for url, sheet in tables
    ]
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "dc:title": title,
        "dc:source": "Källa: Kolada. Skillnader, medel och bedömningar: Egen bearbetning av data från Kolada.",
        "dc:created": {"@value": day, "@type": "xsd:date"},
        "tables": described,
    }
    return json.dumps(group, ensure_ascii=False, indent=1) + "\n"


def _column(name: str, heading: str, datatype: str) -> dict[str, Any]:
    kind: Any = {"base": "decimal", "format": {"decimalChar": ","}} if datatype == "decimal" else datatype
    return {"name": name, "titles": heading, "datatype": kind}
