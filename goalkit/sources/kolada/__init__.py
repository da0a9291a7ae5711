"""Kolada, version 3: the only module that speaks HTTP. Complete, checked answers or an error.

What is known of the service was read, not tried; each fact is therefore checked on every answer.
"""

from goalkit.sources.kolada.answers import Group, Kpi, Member, Municipality
from goalkit.sources.kolada.batches import Batch, Query
from goalkit.sources.kolada.fetch import fetch_groups, fetch_kpis, fetch_municipalities, fetch_values
from goalkit.sources.kolada.results import Answer, FetchedValues, Found, Progress, Row, Values
from goalkit.sources.kolada.session import BASE_URL, Client, open_session, source_of
from goalkit.sources.kolada.transport import Manners

__all__ = [
    "BASE_URL",
    "Answer",
    "Batch",
    "Client",
    "FetchedValues",
    "Found",
    "Group",
    "Kpi",
    "Manners",
    "Member",
    "Municipality",
    "Progress",
    "Query",
    "Row",
    "Values",
    "fetch_groups",
    "fetch_kpis",
    "fetch_municipalities",
    "fetch_values",
    "open_session",
    "source_of",
]
