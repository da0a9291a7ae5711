"""Values of some series in some areas as a chart, for an analyst who looks for an indicator."""

import altair as alt
import pandas as pd

from goalkit.charts.layout import apart
from goalkit.charts.theme import LOOK, SMALL

WIDTH, HEIGHT = 560, 240


def observed_chart(frame: pd.DataFrame) -> alt.VConcatChart:
    """Return one panel per series, totals only, a line per area named at its end; missing years break a line.

    ``frame`` is what :func:`goalkit.observations` returns.
    """
    totals = frame[(frame["gender"] == "T") & frame["value"].notna()]
    panels = [_panel(rows) for _, rows in totals.groupby(["kpi", "vintage"], sort=True)]
    return alt.vconcat(*panels).properties(**LOOK)


def _panel(rows: pd.DataFrame) -> alt.LayerChart:
    named = rows.assign(area=rows["area"].fillna(rows["municipality"]))[["area", "year", "value"]].sort_values(
        ["area", "year"]
    )
    piece = named.groupby("area")["year"].diff().gt(1)
    named = named.assign(piece=piece.groupby(named["area"]).cumsum())
    first = rows.iloc[0]
    vintage = f"datauttag {first['vintage']}" if first["vintage"] else "inte sparat"
    title = alt.TitleParams(
        f"{first['kpi']} {first['title'] or ''}", subtitle=f"{first['source']}, {vintage}", anchor="start"
    )
    years = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1))
    values = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False))
    colour = alt.Color("area:N", legend=None)
    lines = alt.Chart(named).mark_line(point=True).encode(x=years, y=values, color=colour, detail="piece:Q")
    ends = named.loc[named.groupby("area")["year"].idxmax()]
    low, high = float(named["value"].min()), float(named["value"].max())
    per_px = (high - low or 1) / HEIGHT
    heights = [(high - value) / per_px for value in ends["value"]]
    places = apart(heights, [SMALL + 2] * len(ends), HEIGHT)
    ends = ends.assign(place=[high - place * per_px for place in places])
    labels = (
        alt.Chart(ends)
        .mark_text(align="left", dx=7, fontSize=SMALL)
        .encode(x="year:Q", y=alt.Y("place:Q"), text="area:N", color=colour)
    )
    return alt.LayerChart(layer=[lines, labels], title=title, width=WIDTH, height=HEIGHT)
