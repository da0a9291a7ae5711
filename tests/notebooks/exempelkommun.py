"""A notebook with one of each thing that notebooks show; its numbers are made up."""

import marimo

app = marimo.App(width="medium")

with app.setup:
    import altair as alt
    import marimo as mo
    import pandas as pd


@app.cell(hide_code=True)
def heading():
    mo.md("""
    # Exempelkommunens mål

    Påhittade tal, med en [länk](#exempelkommunens-mal).
    """)
    return


@app.cell
def numbers():
    frame = pd.DataFrame({"år": [2021, 2022, 2023], "andel": [61.5, -0.25, 64.0], "kod": ["0180"] * 3})
    frame
    return (frame,)


@app.cell
def many_rows():
    pd.DataFrame({"rad": range(1, 251)})
    return


@app.cell
def chart(frame):
    bars = alt.Chart(frame.head(1), width=300, height=200).mark_bar(size=280)
    bars = bars.encode(x="år:O", y="andel:Q", tooltip=["kod"]).properties(title="Andel i Exempelkommun")
    bars
    return (bars,)


@app.cell
def controls():
    years = mo.ui.slider(1, 10, value=3, label="Antal **år**")
    against = mo.ui.dropdown(["riket", "länet"], value="länet", label="Jämför med")
    mo.vstack([years, against, mo.ui.button(label="Räkna om")])
    return (years,)


@app.cell
def layers(bars, frame, years):
    mo.vstack(
        [
            mo.ui.tabs({"Diagram": bars, "Tabell": mo.ui.table(frame), "Ord": mo.md("Text på en flik.")}),
            mo.accordion({"Mer": mo.vstack([mo.md("Text i ett dragspel."), years])}),
        ]
    )
    return


@app.cell
def said():
    print(f"Läste {mo.notebook_location()}/data.csv")
    return


if __name__ == "__main__":
    app.run()
