"""Judge every target again from a published JSON-LD file alone, without goalkit; run: python FILE.jsonld."""

import json
import sys
from fractions import Fraction
from pathlib import Path


def value(seen):
    return Fraction(seen["sum"]) / seen["n"] if "sum" in seen else Fraction(seen["value"])


def change(base, now):
    return (now - base) / abs(base)


def improvement(rule, better, own, reference, year):
    """Return how much better, above 0 is met, 0 is a tie; the values are by year."""
    sign, since = (1 if better == "higher" else -1), rule.get("since")
    if rule["kind"] == "gap_narrows":
        return abs(own[since] - reference[since]) - abs(own[year] - reference[year])
    if rule["kind"] == "above":
        return own[year] - reference[year]
    if rule["kind"] == "outpaces_reference":
        return sign * (change(own[since], own[year]) - change(reference[since], reference[year]))
    grown = own[year] - own[since]
    return grown if rule["kind"] == "increases" else -grown


def judge(target, plan, lines):
    """Return status and judged year, or None where the target cannot be judged."""
    rule, indicator = target["rule"], target["indicator"]
    needed = [lines["own"]] + ([lines["reference"]] if "reference" in rule else [])
    base = rule.get("since")
    if base is not None and any(base not in line for line in needed):
        return None
    first = plan["first_year"] if base is None else base + 1
    last = min(plan["last_year"], indicator["last_usable"] or plan["last_year"])
    cuts = [b["year"] for b in indicator["breaks"] if not b["comparable"] and base is not None and b["year"] > base]
    years = set.intersection(*map(set, needed)) & set(range(first, min([last + 1, *cuts])))
    if not years:
        return None
    better = improvement(rule, target["better"], lines["own"], lines["reference"], max(years))
    return ("met" if better > 0 else "unchanged" if better == 0 else "not_met"), max(years)


def reproduce(path):
    """Return, per target id, what was judged here and what the file says: (status, year) or None."""
    graph = json.loads(Path(path).read_text(encoding="utf-8"))["@graph"]
    plan = next(node for node in graph if node["@type"] == "Plan")
    lines = {}
    for seen in graph:
        if seen["@type"] == "Observation" and seen["gender"] == "T" and "missing" not in seen:
            lines.setdefault((seen["target"], seen["side"]), {})[int(seen["year"])] = value(seen)
    said = {node["target"]: node for node in graph if node["@type"] == "Verdict"}
    found = {}
    for target in (node for node in graph if node["@type"] == "Target"):
        sides = {side: lines.get((target["@id"], side), {}) for side in ("own", "reference")}
        verdict = said[target["@id"]]
        stated = None if verdict["reason"] else (verdict["status"], verdict["judged_year"])
        found[target["identifier"]] = judge(target, plan, sides), stated
    return found


if __name__ == "__main__":
    results = reproduce(sys.argv[1])
    for name, (judged, stated) in results.items():
        print(name, judged or "not judged", "ok" if judged == stated else f"THE FILE SAYS {stated}")
    sys.exit(any(judged != stated for judged, stated in results.values()))
