import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Välfärd och valfrihet – Norrköping")

with app.setup:
    from goalkit.show import notebook as nb


@app.cell
def underlag():
    workbook = nb.open_workbook("norrkoping-2023-2026")
    assessments = nb.area_targets(workbook, "valfard_och_valfrihet")
    return assessments, workbook


@app.cell(hide_code=True)
def huvud(workbook):
    nb.area_head(workbook, "valfard_och_valfrihet")
    return


@app.cell(hide_code=True)
def mal_3(workbook):
    nb.goal(workbook, 3)
    return


@app.cell
def maluppfyllelse_3a(assessments):
    nb.target(assessments["3A"])
    return


@app.cell
def kommentar_3a(assessments):
    nb.comment(assessments["3A"], "", year=None)
    return


@app.cell
def maluppfyllelse_3b(assessments):
    nb.target(assessments["3B"])
    return


@app.cell
def kommentar_3b(assessments):
    nb.comment(assessments["3B"], "", year=None)
    return


@app.cell
def maluppfyllelse_3c(assessments):
    nb.target(assessments["3C"])
    return


@app.cell
def kommentar_3c(assessments):
    nb.comment(assessments["3C"], "", year=None)
    return


@app.cell(hide_code=True)
def mal_4(workbook):
    nb.goal(workbook, 4)
    return


@app.cell
def maluppfyllelse_4a(assessments):
    nb.target(assessments["4A"])
    return


@app.cell
def kommentar_4a(assessments):
    nb.comment(assessments["4A"], "", year=None)
    return


@app.cell
def maluppfyllelse_4b(assessments):
    nb.target(assessments["4B"])
    return


@app.cell
def kommentar_4b(assessments):
    nb.comment(assessments["4B"], "", year=None)
    return


@app.cell
def maluppfyllelse_4c(assessments):
    nb.target(assessments["4C"])
    return


@app.cell
def kommentar_4c(assessments):
    nb.comment(assessments["4C"], "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
