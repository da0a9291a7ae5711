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
    aterstall_6a = nb.reset_button()
    nb.target(assessments["6A"])
    return (aterstall_6a,)


@app.cell
def diagram_6a(spara_6a, vy_6a, workbook):
    nb.chart(workbook, "6A", vy_6a, spara_6a)
    return


@app.cell
def val_6a(aterstall_6a, workbook):
    vy_6a, spara_6a, tankt_6a = nb.controls(workbook, "6A", aterstall_6a)
    nb.panel(vy_6a, spara_6a, aterstall_6a)
    return spara_6a, tankt_6a, vy_6a


@app.cell
def bakom_6a(tankt_6a, workbook):
    nb.behind(workbook, "6A", tankt_6a)
    return


@app.cell
def kommentar_6a(workbook):
    nb.comment(workbook, "6A", "", year=None)
    return


@app.cell
def maluppfyllelse_6b(assessments):
    aterstall_6b = nb.reset_button()
    nb.target(assessments["6B"])
    return (aterstall_6b,)


@app.cell
def diagram_6b(spara_6b, vy_6b, workbook):
    nb.chart(workbook, "6B", vy_6b, spara_6b)
    return


@app.cell
def val_6b(aterstall_6b, workbook):
    vy_6b, spara_6b, tankt_6b = nb.controls(workbook, "6B", aterstall_6b)
    nb.panel(vy_6b, spara_6b, aterstall_6b)
    return spara_6b, tankt_6b, vy_6b


@app.cell
def bakom_6b(tankt_6b, workbook):
    nb.behind(workbook, "6B", tankt_6b)
    return


@app.cell
def kommentar_6b(workbook):
    nb.comment(workbook, "6B", "", year=None)
    return


@app.cell
def maluppfyllelse_6c(assessments):
    aterstall_6c = nb.reset_button()
    nb.target(assessments["6C"])
    return (aterstall_6c,)


@app.cell
def diagram_6c(spara_6c, vy_6c, workbook):
    nb.chart(workbook, "6C", vy_6c, spara_6c)
    return


@app.cell
def val_6c(aterstall_6c, workbook):
    vy_6c, spara_6c, tankt_6c = nb.controls(workbook, "6C", aterstall_6c)
    nb.panel(vy_6c, spara_6c, aterstall_6c)
    return spara_6c, tankt_6c, vy_6c


@app.cell
def bakom_6c(tankt_6c, workbook):
    nb.behind(workbook, "6C", tankt_6c)
    return


@app.cell
def kommentar_6c(workbook):
    nb.comment(workbook, "6C", "", year=None)
    return


@app.cell
def maluppfyllelse_6d(assessments):
    aterstall_6d = nb.reset_button()
    nb.target(assessments["6D"])
    return (aterstall_6d,)


@app.cell
def diagram_6d(spara_6d, vy_6d, workbook):
    nb.chart(workbook, "6D", vy_6d, spara_6d)
    return


@app.cell
def val_6d(aterstall_6d, workbook):
    vy_6d, spara_6d, tankt_6d = nb.controls(workbook, "6D", aterstall_6d)
    nb.panel(vy_6d, spara_6d, aterstall_6d)
    return spara_6d, tankt_6d, vy_6d


@app.cell
def bakom_6d(tankt_6d, workbook):
    nb.behind(workbook, "6D", tankt_6d)
    return


@app.cell
def kommentar_6d(workbook):
    nb.comment(workbook, "6D", "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
