"""The review before publishing, approval, and the lasting pages of a follow-up, from end to end."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Browser, expect

from goalkit.charts.view import View
from goalkit.cli import cli
from goalkit.errors import DataError
from goalkit.planfile import load_plan
from goalkit.publishing.records import publications
from goalkit.show.scaffold import write_notebooks
from goalkit.show.views import save_view, view_file
from tests.browser import fresh_profile
from tests.made_up import ONE_AREA, keep, means_of, rows
from tests.own_series import csv_text, row
from tests.test_publish_in_browser import AXE, COLLIDING, RULES, fonts_come
from tests.websites import Outline, days_as_text
from tests.whole import WHOLE

pytestmark = [pytest.mark.usefixtures("drawn_once"), WHOLE]

PLAN = "exempelkommun-2023-2026"
MEANS = [means_of("N90001+N90002", "N90003")]
Run = Callable[..., Result]


def series(**behover: float) -> dict:
    own = {2022: 1000.0, **{int(year[1:]): value for year, value in behover.items()}}
    return {"N90004": {"9001": own, "0000": {2022: 1000.0, 2023: 990.0, 2024: 980.0}}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a made-up project: one vintage, an own series, the notebooks of its plan."""
    keep(tmp_path / "data", "2025-03-01", rows(series(y2023=950.0)), means=MEANS)
    write_notebooks(load_plan(ONE_AREA), str(ONE_AREA), tmp_path / "notebooks")
    own = tmp_path / "data" / "local" / PLAN / "9001" / "eget.csv"
    own.parent.mkdir(parents=True)
    own.write_text(
        csv_text(row(värde="43"), row(år="2023", värde="44", mätt="2023-08-15", inlagt="2024-02-01")), "utf-8"
    )
    return tmp_path


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the project, as its user does."""
    monkeypatch.chdir(home)
    monkeypatch.delenv("GOALKIT_DATA", raising=False)

    def command(*arguments: str) -> Result:
        plan = () if arguments[0] == "verify" else ("--plan", str(ONE_AREA))
        return CliRunner().invoke(cli, [*arguments, *plan])

    return command


def lines(done: Result) -> dict[str, str]:
    """Return the mark of each part of a review."""
    return {m[2]: m[1] for m in re.finditer(r"^(ok|FEL|\?) +(\S+(?: \S+)*)  ", done.output, re.MULTILINE)}


ALL = [
    "Kontrollsummor",
    "Plan",
    "Egna serier",
    "Sparade diagram",
    "Anteckningsböcker",
    "Kommentarer",
    "Fri text",
    "Tillgänglighet",
    "Facit",
    "Ändrat sedan sist",
]


def approve(home: Path, done: Result, name: str | None = None) -> None:
    """Fill in what a review that passed prints, and add it."""
    told = done.output[done.output.index("[[publication]]") :]
    for blank, filled in (
        ('approver = "…"', 'approver = "exempelchef"'),
        ('approved = "…"', "approved = 2026-10-05"),
        ('unit = "…"', 'unit = "Exempelenheten"'),
        ('contact = "…"', 'contact = "e@exempel.invalid"'),
    ):
        assert blank in told
        told = told.replace(blank, filled)
    if name is not None or 'follow_up = "…"' in told:
        name = name or "Delår 2026"
        told = re.sub(r'follow_up = "[^"]*"', f'follow_up = "{name}"', told)
    with (home / "data" / "publications.toml").open("a", encoding="utf-8") as file:
        file.write(told)


def test_a_review_that_passes_is_one_page_and_is_kept_under_its_fingerprint(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    done = run("review")
    assert done.exit_code == 0, done.output
    assert lines(done) == dict.fromkeys(ALL, "ok")
    assert len(done.output.splitlines()) <= 40
    (kept,) = (home / "data" / "reviews").iterdir()
    assert f'inputs = "{kept.stem}"' in done.output
    before = kept.read_bytes()
    assert run("review").output == done.output
    assert kept.read_bytes() == before


def damage_vintage(home: Path) -> None:
    path = home / "data" / "kolada" / "2025-03-01" / "areas.json"
    path.write_bytes(path.read_bytes() + b" ")


def damage_series(home: Path) -> None:
    path = home / "data" / "local" / PLAN / "9001" / "eget.csv"
    path.write_text(path.read_text("utf-8").replace(";44;", ";fyra;"), "utf-8")


def change_notebook(home: Path, old: str, new: str) -> None:
    path = home / "notebooks" / "allt.py"
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new), "utf-8")


def break_notebook(home: Path) -> None:
    change_notebook(home, "gk.goal(bok, 1)", "1 / 0")


def leave_target_out(home: Path) -> None:
    change_notebook(home, "gk.card(mover)", "None")


def comment_of_an_older_year(home: Path) -> None:
    change_notebook(
        home,
        'gk.comment(mbehover, "", year=None)',
        'gk.comment(mbehover, "Så blev det.", year=2022)',
    )


def damage_follow_up(home: Path) -> None:
    path = home / "data" / "follow-ups" / PLAN / "delar-2026" / "verdicts.csv"
    path.write_bytes(path.read_bytes().replace(b"behover;met", b"behover;not_met"))


def read_the_clock(home: Path) -> None:
    change_notebook(home, "gk.goal(bok, 1)", "import time; str(time.perf_counter_ns())")


def correct_in_time_to_come(home: Path) -> None:
    told = f'plan = "{PLAN}"\ndate = 2999-01-01\nwas = "1"\nnow = "2"'
    (home / "data" / "corrections.toml").write_text(f"[[correction]]\n{told}\n", "utf-8")


@pytest.mark.parametrize(
    ("damage", "fails", "said"),
    [
        (read_the_clock, {"Anteckningsböcker"}, "allt.html blir inte likadan när den görs en gång till"),
        (correct_in_time_to_come, {"Rättelser"}, "dagen 2999-01-01 har inte varit än"),
        (damage_series, {"Egna serier"}, "fyra"),
        (break_notebook, {"Anteckningsböcker", "Ändrat sedan sist"}, "ZeroDivisionError"),
        (leave_target_out, {"Anteckningsböcker"}, "over visas inte på någon sida"),
        (comment_of_an_older_year, {"Kommentarer"}, "behover: Kommentaren skrevs för 2022; bedömningen gäller 2023"),
        (damage_vintage, {"Kontrollsummor"}, "areas.json"),
        (damage_follow_up, {"Kontrollsummor"}, "verdicts.csv är inte den som frystes"),
    ],
)
def test_a_fault_is_named_under_its_part_and_nothing_is_kept(
    home: Path, run: Run, damage: Callable[[Path], None], fails: set[str], said: str
):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    damage(home)
    done = run("review")
    assert done.exit_code == 1
    assert said in done.output
    assert fails <= {part for part, mark in lines(done).items() if mark != "ok"}
    assert "Granskningen gick inte igenom" in done.output
    assert not (home / "data" / "reviews").exists()


def test_numbers_that_were_typed_into_a_comment_are_told_and_stop_nothing(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    call, text = 'gk.comment(mbehover, "", year=None)', "Från {behover.own_base} till 950 år 2023."
    change_notebook(home, call, f'gk.comment(mbehover, "{text}", year=2023)')
    done = run("review")
    assert "behover: 950 och 2023 är skrivet för hand och ändras inte med data." in done.output
    assert done.exit_code == 0
    assert lines(done)["Kommentarer"] == "ok"


def test_numbers_that_were_typed_into_a_saved_chart_are_told_and_a_damaged_one_is_a_fault(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    save_view(home / "data", PLAN, "behover", View(heading="Från 2022", caption="Målet är 950 st"))
    done = run("review")
    assert "behover: 950 i diagrammets texter är skrivet för hand och ändras inte med data." in done.output
    assert lines(done)["Sparade diagram"] == "ok"
    view_file(home / "data", PLAN, "behover").write_text("areas = [", encoding="utf-8")
    done = run("review")
    assert lines(done)["Sparade diagram"] != "ok"
    assert "behover.toml går inte att använda" in done.output


def test_a_comment_that_says_no_year_is_told_since_nobody_can_see_that_it_is_old(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    change_notebook(home, 'gk.comment(mbehover, "", year=None)', 'gk.comment(mbehover, "Så blev det.")')
    done = run("review")
    said = "behover: kommentaren säger inte vilket år den skrevs för"
    assert done.output.count(said) == 1
    assert done.exit_code == 0
    assert lines(done)["Kommentarer"] == "ok"
    change_notebook(home, '"Så blev det."', '"Så blev det.", year=2023')
    assert said not in run("review").output


def test_what_is_wrong_in_a_frozen_follow_up_is_mended_by_freezing_another(home: Path, run: Run):
    comment_of_an_older_year(home)
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    again = "Rätta felen och granska igen."
    instead = "Det som är fryst ändras inte: rätta felen, frys en uppföljning med ett nytt namn och granska den."
    done = run("review")
    assert (done.exit_code, again in done.output, instead in done.output) == (1, True, False)
    done = run("review", "--follow-up", "delar-2026")
    assert (done.exit_code, again in done.output, instead in done.output) == (1, False, True)
    change_notebook(home, "year=2022", "year=2023")
    assert run("follow-up", "new", "Delår 2026, rättad").exit_code == 0
    assert run("review", "--follow-up", "Delår 2026, rättad").exit_code == 0


def test_a_withdrawn_follow_up_is_on_record_but_is_neither_the_answer_nor_approved_nor_verified(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    assert run("publish", "--follow-up", "delar-2026").exit_code == 0
    page = str(home / "site" / "delar-2026" / "allt.html")
    assert run("follow-up", "withdraw", "Delår 2026", "--reason", "fel tal").exit_code == 0
    assert lines(run("review"))["Facit"] == "?"
    assert "delar-2026, återtagen" in str(run("review", "--follow-up", "delar-2026").exception)
    done = run("verify", page)
    assert (done.exit_code, "återtogs" in done.output) == (2, True)
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    approve(home, run("review", "--follow-up", "Delår 2026"))
    refused = run("follow-up", "withdraw", "Delår 2026", "--reason", "fel tal")
    assert "Delår 2026 är godkänd i data/publications.toml och återtas inte" in str(refused.exception)


def test_without_a_follow_up_there_is_nothing_to_hold_the_verdicts_against(home: Path, run: Run):
    done = run("review")
    assert done.exit_code == 2
    assert lines(done)["Facit"] == "?"
    assert not (home / "data" / "reviews").exists()


def test_before_the_first_publishing_there_is_no_site_but_one_that_is_named_has_to_be_there(run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    first = run("review")
    assert "ingen webbplats finns i site/ att jämföra med" in first.output
    assert (first.exit_code, lines(first)["Ändrat sedan sist"]) == (0, "ok")
    mistyped = run("review", "--site", "sajt")
    assert "Ingen webbplats finns i sajt/. Rätta `--site`." in mistyped.output
    assert (mistyped.exit_code, lines(mistyped)["Ändrat sedan sist"]) == (2, "?")


def test_a_program_that_judges_otherwise_is_found(run: Run, monkeypatch: pytest.MonkeyPatch):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    monkeypatch.setattr("goalkit.model.Better.sign", property(lambda self: -1 if self == "higher" else 1))
    done = run("review")
    assert done.exit_code == 1
    assert "Det som frystes ger inte samma bedömningar: behover." in done.output


def test_verdicts_that_are_others_than_on_the_published_site_are_named_with_the_reason(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    assert run("publish").exit_code == 0
    keep(home / "data", "2026-09-28", rows(series(y2023=950.0, y2024=1200.0)), means=MEANS)
    done = run("review")
    assert done.exit_code == 0, done.output
    assert (
        "behover: uppnådd (2023) → ej uppnådd (2024): nytt värde för 2024; datauttag 2025-03-01 → 2026-09-28"
        in done.output
    )
    path = home / "site" / "data" / "status.json"
    path.write_text("{}", "utf-8")
    assert run("review").exit_code == 1


def words(page: Path) -> str:
    """Return a page's words, each blank an ordinary one."""
    seen = re.sub(r"<(style|script|svg)\b.*?</\1>|<[^>]+>", " ", days_as_text(page.read_text("utf-8")), flags=re.DOTALL)
    return " ".join(unescape(seen).split())


