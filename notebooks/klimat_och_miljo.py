import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Klimat och miljö – Norrköping")

with app.setup:
    import goalkit as gk


@app.cell
def underlag():
    bok = gk.open_workbook("norrkoping-2023-2026")
    return (bok,)


@app.cell(hide_code=True)
def huvud(bok):
    gk.head(bok, "klimat_och_miljo")
    return


@app.cell(hide_code=True)
def inledning_5(bok):
    gk.goal(bok, 5)
    return


@app.cell
def mal_5a(bok):
    m5a = bok["5A"]
    val_5a = gk.controls(m5a)
    gk.card(m5a)
    return m5a, val_5a


@app.cell
def tal_5a(m5a):
    t5a = m5a.data
    gk.check(m5a, lambda: t5a["Norrköping"][m5a.year] < t5a["Norrköping"][m5a.base_year], t5a)
    return (t5a,)


@app.cell
def diagram_5a(m5a, val_5a):
    gk.figure(m5a, val_5a)
    return


@app.cell
def bredvid_5a(m5a, val_5a):
    gk.behind(m5a, val_5a)
    return


@app.cell
def kommentar_5a(m5a):
    gk.comment(m5a, "", year=None)
    return


@app.cell
def mal_5b(bok):
    m5b = bok["5B"]
    val_5b = gk.controls(m5b)
    gk.card(m5b)
    return m5b, val_5b


@app.cell
def tal_5b(m5b):
    t5b = m5b.data
    gk.check(m5b, lambda: t5b["Norrköping"][m5b.year] < t5b["Norrköping"][m5b.base_year], t5b)
    return (t5b,)


@app.cell
def diagram_5b(m5b, val_5b):
    gk.figure(m5b, val_5b)
    return


@app.cell
def bredvid_5b(m5b, val_5b):
    gk.behind(m5b, val_5b)
    return


@app.cell
def kommentar_5b(m5b):
    gk.comment(m5b, "", year=None)
    return


@app.cell
def mal_5c(bok):
    m5c = bok["5C"]
    val_5c = gk.controls(m5c)
    gk.card(m5c)
    return m5c, val_5c


@app.cell
def tal_5c(m5c):
    t5c = m5c.data
    gk.check(m5c, lambda: t5c["Norrköping"][m5c.year] > t5c["Norrköping"][m5c.base_year], t5c)
    return (t5c,)


@app.cell
def diagram_5c(m5c, val_5c):
    gk.figure(m5c, val_5c)
    return


@app.cell
def bredvid_5c(m5c, val_5c):
    gk.behind(m5c, val_5c)
    return


@app.cell
def kommentar_5c(m5c):
    gk.comment(m5c, "", year=None)
    return


@app.cell
def mal_5d(bok):
    m5d = bok["5D"]
    val_5d = gk.controls(m5d)
    gk.card(m5d)
    return m5d, val_5d


@app.cell
def tal_5d(m5d):
    t5d = m5d.data
    gk.check(m5d, lambda: t5d["Norrköping"][m5d.year] > t5d["Norrköping"][m5d.base_year], t5d)
    return (t5d,)


@app.cell
def diagram_5d(m5d, val_5d):
    gk.figure(m5d, val_5d)
    return


@app.cell
def bredvid_5d(m5d, val_5d):
    gk.behind(m5d, val_5d)
    return


@app.cell
def kommentar_5d(m5d):
    gk.comment(m5d, "", year=None)
    return


@app.cell
def mal_5e(bok):
    m5e = bok["5E"]
    val_5e = gk.controls(m5e)
    gk.card(m5e)
    return m5e, val_5e


@app.cell
def tal_5e(m5e):
    t5e = m5e.data
    gk.check(m5e, lambda: t5e["Norrköping"][m5e.year] > t5e["Norrköping"][m5e.base_year], t5e)
    return (t5e,)


@app.cell
def diagram_5e(m5e, val_5e):
    gk.figure(m5e, val_5e)
    return


@app.cell
def bredvid_5e(m5e, val_5e):
    gk.behind(m5e, val_5e)
    return


@app.cell
def kommentar_5e(m5e):
    gk.comment(m5e, "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(bok):
    gk.foot(bok)
    return


if __name__ == "__main__":
    app.run()
