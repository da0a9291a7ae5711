import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Trygghet och säkerhet – Norrköping")

with app.setup:
    import goalkit as gk


@app.cell
def underlag():
    bok = gk.open_workbook("norrkoping-2023-2026")
    return (bok,)


@app.cell(hide_code=True)
def huvud(bok):
    gk.head(bok, "trygghet_och_sakerhet")
    return


@app.cell(hide_code=True)
def inledning_6(bok):
    gk.goal(bok, 6)
    return


@app.cell
def mal_6a(bok):
    m6a = bok["6A"]
    val_6a = gk.controls(m6a)
    gk.card(m6a)
    return m6a, val_6a


@app.cell
def tal_6a(m6a):
    t6a = m6a.data.assign(
        eget=lambda t: ((t["Norrköping"] / t["Norrköping"][m6a.base_year] - 1) * 100).round(9),
        deras=lambda t: ((t["Riket"] / t["Riket"][m6a.base_year] - 1) * 100).round(9),
    )
    gk.check(m6a, lambda: t6a.eget[m6a.year] < t6a.deras[m6a.year], t6a)
    return (t6a,)


@app.cell
def diagram_6a(m6a, val_6a):
    gk.figure(m6a, val_6a)
    return


@app.cell
def bredvid_6a(m6a, val_6a):
    gk.behind(m6a, val_6a)
    return


@app.cell
def kommentar_6a(m6a):
    gk.comment(m6a, "", year=None)
    return


@app.cell
def mal_6b(bok):
    m6b = bok["6B"]
    val_6b = gk.controls(m6b)
    gk.card(m6b)
    return m6b, val_6b


@app.cell
def tal_6b(m6b):
    t6b = m6b.data
    gk.check(m6b, lambda: t6b["Norrköping"][m6b.year] > t6b["Norrköping"][m6b.base_year], t6b)
    return (t6b,)


@app.cell
def diagram_6b(m6b, val_6b):
    gk.figure(m6b, val_6b)
    return


@app.cell
def bredvid_6b(m6b, val_6b):
    gk.behind(m6b, val_6b)
    return


@app.cell
def kommentar_6b(m6b):
    gk.comment(m6b, "", year=None)
    return


@app.cell
def mal_6c(bok):
    m6c = bok["6C"]
    val_6c = gk.controls(m6c)
    gk.card(m6c)
    return m6c, val_6c


@app.cell
def tal_6c(m6c):
    t6c = m6c.data
    gk.check(m6c, lambda: t6c["Norrköping"][m6c.year] > t6c["Norrköping"][m6c.base_year], t6c)
    return (t6c,)


@app.cell
def diagram_6c(m6c, val_6c):
    gk.figure(m6c, val_6c)
    return


@app.cell
def bredvid_6c(m6c, val_6c):
    gk.behind(m6c, val_6c)
    return


@app.cell
def kommentar_6c(m6c):
    gk.comment(m6c, "", year=None)
    return


@app.cell
def mal_6d(bok):
    m6d = bok["6D"]
    val_6d = gk.controls(m6d)
    gk.card(m6d)
    return m6d, val_6d


@app.cell
def tal_6d(m6d):
    t6d = m6d.data
    gk.check(m6d, lambda: t6d["Norrköping"][m6d.year] < t6d["Norrköping"][m6d.base_year], t6d)
    return (t6d,)


@app.cell
def diagram_6d(m6d, val_6d):
    gk.figure(m6d, val_6d)
    return


@app.cell
def bredvid_6d(m6d, val_6d):
    gk.behind(m6d, val_6d)
    return


@app.cell
def kommentar_6d(m6d):
    gk.comment(m6d, "", year=None)
    return


@app.cell(hide_code=True)
def underlag_och_kallor(bok):
    gk.foot(bok)
    return


if __name__ == "__main__":
    app.run()