@WHOLE
def test_a_correction_reaches_the_approved_page_that_is_wrong_outside_what_was_approved(home: Path, run: Run):
    for name in ("Delår 2026", "Helår 2026"):
        assert run("follow-up", "new", name).exit_code == 0
    approve(home, run("review", "--follow-up", "helar-2026"))
    assert "Sidorna är godkända" in run("publish", "--follow-up", "helar-2026").output
    page = home / "site" / "helar-2026" / "allt.html"
    lasting = {path: path.read_bytes() for path in page.parent.rglob("*") if path.is_file()}
    told = f'plan = "{PLAN}"\ndate = 2026-11-20\ntarget = "behover"\nwas = "1 100 <st>"\nnow = "1 200"'
    corrections = home / "data" / "corrections.toml"
    corrections.write_text(f'[[correction]]\n{told}\nfollow_up = "Helar 2026"\n', "utf-8")
    refused = run("publish", "--follow-up", "helar-2026")
    assert "nämner Helar 2026, som ingen uppföljning heter. De som finns: Delår 2026, Helår 2026." in str(
        refused.exception
    )
    corrections.write_text(f'[[correction]]\n{told}\nfollow_up = "Delår 2026"\n', "utf-8")
    assert run("publish", "--follow-up", "helar-2026").exit_code == 0
    assert {path: path.read_bytes() for path in lasting} == lasting, "a correction of another follow-up's pages"
    corrections.write_text(f"[[correction]]\n{told}\n", "utf-8")
    assert "Rättelserna: data/corrections.toml säger något annat" in run("verify", str(page)).output
    assert "Sidorna är godkända" in run("publish", "--follow-up", "helar-2026").output, (
        "it is outside what was approved"
    )
    said = "Rättelse 2026-11-20, behover: stod ”1 100 <st>”, rätt är ”1 200”."
    assert words(page).count(said) == 2, "at the top and at the target"
    assert re.search(
        r'<h\d id="mal-behover"[^>]*>[^\n]*?</h\d><div class="gk-correction gk-later">', page.read_text("utf-8")
    )
    assert words(page).count("är ingen del av det som godkänts") == 2
    assert said in words(page.with_name("index.html"))
    assert "Inga rättelser." not in words(page)
    assert run("verify", str(page), str(page.with_name("index.html"))).exit_code == 0


