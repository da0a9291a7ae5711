import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Välfärd och valfrihet – Norrköping")

with app.setup:
    import goalkit as gk


@app.cell
def underlag():
    bok = gk.open_workbook("norrkoping-2023-2026")
    return (bok,)


@app.cell(hide_code=True)
def huvud(bok):
    gk.head(bok, "valfard_och_valfrihet")
    return


@app.cell(hide_code=True)
def inledning_3(bok):
    gk.goal(bok, 3)
    return


@app.cell
def mal_3a(bok):
    m3a = bok["3A"]
    val_3a = gk.controls(m3a)
    gk.card(m3a)
    return m3a, val_3a


@app.cell
def tal_3a(m3a):
    t3a = m3a.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Riket"]).abs().round(9))
    gk.check(m3a, lambda: t3a.skillnad[m3a.year] < t3a.skillnad[m3a.base_year], t3a)
    return (t3a,)


@app.cell
def diagram_3a(m3a, val_3a):
    gk.figure(m3a, val_3a)
    return


@app.cell
def bredvid_3a(m3a, val_3a):
    gk.behind(m3a, val_3a)
    return


@app.cell
def kommentar_3a(m3a):
    gk.comment(m3a, "", year=None)
    return


@app.cell
def mal_3b(bok):
    m3b = bok["3B"]
    val_3b = gk.controls(m3b)
    gk.card(m3b)
    return m3b, val_3b


@app.cell
def tal_3b(m3b):
    t3b = m3b.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Riket"]).abs().round(9))
    gk.check(m3b, lambda: t3b.skillnad[m3b.year] < t3b.skillnad[m3b.base_year], t3b)
    return (t3b,)


@app.cell
def diagram_3b(m3b, val_3b):
    gk.figure(m3b, val_3b)
    return


@app.cell
def bredvid_3b(m3b, val_3b):
    gk.behind(m3b, val_3b)
    return


@app.cell
def kommentar_3b(m3b):
    gk.comment(m3b, "", year=None)
    return


@app.cell
def mal_3c(bok):
    m3c = bok["3C"]
    val_3c = gk.controls(m3c)
    gk.card(m3c)
    return m3c, val_3c


@app.cell
def tal_3c(m3c):
    t3c = m3c.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Riket"]).abs().round(9))
    gk.check(m3c, lambda: t3c.skillnad[m3c.year] < t3c.skillnad[m3c.base_year], t3c)
    return (t3c,)


@app.cell
def diagram_3c(m3c, val_3c):
    gk.figure(m3c, val_3c)
    return


@app.cell
def bredvid_3c(m3c, val_3c):
    gk.behind(m3c, val_3c)
    return


@app.cell
def kommentar_3c(m3c):
    gk.comment(m3c, "", year=None)
    return


@app.cell(hide_code=True)
def inledning_4(bok):
    gk.goal(bok, 4)
    return


@app.cell
def mal_4a(bok):
    m4a = bok["4A"]
    val_4a = gk.controls(m4a)
    gk.card(m4a)
    return m4a, val_4a


@app.cell
def tal_4a(m4a):
    t4a = m4a.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Kommungenomsnittet"]).abs().round(9))
    gk.check(m4a, lambda: t4a.skillnad[m4a.year] < t4a.skillnad[m4a.base_year], t4a)
    return (t4a,)


@app.cell
def diagram_4a(m4a, val_4a):
    gk.figure(m4a, val_4a)
    return


@app.cell
def bredvid_4a(m4a, val_4a):
    gk.behind(m4a, val_4a)
    return


@app.cell
def kommentar_4a(m4a):
    gk.comment(m4a, "", year=None)
    return


@app.cell
def mal_4b(bok):
    m4b = bok["4B"]
    val_4b = gk.controls(m4b)
    gk.card(m4b)
    return m4b, val_4b


@app.cell
def tal_4b(m4b):
    t4b = m4b.data
    gk.check(m4b, lambda: t4b["Norrköping"][m4b.year] > t4b["Norrköping"][m4b.base_year], t4b)
    return (t4b,)


@app.cell
def diagram_4b(m4b, val_4b):
    gk.figure(m4b, val_4b)
    return


@app.cell
def bredvid_4b(m4b, val_4b):
    gk.behind(m4b, val_4b)
    return


@app.cell
def kommentar_4b(m4b):
    gk.comment(m4b, "", year=None)
    return


@app.cell
def mal_4c(bok):
    m4c = bok["4C"]
    val_4c = gk.controls(m4c)
    gk.card(m4c)
    return m4c, val_4c


@app.cell
def tal_4c(m4c):
    t4c = m4c.data.assign(skillnad=lambda t: (t["Norrköping"] - t["Riket"]).abs().round(9))
    gk.check(m4c, lambda: t4c.skillnad[m4c.year] < t4c.skillnad[m4c.base_year], t4c)
    return (t4c,)


@app.cell
def diagram_4c(m4c, val_4c):
    gk.figure(m4c, val_4c)
    return


@app.cell
def bredvid_4c(m4c, val_4c):
    gk.behind(m4c, val_4c)
    return


@app.cell
def kommentar_4c(m4c):
    gk.comment(m4c, "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(bok):
    gk.foot(bok)
    return


if __name__ == "__main__":
    app.run()
