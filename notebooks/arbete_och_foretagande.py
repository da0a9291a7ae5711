import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Arbete och företagande – Norrköping")

with app.setup:
    import goalkit as gk


@app.cell
def underlag():
    bok = gk.open_workbook("norrkoping-2023-2026")
    return (bok,)


@app.cell(hide_code=True)
def huvud(bok):
    gk.head(bok, "arbete_och_foretagande")
    return


@app.cell(hide_code=True)
def inledning_1(bok):
    gk.goal(bok, 1)
    return


@app.cell
def mal_1a(bok):
    m1a = bok["1A"]
    val_1a = gk.controls(m1a)
    gk.card(m1a)
    return m1a, val_1a


@app.cell
def tal_1a(m1a):
    t1a = m1a.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Riket"]).abs().round(9))
    gk.check(m1a, lambda: t1a.skillnad[m1a.year] < t1a.skillnad[m1a.base_year], t1a)
    return (t1a,)


@app.cell
def diagram_1a(m1a, val_1a):
    gk.figure(m1a, val_1a)
    return


@app.cell
def bredvid_1a(m1a, val_1a):
    gk.behind(m1a, val_1a)
    return


@app.cell
def kommentar_1a(m1a):
    gk.comment(m1a, "", year=None)
    return


@app.cell
def mal_1b(bok):
    m1b = bok["1B"]
    val_1b = gk.controls(m1b)
    gk.card(m1b)
    return m1b, val_1b


@app.cell
def tal_1b(m1b):
    t1b = m1b.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Kommungenomsnittet"]).round(9))
    gk.check(m1b, lambda: t1b.skillnad[m1b.year] > 0, t1b)
    return (t1b,)


@app.cell
def diagram_1b(m1b, val_1b):
    gk.figure(m1b, val_1b)
    return


@app.cell
def bredvid_1b(m1b, val_1b):
    gk.behind(m1b, val_1b)
    return


@app.cell
def kommentar_1b(m1b):
    gk.comment(m1b, "", year=None)
    return


@app.cell
def mal_1c(bok):
    m1c = bok["1C"]
    val_1c = gk.controls(m1c)
    gk.card(m1c)
    return m1c, val_1c


@app.cell
def tal_1c(m1c):
    t1c = m1c.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Kommungenomsnittet"]).abs().round(9))
    gk.check(m1c, lambda: t1c.skillnad[m1c.year] < t1c.skillnad[m1c.base_year], t1c)
    return (t1c,)


@app.cell
def diagram_1c(m1c, val_1c):
    gk.figure(m1c, val_1c)
    return


@app.cell
def bredvid_1c(m1c, val_1c):
    gk.behind(m1c, val_1c)
    return


@app.cell
def kommentar_1c(m1c):
    gk.comment(m1c, "", year=None)
    return


@app.cell(hide_code=True)
def inledning_2(bok):
    gk.goal(bok, 2)
    return


@app.cell
def mal_2a(bok):
    m2a = bok["2A"]
    val_2a = gk.controls(m2a)
    gk.card(m2a)
    return m2a, val_2a


@app.cell
def tal_2a(m2a):
    t2a = m2a.data.assign(
        eget=lambda t: ((t["Norrköping"] / t["Norrköping"][m2a.base_year] - 1) * 100).round(9),
        deras=lambda t: ((t["Riket"] / t["Riket"][m2a.base_year] - 1) * 100).round(9),
    )
    gk.check(m2a, lambda: t2a.eget[m2a.year] > t2a.deras[m2a.year], t2a)
    return (t2a,)


@app.cell
def diagram_2a(m2a, val_2a):
    gk.figure(m2a, val_2a)
    return


@app.cell
def bredvid_2a(m2a, val_2a):
    gk.behind(m2a, val_2a)
    return


@app.cell
def kommentar_2a(m2a):
    gk.comment(m2a, "", year=None)
    return


@app.cell
def mal_2b(bok):
    m2b = bok["2B"]
    val_2b = gk.controls(m2b)
    gk.card(m2b)
    return m2b, val_2b


@app.cell
def tal_2b(m2b):
    t2b = m2b.data
    gk.check(m2b, lambda: t2b["Norrköping"][m2b.year] > t2b["Norrköping"][m2b.base_year], t2b)
    return (t2b,)


@app.cell
def diagram_2b(m2b, val_2b):
    gk.figure(m2b, val_2b)
    return


@app.cell
def bredvid_2b(m2b, val_2b):
    gk.behind(m2b, val_2b)
    return


@app.cell
def kommentar_2b(m2b):
    gk.comment(m2b, "", year=None)
    return


@app.cell
def mal_2c(bok):
    m2c = bok["2C"]
    val_2c = gk.controls(m2c)
    gk.card(m2c)
    return m2c, val_2c


@app.cell
def tal_2c(m2c):
    t2c = m2c.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Riket"]).abs().round(9))
    gk.check(m2c, lambda: t2c.skillnad[m2c.year] < t2c.skillnad[m2c.base_year], t2c)
    return (t2c,)


@app.cell
def diagram_2c(m2c, val_2c):
    gk.figure(m2c, val_2c)
    return


@app.cell
def bredvid_2c(m2c, val_2c):
    gk.behind(m2c, val_2c)
    return


@app.cell
def kommentar_2c(m2c):
    gk.comment(m2c, "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(bok):
    gk.foot(bok)
    return


if __name__ == "__main__":
    app.run()
