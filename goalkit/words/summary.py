"""The denominators and the vintages of a workbook, in Swedish."""

from collections.abc import Iterable

from goalkit.judge import Assessment
from goalkit.summary import Counts
from goalkit.words.notes import own_work, source
from goalkit.words.numbers import several
from goalkit.workbook import Workbook


def counted(counts: Counts) -> str:
    """Write a goal's counts in a few words; a goal has no verdict of its own.

    What is zero is left out, but the number of targets never is.
    """
    parts = [
        (counts.met, "uppnådd", "uppnådda"),
        (counts.not_met, "ej uppnådd", "ej uppnådda"),
        (counts.unchanged, "oförändrad", "oförändrade"),
        (counts.judged_before_plan, "med läge före mandatperioden", "med läge före mandatperioden"),
        (counts.not_assessed, "kan inte bedömas", "kan inte bedömas"),
    ]
    told = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in parts if n)
    return f"{several(counts.targets, 'måluppfyllelse', 'måluppfyllelser')}: {told}"


def denominators(counts: Counts) -> list[tuple[str, int]]:
    """Return the denominators in the order in which they narrow, each with its words."""
    return [
        ("Måluppfyllelser i planen", counts.targets),
        ("därav med ett nyckeltal eller en inlagd egen serie", counts.with_indicator),
        ("därav med ett värde efter basåret", counts.with_later_value),
        ("Med en bedömning", counts.judged),
        ("därav läget före mandatperioden (räknas inte nedan)", counts.judged_before_plan),
        ("Uppnådda", counts.met),
        ("Ej uppnådda", counts.not_met),
        ("Oförändrade", counts.unchanged),
        ("Kan inte bedömas", counts.not_assessed),
    ]


def vintages_used(workbook: Workbook) -> list[str]:
    """Return one line per vintage and own series in use: its date and the targets that rest on it; then the labels."""
    used: dict[str, list[str]] = {}
    notes: dict[str, str] = {}
    for a in workbook.assessments.values():
        if a.extract is not None and not a.extract.local:
            used.setdefault(a.extract.id, []).append(a.target.id)
            notes[a.extract.id] = a.extract.note
    lines = [f"Datauttag {v}: {', '.join(ids)}. {notes[v]}" for v, ids in sorted(used.items())]
    every = workbook.assessments.values()
    lines += [f"Egen serie, {a.target.id}: {source(a)}" for a in every if a.extract is not None and a.extract.local]
    if workbook.as_of is not None:
        lines.append(f"Vilka värden som är försenade är avgjort efter läget {workbook.as_of}.")
    return [*lines, labels(every)] if any(a.extract is not None for a in every) else lines


def labels(assessments: Iterable[Assessment]) -> str:
    """Return the labels of raw values and of own work, as the figures in use need them: each source by its name.

    Empty where no figure is in use.
    """
    used = [a for a in assessments if a.extract is not None]
    if not used:
        return ""
    raw = dict.fromkeys(a.extract.source for a in used if a.extract is not None and not a.extract.local)
    own = dict.fromkeys(map(own_work, used))
    told = f"{'; '.join(raw)} (värden så som de hämtades). " if raw else ""
    return f"{told}{'; '.join(own)} (skillnader, medel och bedömningar)."