@WHOLE
def test_from_freezing_to_lasting_pages(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    keep(home / "data", "2026-09-28", rows(series(y2023=950.0, y2024=1200.0)), means=MEANS)
    assert run("follow-up", "new", "Helår 2026").exit_code == 0
    page = home / "site" / "helar-2026" / "allt.html"

    done = run("publish", "--follow-up", "Helår 2026")
    assert "granska med `goalkit review --follow-up helar-2026`" in done.output
    assert "Utkast. Sidan är inte granskad och godkänd." in words(page)

    reviewed = run("review", "--follow-up", "helar-2026")
    assert reviewed.exit_code == 0, reviewed.output
    assert 'follow_up = "Helår 2026"' in reviewed.output
    approve(home, reviewed)
    assert "Sidorna är godkända: Helår 2026, 2026-10-05" in run("publish", "--follow-up", "helar-2026").output
    told = words(page)
    assert "Utkast" not in told
    for said in ("Senast uppdaterad 2026-10-05", "exempelchef", "Exempelenheten, e@exempel.invalid", "Helår 2026."):
        assert said in told
    assert (
        "Vid förra uppföljningen (Delår 2026): uppnådd (2023). Skillnaden beror på ett nytt värde (N90004 "
        "Exempelkommun 2024: 1 200) i datauttaget 2026-09-28 (talen är före omräkning)." in told
    )

    assert "Sidorna är godkända" in run("publish").output, "what is current rests on the same"
    pages = [str(path) for path in sorted((home / "site").rglob("*.html"))]
    assert len(pages) == 6
    done = run("verify", *pages)
    assert done.exit_code == 0, done.output
    start = home / "site" / "index.html"
    links = [a["href"] for a in Outline(start.read_text("utf-8")).named("a")]
    assert "helar-2026/index.html" in links
    assert not [href for href in links if "delar-2026" in href], "only those that have pages are linked"

    lasting = {path: path.read_bytes() for path in (home / "site" / "helar-2026").rglob("*") if path.is_file()}
    own = home / "data" / "local" / PLAN / "9001" / "eget.csv"
    own.write_text(own.read_text("utf-8").replace(";44;", ";42;"), "utf-8")
    done = run("publish")
    assert "Godkännandet av Helår 2026 (2026-10-05) gäller ett annat underlag" in done.output
    assert "Utkast. Sidan är inte granskad och godkänd." in words(home / "site" / "allt.html")
    assert "eget" in run("review").output
    assert {path: path.read_bytes() for path in lasting} == lasting
    done = run("verify", *(str(path) for path in lasting if path.suffix == ".html"))
    assert done.exit_code == 0, done.output
    assert run("publish", "--follow-up", "helar-2026").exit_code == 0, "the same bytes may be written again"
    page.write_text(page.read_text("utf-8").replace("gk-since", "gk-since "), "utf-8")
    refused = run("publish", "--follow-up", "helar-2026")
    assert "har godkända sidor, och de ändras inte" in str(refused.exception)


@WHOLE
def test_an_approval_without_a_review_of_exactly_this_stays_a_draft_and_says_why(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    approve(home, run("review"))
    (kept,) = (home / "data" / "reviews").iterdir()
    assert "Sidorna är godkända" in run("publish").output
    content = kept.read_bytes()
    kept.unlink()
    done = run("publish")
    assert "godkännandet finns, men `goalkit review` har inte gått igenom" in done.output
    page = home / "site" / "allt.html"
    assert "granskningen av det som sidan vilar på saknas" in words(page)
    assert run("verify", str(page)).exit_code == 0
    kept.write_bytes(content.replace(kept.stem.encode(), b"0" * 64))
    assert "gäller ett annat underlag än filen heter" in str(run("publish").exception)
    kept.write_bytes(content.replace(b'"Facit"', b'"Annat"'))
    assert "är inte som en granskning skrev den" in str(run("publish").exception)
    kept.write_bytes(content)
    done = run("verify", str(page))
    assert done.exit_code == 2, "the page says draft, and it is approved since"
    assert "Godkännandet" in done.output


@pytest.mark.parametrize(
    "blank", ["approver", *(pytest.param(b, marks=WHOLE) for b in ("unit", "contact", "follow_up"))]
)
def test_an_approval_with_a_blank_that_nobody_filled_in_is_a_fault_not_an_approval(home: Path, run: Run, blank: str):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    approve(home, run("review"))
    path = home / "data" / "publications.toml"
    path.write_text(
        re.sub(rf'^{blank} = ".*?"', f'{blank} = "…"', path.read_text("utf-8"), flags=re.MULTILINE), "utf-8"
    )
    refused = run("publish")
    assert f"`{blank}` är inte ifyllt" in str(refused.exception)
    assert not (home / "site").exists()


def test_what_a_review_prints_can_be_pasted_as_it_stands_and_every_blank_is_then_told(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    done = run("review")
    (home / "data" / "publications.toml").write_text(done.output[done.output.index("[[publication]]") :], "utf-8")
    said = str(run("publish").exception)
    assert re.findall(r"`(\w+)` är inte ifyllt \(skriv ", said) == [
        "follow_up",
        "approver",
        "approved",
        "unit",
        "contact",
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("approver", '"Anna Exempelsson"', "`approver` är 'Anna Exempelsson', men en persons namn hör inte hit"),
        ("approved", "2999-01-01", "`approved` är 2999-01-01, en dag som inte har varit"),
        ("approved", '"igår"', "publication[0].approved: 'igår' går inte; där ska stå ett datum (ÅÅÅÅ-MM-DD)"),
        ("inputs", '"abc"', "publication[0].inputs: 'abc' går inte; där ska stå"),
        ("unit", None, "publication[0]: fältet `unit` saknas; där ska stå en text som inte är tom"),
    ],
)
def test_a_fault_in_an_approval_is_told_in_swedish_with_what_to_write(
    tmp_path: Path, field: str, value: str | None, said: str
):
    fields = {
        "plan": '"p"', "follow_up": '"Delår 2026"', "inputs": f'"{"0" * 64}"', "approver": '"exempelchef"',
        "approved": "2026-10-05", "unit": '"u"', "contact": '"c"', field: value,
    }  # fmt: skip
    text = "\n".join(f"{name} = {each}" for name, each in fields.items() if each is not None)
    (tmp_path / "publications.toml").write_text(f"[[publication]]\n{text}\n", "utf-8")
    with pytest.raises(DataError) as refused:
        publications(tmp_path, "p")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_review_that_somebody_wrote_by_hand_is_none(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    inputs = re.search(r'inputs = "(\w+)"', run("review").output)[1]
    kept = home / "data" / "reviews" / f"{inputs}.toml"
    assert run("publish").exit_code == 0
    kept.write_text(f'plan = "{PLAN}"\ninputs = "{inputs}"\nchecked = ["Plan"]\n', "utf-8")
    refused = run("publish")
    assert "är inte som en granskning skrev den, så den gäller inte. Ta bort filen" in str(refused.exception)


def test_an_accessibility_statement_that_is_still_the_template_is_told(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    file, said = home / "data" / "tillganglighet.md", "redogörelsen är en mall som inte är ifylld"
    assert said in run("review").output
    file.write_text("# Redogörelse\n\n[Skriv hur man når den som ansvarar: e-post, telefon.]\n", "utf-8")
    assert said in run("review").output
    file.write_text("# Redogörelse\n\nSidorna är granskade. Skriv till [enheten](mailto:e@exempel.invalid).\n", "utf-8")
    assert "redogörelsen är skriven" in run("review").output


def test_an_approval_of_a_follow_up_names_that_follow_up(home: Path, run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    approve(home, run("review", "--follow-up", "delar-2026"), name="Helår 2026")
    refused = run("publish", "--follow-up", "delar-2026")
    assert "godkänner Helår 2026, men underlaget är uppföljningen Delår 2026" in str(refused.exception)


def test_a_follow_up_that_does_not_exist_is_named_with_those_that_do(run: Run):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    for command in ("publish", "review"):
        done = run(command, "--follow-up", "Helår 2026")
        assert "De som finns: Delår 2026 (delar-2026)" in str(done.exception)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kolada/2025-03-01/manifest.json", "datauttag/2025-03-01 är inte detsamma"),
        *(
            pytest.param(f"follow-ups/{PLAN}/delar-2026/{name}", said, marks=WHOLE)
            for name, said in (
                ("notebooks/allt.py", "anteckningsbok/allt.py är inte detsamma"),
                ("plan.toml", f"plan/{PLAN} är inte detsamma"),
                ("verdicts.csv", "verdicts.csv är inte den som frystes"),
                ("follow-up.toml", f"uppfoljning/{PLAN}/delar-2026 är inte detsamma"),
            )
        ),
    ],
)
def test_pages_of_a_follow_up_that_is_not_whole_are_not_taken_for_right(home: Path, run: Run, name: str, said: str):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    assert run("publish", "--follow-up", "delar-2026").exit_code == 0
    page = str(home / "site" / "delar-2026" / "allt.html")
    assert run("verify", page).exit_code == 0
    path = home / "data" / name
    content = path.read_bytes() + b"\n"
    path.write_bytes(content.replace("Allt vi gör".encode(), b"Allt", 1) if path.name == "plan.toml" else content)
    done = run("verify", page)
    assert done.exit_code == 2, done.output
    assert said in done.output


def test_a_follow_up_is_not_given_together_with_notebooks(run: Run):
    for command in ("publish", "review"):
        done = run(command, "allt", "--follow-up", "delar-2026")
        assert done.exit_code == 2
        assert "sina egna anteckningsböcker" in done.output


@pytest.mark.browser
def test_the_pages_of_a_follow_up_are_accessible_and_say_the_verdict_then_on_telephone_desk_and_paper(
    home: Path, run: Run, chromium: Browser
):
    assert run("follow-up", "new", "Delår 2026").exit_code == 0
    keep(home / "data", "2026-09-28", rows(series(y2023=950.0, y2024=1200.0)), means=MEANS)
    assert run("follow-up", "new", "Helår 2026").exit_code == 0
    for which in (("--follow-up", "helar-2026"), ()):
        assert run("publish", *which).exit_code == 0
    for name, width, dark in (
        ("helar-2026/allt.html", 320, False),
        ("helar-2026/allt.html", 1280, True),
        ("index.html", 320, True),
        ("index.html", 1280, False),
    ):
        with fresh_profile(chromium, width=width, offline=True) as context:
            page = context.new_page()
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.goto((home / "site" / name).as_uri())
            fonts_come(page)
            expect(page.locator(".gk-since:visible")).to_have_count(4)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(COLLIDING)[1] == []
            page.evaluate(AXE)
            assert page.evaluate("rules => axe.run(document, rules)", RULES)["violations"] == []
            page.emulate_media(media="print")
            expect(page.locator(".gk-since:visible")).to_have_count(4)
