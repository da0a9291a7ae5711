"""A view: what a target's chart shows. It never changes what is judged."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from goalkit.model import Gender
from goalkit.plan import GROUP, AreaId, Year

HEIGHT = 220
"""The usual height in px of the large plot."""

MOST_AREAS, MOST_GROUPS = 12, 3
LONGEST_HEADING, LONGEST_CAPTION = 120, 400

_PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*$"

GroupId = Annotated[str, Meta(pattern=r"^G\d+$", description=GROUP)]


class Measure(StrEnum):
    """What the value axis counts."""

    LEVEL = "level"
    GAP = "gap"
    CHANGE = "change"
    INDEX = "index"
    RANK = "rank"


class View(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a chart shows; as it stands here, the program's own view.

    Attributes:
        areas: municipalities (or the nation) with a line each, beside what the rule compares with.
        groups: groups whose members get a line each; ``means``: groups whose unweighted mean gets one.
        band: the group over whose municipalities the quantile band is drawn.
        measure: what the value axis counts; ``None`` is what the target's rule asks for.
        first, last: the first and the last year; ``None`` is as far as is usual.
        base_line: the line of the base year's value.
        decimals: how many at least; ``None`` is the plan's. A chart takes more where numbers that differ would
            otherwise look equal.
        values: whether the points' values are written out.
    """

    areas: Annotated[tuple[AreaId, ...], Meta(max_length=MOST_AREAS)] = ()
    groups: Annotated[tuple[GroupId, ...], Meta(max_length=MOST_GROUPS)] = ()
    means: Annotated[tuple[GroupId, ...], Meta(max_length=MOST_GROUPS)] = ()
    band: GroupId | None = None
    measure: Measure | None = None
    genders: Annotated[tuple[Gender, ...], Meta(min_length=1, max_length=3)] = (Gender.TOTAL,)
    first: Year | None = None
    last: Year | None = None
    base_line: bool = True
    from_zero: bool = False
    decimals: Annotated[int, Meta(ge=0, le=4)] | None = None
    values: bool = False
    height: Annotated[int, Meta(ge=120, le=600, multiple_of=10)] = HEIGHT
    heading: Annotated[
        str,
        Meta(max_length=LONGEST_HEADING, pattern=_PRINTABLE, description=f"högst {LONGEST_HEADING} tecken på en rad"),
    ] = ""
    caption: Annotated[
        str,
        Meta(max_length=LONGEST_CAPTION, pattern=_PRINTABLE, description=f"högst {LONGEST_CAPTION} tecken på en rad"),
    ] = ""

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            message = "`last` är före `first`"
            raise ValueError(message)
        for name in ("areas", "groups", "means", "genders"):
            listed = getattr(self, name)
            if len(set(listed)) != len(listed):
                message = f"`{name}` nämner något två gånger"
                raise ValueError(message)


msgspec.json.Decoder(View)  # as for a plan

STANDARD = View()
"""The program's own view."""
