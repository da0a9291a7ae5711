"""The decided text, parsed from its printed pages, and the plan, in one and the same readable form.

Both are written as one line per text with its place in brackets; line breaks and line-end hyphens of the
printed page are undone, and nothing else.
"""

import re
from collections.abc import Iterator

from goalkit.plan import Plan


def printed(text: str) -> str:
    """Return every text that the plan must hold, from the printed pages."""
    joined = re.sub(r"(?<=[a-zåäö])-\n(?=[a-zåäö])", "", text)
    return "".join(f"[{place}] {one_line(words)}\n" for place, words in _printed_parts(joined))


def planned(plan: Plan) -> str:
    """Return the same from the plan."""
    parts = [("inledning", plan.introduction)]
    for goal in plan.goals:
        parts += [(f"mål {goal.number}", goal.title), (f"mål {goal.number}, inledning", goal.introduction)]
        parts += [(target.id, target.wording) for target in plan.targets_of(goal.number)]
    if plan.vision is not None:
        parts += [("vision, rubrik", plan.vision.title), ("vision", plan.vision.text)]
    return "".join(f"[{place}] {one_line(words)}\n" for place, words in parts)


def one_line(words: str) -> str:
    """Return a text with every line break and row of blanks as one blank; a no-break space stays what it is."""
    return re.sub(r"[ \n]+", " ", words).strip(" ")


def _printed_parts(text: str) -> Iterator[tuple[str, str]]:
    yield (
        "inledning",
        _between(text, "Norrköpings kommun är mitt i", "\n\nNorrköpings kommun står bakom", keep_start=True),
    )
    for section in re.split(r"^ ?(?=Mål \d - )", text, flags=re.MULTILINE)[1:]:
        head, _, rest = section.partition("\n\n")
        number, _, title = head.removeprefix("Mål ").partition(" - ")
        introduction, _, items = rest.partition("Måluppfyllelser")
        yield f"mål {number}", title
        yield f"mål {number}, inledning", introduction
        for letter, words in re.findall(r"^([A-E])\. (.*?)\n\n", items, flags=re.MULTILINE | re.DOTALL):
            yield f"{number}{letter}", words
    vision = _between(text, "Vision 2035\n", "\n\nNORRKÖPINGS KOMMUN")
    yield "vision, rubrik", "Vision 2035"
    yield "vision", vision


def _between(text: str, start: str, end: str, *, keep_start: bool = False) -> str:
    after = text.split(start, 1)[1].split(end, 1)[0]
    return start + after if keep_start else after
