import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Klimat och miljö – Norrköping")

with app.setup:
    from goalkit.show import notebook as nb


@app.cell
def underlag():
    workbook = nb.open_workbook("norrkoping-2023-2026")
    assessments = nb.area_targets(workbook, "klimat_och_miljo")
    return assessments, workbook


@app.cell(hide_code=True)
def huvud(workbook):
    nb.area_head(workbook, "klimat_och_miljo")
    return


@app.cell(hide_code=True)
def mal_5(workbook):
    nb.goal(workbook, 5)
    return


@app.cell
def maluppfyllelse_5a(assessments):
    nb.target(assessments["5A"])
    return


@app.cell
def kommentar_5a(assessments):
    nb.comment(assessments["5A"], "", year=None)
    return


@app.cell
def maluppfyllelse_5b(assessments):
    nb.target(assessments["5B"])
    return


@app.cell
def kommentar_5b(assessments):
    nb.comment(assessments["5B"], "", year=None)
    return


@app.cell
def maluppfyllelse_5c(assessments):
    nb.target(assessments["5C"])
    return


@app.cell
def kommentar_5c(assessments):
    nb.comment(assessments["5C"], "", year=None)
    return


@app.cell
def maluppfyllelse_5d(assessments):
    nb.target(assessments["5D"])
    return


@app.cell
def kommentar_5d(assessments):
    nb.comment(assessments["5D"], "", year=None)
    return


@app.cell
def maluppfyllelse_5e(assessments):
    nb.target(assessments["5E"])
    return


@app.cell
def kommentar_5e(assessments):
    nb.comment(assessments["5E"], "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
