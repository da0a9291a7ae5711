import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Arbete och företagande – Norrköping")

with app.setup:
    from goalkit.show import notebook as nb


@app.cell
def underlag():
    workbook = nb.open_workbook("norrkoping-2023-2026")
    assessments = nb.area_targets(workbook, "arbete_och_foretagande")
    return assessments, workbook


@app.cell(hide_code=True)
def huvud(workbook):
    nb.area_head(workbook, "arbete_och_foretagande")
    return


@app.cell(hide_code=True)
def mal_1(workbook):
    nb.goal(workbook, 1)
    return


@app.cell
def maluppfyllelse_1a(assessments):
    nb.target(assessments["1A"])
    return


@app.cell
def kommentar_1a(assessments):
    nb.comment(assessments["1A"], "", year=None)
    return


@app.cell
def maluppfyllelse_1b(assessments):
    nb.target(assessments["1B"])
    return


@app.cell
def kommentar_1b(assessments):
    nb.comment(assessments["1B"], "", year=None)
    return


@app.cell
def maluppfyllelse_1c(assessments):
    nb.target(assessments["1C"])
    return


@app.cell
def kommentar_1c(assessments):
    nb.comment(assessments["1C"], "", year=None)
    return


@app.cell(hide_code=True)
def mal_2(workbook):
    nb.goal(workbook, 2)
    return


@app.cell
def maluppfyllelse_2a(assessments):
    nb.target(assessments["2A"])
    return


@app.cell
def kommentar_2a(assessments):
    nb.comment(assessments["2A"], "", year=None)
    return


@app.cell
def maluppfyllelse_2b(assessments):
    nb.target(assessments["2B"])
    return


@app.cell
def kommentar_2b(assessments):
    nb.comment(assessments["2B"], "", year=None)
    return


@app.cell
def maluppfyllelse_2c(assessments):
    nb.target(assessments["2C"])
    return


@app.cell
def kommentar_2c(assessments):
    nb.comment(assessments["2C"], "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
