import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Översikt – Norrköping")

with app.setup:
    import goalkit as gk


@app.cell
def underlag():
    bok = gk.open_workbook("norrkoping-2023-2026")
    return (bok,)


@app.cell(hide_code=True)
def huvud(bok):
    gk.head(bok)
    return


@app.cell
def oversikt(bok):
    gk.overview(bok)
    return


@app.cell
def val_landet(bok):
    landet_val = gk.country_controls(bok)
    gk.country_panel(bok, landet_val)
    return (landet_val,)


@app.cell
def landet(bok, landet_val):
    gk.country(bok, landet_val)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(bok):
    gk.foot(bok)
    return


if __name__ == "__main__":
    app.run()
