import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Trygghet och säkerhet – Norrköping")

with app.setup:
    from goalkit.show import notebook as nb


@app.cell
def underlag():
    workbook = nb.open_workbook("norrkoping-2023-2026")
    assessments = nb.area_targets(workbook, "trygghet_och_sakerhet")
    return assessments, workbook


@app.cell(hide_code=True)
def huvud(workbook):
    nb.area_head(workbook, "trygghet_och_sakerhet")
    return


@app.cell(hide_code=True)
def mal_6(workbook):
    nb.goal(workbook, 6)
    return


@app.cell
def maluppfyllelse_6a(assessments):
    nb.target(assessments["6A"])
    return


@app.cell
def kommentar_6a(assessments):
    nb.comment(assessments["6A"], "", year=None)
    return


@app.cell
def maluppfyllelse_6b(assessments):
    nb.target(assessments["6B"])
    return


@app.cell
def kommentar_6b(assessments):
    nb.comment(assessments["6B"], "", year=None)
    return


@app.cell
def maluppfyllelse_6c(assessments):
    nb.target(assessments["6C"])
    return


@app.cell
def kommentar_6c(assessments):
    nb.comment(assessments["6C"], "", year=None)
    return


@app.cell
def maluppfyllelse_6d(assessments):
    nb.target(assessments["6D"])
    return


@app.cell
def kommentar_6d(assessments):
    nb.comment(assessments["6D"], "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
