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
    aterstall_5a = nb.reset_button()
    nb.target(assessments["5A"])
    return (aterstall_5a,)


@app.cell
def diagram_5a(spara_5a, vy_5a, workbook):
    nb.chart(workbook, "5A", vy_5a, spara_5a)
    return


@app.cell
def val_5a(aterstall_5a, workbook):
    vy_5a, spara_5a, tankt_5a = nb.controls(workbook, "5A", aterstall_5a)
    nb.panel(vy_5a, spara_5a, aterstall_5a)
    return spara_5a, tankt_5a, vy_5a


@app.cell
def bakom_5a(tankt_5a, workbook):
    nb.behind(workbook, "5A", tankt_5a)
    return


@app.cell
def kommentar_5a(workbook):
    nb.comment(workbook, "5A", "", year=None)
    return


@app.cell
def maluppfyllelse_5b(assessments):
    aterstall_5b = nb.reset_button()
    nb.target(assessments["5B"])
    return (aterstall_5b,)


@app.cell
def diagram_5b(spara_5b, vy_5b, workbook):
    nb.chart(workbook, "5B", vy_5b, spara_5b)
    return


@app.cell
def val_5b(aterstall_5b, workbook):
    vy_5b, spara_5b, tankt_5b = nb.controls(workbook, "5B", aterstall_5b)
    nb.panel(vy_5b, spara_5b, aterstall_5b)
    return spara_5b, tankt_5b, vy_5b


@app.cell
def bakom_5b(tankt_5b, workbook):
    nb.behind(workbook, "5B", tankt_5b)
    return


@app.cell
def kommentar_5b(workbook):
    nb.comment(workbook, "5B", "", year=None)
    return


@app.cell
def maluppfyllelse_5c(assessments):
    aterstall_5c = nb.reset_button()
    nb.target(assessments["5C"])
    return (aterstall_5c,)


@app.cell
def diagram_5c(spara_5c, vy_5c, workbook):
    nb.chart(workbook, "5C", vy_5c, spara_5c)
    return


@app.cell
def val_5c(aterstall_5c, workbook):
    vy_5c, spara_5c, tankt_5c = nb.controls(workbook, "5C", aterstall_5c)
    nb.panel(vy_5c, spara_5c, aterstall_5c)
    return spara_5c, tankt_5c, vy_5c


@app.cell
def bakom_5c(tankt_5c, workbook):
    nb.behind(workbook, "5C", tankt_5c)
    return


@app.cell
def kommentar_5c(workbook):
    nb.comment(workbook, "5C", "", year=None)
    return


@app.cell
def maluppfyllelse_5d(assessments):
    aterstall_5d = nb.reset_button()
    nb.target(assessments["5D"])
    return (aterstall_5d,)


@app.cell
def diagram_5d(spara_5d, vy_5d, workbook):
    nb.chart(workbook, "5D", vy_5d, spara_5d)
    return


@app.cell
def val_5d(aterstall_5d, workbook):
    vy_5d, spara_5d, tankt_5d = nb.controls(workbook, "5D", aterstall_5d)
    nb.panel(vy_5d, spara_5d, aterstall_5d)
    return spara_5d, tankt_5d, vy_5d


@app.cell
def bakom_5d(tankt_5d, workbook):
    nb.behind(workbook, "5D", tankt_5d)
    return


@app.cell
def kommentar_5d(workbook):
    nb.comment(workbook, "5D", "", year=None)
    return


@app.cell
def maluppfyllelse_5e(assessments):
    aterstall_5e = nb.reset_button()
    nb.target(assessments["5E"])
    return (aterstall_5e,)


@app.cell
def diagram_5e(spara_5e, vy_5e, workbook):
    nb.chart(workbook, "5E", vy_5e, spara_5e)
    return


@app.cell
def val_5e(aterstall_5e, workbook):
    vy_5e, spara_5e, tankt_5e = nb.controls(workbook, "5E", aterstall_5e)
    nb.panel(vy_5e, spara_5e, aterstall_5e)
    return spara_5e, tankt_5e, vy_5e


@app.cell
def bakom_5e(tankt_5e, workbook):
    nb.behind(workbook, "5E", tankt_5e)
    return


@app.cell
def kommentar_5e(workbook):
    nb.comment(workbook, "5E", "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
