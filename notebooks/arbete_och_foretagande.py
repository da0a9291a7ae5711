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
    aterstall_1a = nb.reset_button()
    nb.target(assessments["1A"])
    return (aterstall_1a,)


@app.cell
def diagram_1a(spara_1a, vy_1a, workbook):
    nb.chart(workbook, "1A", vy_1a, spara_1a)
    return


@app.cell
def val_1a(aterstall_1a, workbook):
    vy_1a, spara_1a, tankt_1a = nb.controls(workbook, "1A", aterstall_1a)
    nb.panel(vy_1a, spara_1a, aterstall_1a)
    return spara_1a, tankt_1a, vy_1a


@app.cell
def bakom_1a(tankt_1a, workbook):
    nb.behind(workbook, "1A", tankt_1a)
    return


@app.cell
def kommentar_1a(workbook):
    nb.comment(workbook, "1A", "", year=None)
    return


@app.cell
def maluppfyllelse_1b(assessments):
    aterstall_1b = nb.reset_button()
    nb.target(assessments["1B"])
    return (aterstall_1b,)


@app.cell
def diagram_1b(spara_1b, vy_1b, workbook):
    nb.chart(workbook, "1B", vy_1b, spara_1b)
    return


@app.cell
def val_1b(aterstall_1b, workbook):
    vy_1b, spara_1b, tankt_1b = nb.controls(workbook, "1B", aterstall_1b)
    nb.panel(vy_1b, spara_1b, aterstall_1b)
    return spara_1b, tankt_1b, vy_1b


@app.cell
def bakom_1b(tankt_1b, workbook):
    nb.behind(workbook, "1B", tankt_1b)
    return


@app.cell
def kommentar_1b(workbook):
    nb.comment(workbook, "1B", "", year=None)
    return


@app.cell
def maluppfyllelse_1c(assessments):
    aterstall_1c = nb.reset_button()
    nb.target(assessments["1C"])
    return (aterstall_1c,)


@app.cell
def diagram_1c(spara_1c, vy_1c, workbook):
    nb.chart(workbook, "1C", vy_1c, spara_1c)
    return


@app.cell
def val_1c(aterstall_1c, workbook):
    vy_1c, spara_1c, tankt_1c = nb.controls(workbook, "1C", aterstall_1c)
    nb.panel(vy_1c, spara_1c, aterstall_1c)
    return spara_1c, tankt_1c, vy_1c


@app.cell
def bakom_1c(tankt_1c, workbook):
    nb.behind(workbook, "1C", tankt_1c)
    return


@app.cell
def kommentar_1c(workbook):
    nb.comment(workbook, "1C", "", year=None)
    return


@app.cell(hide_code=True)
def mal_2(workbook):
    nb.goal(workbook, 2)
    return


@app.cell
def maluppfyllelse_2a(assessments):
    aterstall_2a = nb.reset_button()
    nb.target(assessments["2A"])
    return (aterstall_2a,)


@app.cell
def diagram_2a(spara_2a, vy_2a, workbook):
    nb.chart(workbook, "2A", vy_2a, spara_2a)
    return


@app.cell
def val_2a(aterstall_2a, workbook):
    vy_2a, spara_2a, tankt_2a = nb.controls(workbook, "2A", aterstall_2a)
    nb.panel(vy_2a, spara_2a, aterstall_2a)
    return spara_2a, tankt_2a, vy_2a


@app.cell
def bakom_2a(tankt_2a, workbook):
    nb.behind(workbook, "2A", tankt_2a)
    return


@app.cell
def kommentar_2a(workbook):
    nb.comment(workbook, "2A", "", year=None)
    return


@app.cell
def maluppfyllelse_2b(assessments):
    aterstall_2b = nb.reset_button()
    nb.target(assessments["2B"])
    return (aterstall_2b,)


@app.cell
def diagram_2b(spara_2b, vy_2b, workbook):
    nb.chart(workbook, "2B", vy_2b, spara_2b)
    return


@app.cell
def val_2b(aterstall_2b, workbook):
    vy_2b, spara_2b, tankt_2b = nb.controls(workbook, "2B", aterstall_2b)
    nb.panel(vy_2b, spara_2b, aterstall_2b)
    return spara_2b, tankt_2b, vy_2b


@app.cell
def bakom_2b(tankt_2b, workbook):
    nb.behind(workbook, "2B", tankt_2b)
    return


@app.cell
def kommentar_2b(workbook):
    nb.comment(workbook, "2B", "", year=None)
    return


@app.cell
def maluppfyllelse_2c(assessments):
    aterstall_2c = nb.reset_button()
    nb.target(assessments["2C"])
    return (aterstall_2c,)


@app.cell
def diagram_2c(spara_2c, vy_2c, workbook):
    nb.chart(workbook, "2C", vy_2c, spara_2c)
    return


@app.cell
def val_2c(aterstall_2c, workbook):
    vy_2c, spara_2c, tankt_2c = nb.controls(workbook, "2C", aterstall_2c)
    nb.panel(vy_2c, spara_2c, aterstall_2c)
    return spara_2c, tankt_2c, vy_2c


@app.cell
def bakom_2c(tankt_2c, workbook):
    nb.behind(workbook, "2C", tankt_2c)
    return


@app.cell
def kommentar_2c(workbook):
    nb.comment(workbook, "2C", "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(workbook):
    nb.foot(workbook)
    return


if __name__ == "__main__":
    app.run()
