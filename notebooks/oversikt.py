import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Översikt – Norrköping")

with app.setup:
    from goalkit.show import notebook as nb


@app.cell
def underlag():
    workbook = nb.open_workbook("norrkoping-2023-2026")
    return (workbook,)


@app.cell(hide_code=True)
def huvud(workbook):
    nb.overview_head(workbook)
    return


@app.cell
def oversikt(workbook):
    nb.overview(workbook)
    return


@app.cell
def val_landet(workbook):
    landet_val = nb.country_controls(workbook)
    nb.country_panel(workbook, landet_val)
    return (landet_val,)


@app.cell
def landet(landet_val, workbook):
    nb.country(workbook, landet_val)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
