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
    aterstall_3a = nb.reset_button()
    nb.target(assessments["3A"])
    return (aterstall_3a,)


@app.cell
def diagram_3a(spara_3a, vy_3a, workbook):
    nb.chart(workbook, "3A", vy_3a, spara_3a)
    return


@app.cell
def val_3a(aterstall_3a, workbook):
    vy_3a, spara_3a, tankt_3a = nb.controls(workbook, "3A", aterstall_3a)
    nb.panel(vy_3a, spara_3a, aterstall_3a)
    return spara_3a, tankt_3a, vy_3a


@app.cell
def bakom_3a(tankt_3a, workbook):
    nb.behind(workbook, "3A", tankt_3a)
    return


@app.cell
def kommentar_3a(workbook):
    nb.comment(workbook, "3A", "", year=None)
    return


@app.cell
def maluppfyllelse_3b(assessments):
    aterstall_3b = nb.reset_button()
    nb.target(assessments["3B"])
    return (aterstall_3b,)


@app.cell
def diagram_3b(spara_3b, vy_3b, workbook):
    nb.chart(workbook, "3B", vy_3b, spara_3b)
    return


@app.cell
def val_3b(aterstall_3b, workbook):
    vy_3b, spara_3b, tankt_3b = nb.controls(workbook, "3B", aterstall_3b)
    nb.panel(vy_3b, spara_3b, aterstall_3b)
    return spara_3b, tankt_3b, vy_3b


@app.cell
def bakom_3b(tankt_3b, workbook):
    nb.behind(workbook, "3B", tankt_3b)
    return


@app.cell
def kommentar_3b(workbook):
    nb.comment(workbook, "3B", "", year=None)
    return


@app.cell
def maluppfyllelse_3c(assessments):
    aterstall_3c = nb.reset_button()
    nb.target(assessments["3C"])
    return (aterstall_3c,)


@app.cell
def diagram_3c(spara_3c, vy_3c, workbook):
    nb.chart(workbook, "3C", vy_3c, spara_3c)
    return


@app.cell
def val_3c(aterstall_3c, workbook):
    vy_3c, spara_3c, tankt_3c = nb.controls(workbook, "3C", aterstall_3c)
    nb.panel(vy_3c, spara_3c, aterstall_3c)
    return spara_3c, tankt_3c, vy_3c


@app.cell
def bakom_3c(tankt_3c, workbook):
    nb.behind(workbook, "3C", tankt_3c)
    return


@app.cell
def kommentar_3c(workbook):
    nb.comment(workbook, "3C", "", year=None)
    return


@app.cell(hide_code=True)
def mal_4(workbook):
    nb.goal(workbook, 4)
    return


@app.cell
def maluppfyllelse_4a(assessments):
    aterstall_4a = nb.reset_button()
    nb.target(assessments["4A"])
    return (aterstall_4a,)


@app.cell
def diagram_4a(spara_4a, vy_4a, workbook):
    nb.chart(workbook, "4A", vy_4a, spara_4a)
    return


@app.cell
def val_4a(aterstall_4a, workbook):
    vy_4a, spara_4a, tankt_4a = nb.controls(workbook, "4A", aterstall_4a)
    nb.panel(vy_4a, spara_4a, aterstall_4a)
    return spara_4a, tankt_4a, vy_4a


@app.cell
def bakom_4a(tankt_4a, workbook):
    nb.behind(workbook, "4A", tankt_4a)
    return


@app.cell
def kommentar_4a(workbook):
    nb.comment(workbook, "4A", "", year=None)
    return


@app.cell
def maluppfyllelse_4b(assessments):
    aterstall_4b = nb.reset_button()
    nb.target(assessments["4B"])
    return (aterstall_4b,)


@app.cell
def diagram_4b(spara_4b, vy_4b, workbook):
    nb.chart(workbook, "4B", vy_4b, spara_4b)
    return


@app.cell
def val_4b(aterstall_4b, workbook):
    vy_4b, spara_4b, tankt_4b = nb.controls(workbook, "4B", aterstall_4b)
    nb.panel(vy_4b, spara_4b, aterstall_4b)
    return spara_4b, tankt_4b, vy_4b


@app.cell
def bakom_4b(tankt_4b, workbook):
    nb.behind(workbook, "4B", tankt_4b)
    return


@app.cell
def kommentar_4b(workbook):
    nb.comment(workbook, "4B", "", year=None)
    return


@app.cell
def maluppfyllelse_4c(assessments):
    aterstall_4c = nb.reset_button()
    nb.target(assessments["4C"])
    return (aterstall_4c,)


@app.cell
def diagram_4c(spara_4c, vy_4c, workbook):
    nb.chart(workbook, "4C", vy_4c, spara_4c)
    return


@app.cell
def val_4c(aterstall_4c, workbook):
    vy_4c, spara_4c, tankt_4c = nb.controls(workbook, "4C", aterstall_4c)
    nb.panel(vy_4c, spara_4c, aterstall_4c)
    return spara_4c, tankt_4c, vy_4c


@app.cell
def bakom_4c(tankt_4c, workbook):
    nb.behind(workbook, "4C", tankt_4c)
    return


@app.cell
def kommentar_4c(workbook):
    nb.comment(workbook, "4C", "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
