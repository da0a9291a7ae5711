"""A published page is proved by making it again: untouched it agrees, any changed digit is found and named."""

import io
import random
import re
import shutil
import subprocess
import zipfile
from bisect import bisect
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from goalkit.cli import cli
from goalkit.errors import ExportError
from goalkit.publishing.compare import differences, file_difference, pieces
from goalkit.publishing.proof import code_hash, read_proof
from goalkit.publishing.publish import publish
from goalkit.publishing.verify import Checked, Verifier, certificate
from goalkit.sources.place import data_folder
from tests.websites import AREAS, ROOT, project
from tests.whole import WHOLE

pytestmark = pytest.mark.usefixtures("drawn_once")

FIVE = ["index.html", *(f"{name}.html" for name in AREAS)]
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>|&#?\w+;", re.DOTALL)
_ADDRESS = re.compile(r'<(?:h[1-4]|section|figure)\b[^>]* id="([^"]+)"')


class Digits:
    """The digits that stand visibly in a page, and the lasting address that each stands under."""

    def __init__(self, page: str) -> None:
        self.page = page
        hidden = re.sub(_UNSEEN, lambda match: "\0" * len(match[0]), page)
        start = page.index("<body")
        self.places = [i for i in range(start, len(page)) if hidden[i].isascii() and hidden[i].isdigit()]
        self.addresses = [(match.start(), match[1]) for match in _ADDRESS.finditer(page)]

    def address(self, place: int) -> str:
        at = bisect(self.addresses, (place, "")) - 1
        return f"#{self.addresses[at][1]}" if at >= 0 else "sidans början"

    def changed(self, place: int, by: int) -> str:
        """Return the page with one digit changed."""
        digit = (int(self.page[place]) + by) % 10
        return f"{self.page[:place]}{digit}{self.page[place + 1 :]}"


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    """Return what checks pages of the shipped notebooks: what they are made from is made once."""
    return Verifier(ROOT / "data", ROOT / "notebooks")


read_once = cache(pieces)


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pieces of a page once, however many changed ones are compared with it."""
    monkeypatch.setattr("goalkit.publishing.verify.pieces", read_once)


@pytest.fixture
def verify(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command as its user does; what the module's pages are made from has been made already."""

    def same(data: Path, notebooks: Path) -> Verifier:
        assert (data.resolve(), notebooks.resolve()) == (verifier.data, verifier.notebooks)
        return verifier

    monkeypatch.setattr("goalkit.publishing.verify.Verifier", same)
    return lambda *arguments: CliRunner().invoke(cli, ["verify", *arguments])


def changes(site: Path, many: int) -> list[tuple[str, str, str]]:
    """Return pages with one digit changed at random: page, changed text, the address that it stands under."""
    chance = random.Random(581)
    digits = {name: Digits((site / name).read_text(encoding="utf-8")) for name in FIVE}
    found = []
    for _ in range(many):
        name = chance.choice(FIVE)
        place = chance.choice(digits[name].places)
        found.append((name, digits[name].changed(place, chance.randint(1, 9)), digits[name].address(place)))
    return found


def all_are_found(site: Path, many: int) -> None:
    right = {name: pieces((site / name).read_text(encoding="utf-8")) for name in FIVE}
    for name, changed, address in changes(site, many):
        found = differences(pieces(changed), right[name])
        assert len(found) == 1, (name, address)
        assert found[0].where.startswith(address), (name, found[0])
        assert found[0].stands != found[0].should
        assert sum(a != b for a, b in zip(found[0].stands, found[0].should, strict=True)) == 1


def test_untouched_pages_agree_and_get_a_certificate(site: Path, tmp_path: Path, verify: Callable[..., Result]):
    paper = tmp_path / "intyg.txt"
    pages = [str(site / name) for name in FIVE]
    result = verify(*pages, "--certificate", str(paper))
    assert result.exit_code == 0, result.output
    assert result.output.count("stämmer (") == 5
    told = paper.read_text(encoding="utf-8")
    assert all(name in told for name in FIVE)
    assert len(re.findall(r"[0-9a-f]{64}", told)) > 5 * 6


def test_a_vintage_is_read_where_it_is_and_copied_only_where_no_link_can_be_made(
    site: Path, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
):
    told = read_proof((site / "index.html").read_text(encoding="utf-8"))
    assert told is not None
    vintages = [name.partition("/")[2] for name in told.inputs if name.startswith("datauttag/")]
    assert vintages
    with verifier._gathered(told):
        assert all((data_folder() / "kolada" / each).samefile(ROOT / "data" / "kolada" / each) for each in vintages)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with verifier._gathered(told):
        for each in vintages:
            (copy, kept) = (folder / "kolada" / each / "values.parquet" for folder in (data_folder(), ROOT / "data"))
            assert not copy.samefile(kept)
            assert copy.read_bytes() == kept.read_bytes()


def test_a_changed_digit_is_found_and_named_wherever_it_stands(site: Path):
    all_are_found(site, 25)


@pytest.mark.long
def test_five_hundred_changed_digits_are_found_and_named(site: Path):
    all_are_found(site, 500)


def test_the_command_finds_ten_of_ten_and_says_what_should_stand_there(
    site: Path, tmp_path: Path, verify: Callable[..., Result]
):
    pages = []
    for number, (name, changed, _) in enumerate(changes(site, 10)):
        folder = tmp_path / str(number)
        shutil.copytree(site / "data", folder / "data")
        (folder / name).write_text(changed, encoding="utf-8", newline="")
        pages.append(str(folder / name))
    result = verify(*pages)
    assert result.exit_code == 1
    assert result.output.count("STÄMMER INTE") == 10
    assert len(re.findall(r"där står ”.*”, där ska stå ”", result.output)) == 10


@pytest.mark.parametrize(
    ("find", "replace", "named"),
    [
        ('aria-hidden="true">◆</span> ej uppnådd', 'aria-hidden="true">●</span> uppnådd', "#mal-3b"),
        ("ökade från 1,9", "minskade från 1,9", "#mal-3b"),
        ('<figcaption class="gk-caption">', '<figcaption class="gk-caption"><p>Tillagt.</p>', "#diagram-3a"),
        ("</style>", ".gk-sentence { display: none }</style>", "sidans kod"),
    ],
)
def test_other_changes_are_found_too(
    site: Path, tmp_path: Path, find: str, replace: str, named: str, verifier: Verifier
):
    text = (site / "valfard_och_valfrihet.html").read_text(encoding="utf-8")
    assert find in text
    page = tmp_path / "valfard_och_valfrihet.html"
    shutil.copytree(site / "data", tmp_path / "data")
    page.write_text(text.replace(find, replace, 1), encoding="utf-8", newline="")
    found = verifier.check(page)
    assert found.exit_code == 1
    assert found.differences[0].where.startswith(named)


def test_a_changed_data_file_is_found(site: Path, tmp_path: Path, verifier: Verifier):
    shutil.copytree(site, tmp_path / "site")
    file = tmp_path / "site" / "data" / "alla-varden.csv"
    file.write_bytes(file.read_bytes().replace(b"2022", b"2023", 1))
    found = verifier.check(tmp_path / "site" / "index.html")
    assert found.exit_code == 1
    assert [d.where for d in found.differences] == ["data/alla-varden.csv, rad 14"]
    assert ";2023;7,903492" in found.differences[0].stands
    assert ";2022;7,903492" in found.differences[0].should


PAGE = "valfard_och_valfrihet.html"
ATTACKS = {
    "a table cell": (r"(<td>)(\d)", r"\g<1>9\2", "#diagram-3a, tabellraden"),
    "a text in a drawing": (r"(<text[^>]*>)(\d)", r"\g<1>9\2", "#diagram-3a, diagram (text)"),
    "a path of a drawing": (r'(<path [^>]*?d="M)(\d)', r"\g<1>9\2", "#diagram-3a, diagram (path d)"),
    "a moved group": (r'(transform="translate\()(\d)', r"\g<1>9\2", "#diagram-3a, diagram (g transform)"),
    "a colour": (r'(<path [^>]*?fill=")#[0-9a-f]{6}', r"\1#ffffff", "sidans kod, rad"),
    "a drawing's title": (r"(<title id=[^>]*>)", r"\g<1>9", "#diagram-3a, diagram (title)"),
    "a drawing's description": (r"(<desc id=[^>]*>[^<]*?)(\d)", r"\g<1>9\2", "#diagram-3a, diagram (desc)"),
    "a spoken label": (r'(aria-label=")Tabell', r"\1Tavla", "#diagram-3a (div aria-label)"),
    "the page's title": (r"<title>", "<title>9", "sidans början (title)"),
    "the page's description": (
        r'(name="description" content="[^"]*?)(\d)',
        r"\g<1>9\2",
        "sidans början (meta content)",
    ),
    "text out of a style": (r"</style>", ".gk-sentence::after{content:' 9'}</style>", "sidans kod, rad"),
    "text hidden by a style": (r'(<p )(class="gk-sentence")', r'\1style="display:none" \2', "sidans kod, rad"),
    "hidden text": (r'<p class="gk-sentence"', '<p hidden class="gk-sentence"', "sidans kod, rad"),
    "one more element": (r'<p class="gk-sentence"', '<p>9</p><p class="gk-sentence"', "#mal-3a (p)"),
    "rows in another order": (r"(<tbody>)(<tr>.*?</tr>)(<tr>.*?</tr>)", r"\1\3\2", "#diagram-3a, tabellraden"),
    "a link within the page": (r'href="#mal-3a"', 'href="#mal-3b"', "#valfard-och-valfrihet (a href)"),
    "a link to a file": (r'href="data/', 'href="andra/', "#hamta-data-for-valfard-och-valfrihet (a href)"),
    "a blank": ("\u00a0", " ", "sidans kod, rad"),
    "a sign that is not seen": (r'(gk-sentence">[^<]*?\d)', "\\1\u200b", "#mal-3a (p)"),
    "a script": (r"</body>", "<script>1</script></body>", "sidans kod, rad"),
    "another language": (r'lang="sv"', 'lang="en"', "sidans kod, rad 2"),
    "a second proof": (r"(<main)", r'<script type="application/json" id="gk-bevis">{}</script>\1', "sidans kod"),
    "thousands of proofs": (r"(<main)", '<script type="application/json" id="gk-bevis">' * 5000 + r"\1", "sidans kod"),
    "thousands of tags": (r"(</main>)", "<div>" * 20_000 + r"\1", "sidans kod"),
    "thousands of tags without an end": (r"(</main>)", "<a href='" * 20_000 + r"\1", "sidans kod"),
    "versions that are left out": (r'("versions":){.*?}', r"\1{}", "sidans kod, rad"),
    "another fingerprint": (r'("fingerprint":")[0-9a-f]{64}', r"\g<1>" + "0" * 64, "sidans kod, rad"),
    "said to be approved": (r'"approved":false', '"approved":true', "sidans kod, rad"),
}


@pytest.mark.parametrize(("find", "replace", "where"), ATTACKS.values(), ids=ATTACKS)
def test_whatever_is_changed_is_found_and_its_place_named(
    site: Path, tmp_path: Path, verifier: Verifier, find: str, replace: str, where: str
):
    text = (site / PAGE).read_text(encoding="utf-8")
    changed = re.sub(find, replace, text, count=1, flags=re.DOTALL)
    assert changed != text
    shutil.copytree(site / "data", tmp_path / "data")
    (tmp_path / PAGE).write_text(changed, encoding="utf-8", newline="")
    found = verifier.check(tmp_path / PAGE)
    assert found.exit_code == 1
    assert found.differences[0].where.startswith(where), found.differences[0]
    assert found.differences[0].stands != found.differences[0].should


def test_what_no_reader_sees_is_told_beside_what_is_seen(site: Path, tmp_path: Path, verifier: Verifier):
    text = (site / PAGE).read_text(encoding="utf-8")
    seen = text.replace("ökade från 1,9", "minskade från 1,9", 1)
    changed = re.sub(r'(<path [^>]*?fill=")#[0-9a-f]{6}', r"\1#ffffff", seen, count=1)
    assert len({text, seen, changed}) == 3
    shutil.copytree(site / "data", tmp_path / "data")
    for page, places in ((seen, ["#mal-3b (p)"]), (changed, ["#mal-3b (p)", "sidans kod"])):
        (tmp_path / PAGE).write_text(page, encoding="utf-8", newline="")
        found = verifier.check(tmp_path / PAGE).differences
        assert [each.where.partition(", ")[0] for each in found] == places
    assert "#ffffff" in found[1].stands


NOT_AT_HAND = {
    "no inputs": (r'("inputs":){.*?}', r"\1{}"),
    "a hash": (r'("data/results/[^"]*":")[0-9a-f]{64}', r"\g<1>" + "0" * 64),
    "a file that is nowhere": (r'"inputs":{', r'"inputs":{"data/ingen.csv":"' + "0" * 64 + '",'),
    "a vintage that is nowhere": (r'"datauttag/2026-09-28"', '"datauttag/2027-01-15"'),
    "a follow-up that is nowhere": (r'"inputs":{', r'"inputs":{"uppfoljning/plan/x":"' + "0" * 64 + '",'),
    "the pages of a follow-up": (r'"follow_up":null', '"follow_up":"helar-2026"'),
    "fewer pages": (r'"pages":\[.*?\]', '"pages":["oversikt","valfard_och_valfrihet"]'),
    "a page that is nowhere": (r'"pages":\[', '"pages":["' + "x" * 300 + '",'),
    "another version": (r'"altair":"[^"]*"', '"altair":"0"'),
    "an approval": (r'"approval":null', '"approval":"' + "0" * 64 + '"'),
    "no proof": (r'<script type="application/json" id="gk-bevis">.*?</script>', ""),
    "half the page": (r"<main.*", ""),
}


@pytest.mark.parametrize(("find", "replace"), NOT_AT_HAND.values(), ids=NOT_AT_HAND)
def test_a_proof_that_names_what_is_not_at_hand_is_never_taken_for_right(
    site: Path, tmp_path: Path, verifier: Verifier, find: str, replace: str
):
    text = (site / PAGE).read_text(encoding="utf-8")
    changed = re.sub(find, replace, text, count=1, flags=re.DOTALL)
    assert changed != text
    shutil.copytree(site / "data", tmp_path / "data")
    (tmp_path / PAGE).write_text(changed, encoding="utf-8", newline="")
    found = verifier.check(tmp_path / PAGE)
    assert (found.exit_code, found.differences) == (2, [])
    assert found.unchecked


def test_another_page_under_a_page_s_name_and_files_that_are_gone_or_too_many_are_listed(
    site: Path, tmp_path: Path, verifier: Verifier
):
    shutil.copytree(site, tmp_path / "site")
    page = tmp_path / "site" / PAGE
    (tmp_path / "site" / "data" / "alla.xlsx").unlink()
    for name in ("mer.csv", "Thumbs.db", ".DS_Store"):
        (tmp_path / "site" / "data" / name).write_text("1")
    page.write_bytes((site / "klimat_och_miljo.html").read_bytes())
    found = verifier.check(page)
    assert (found.exit_code, found.unchecked) == (
        2,
        [
            "data/alla.xlsx: filen ligger inte bredvid sidan.",
            "data/mer.csv: filen hör inte till sidan.",
            f"Filens namn: den heter {PAGE} men innehåller sidan klimat_och_miljo.html.",
        ],
    )
    shutil.rmtree(tmp_path / "site" / "data")
    assert "Datafilerna: mappen data/ ligger inte bredvid sidan." in verifier.check(page).unchecked


def rezipped(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            data = given.read(name)
            made.writestr(name, data.replace(old, new, 1) if part in name else data)
    return out.getvalue()


def resaved(content: bytes, change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    """Return a workbook as another program saves it."""
    book, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def test_a_workbook_that_another_program_saved_is_compared_by_its_cells(site: Path):
    right = (site / "data" / "alla.xlsx").read_bytes()
    title = load_workbook(io.BytesIO(right)).sheetnames[2]

    def put(book: Workbook) -> None:
        book[title]["G14"] = 2023

    found = file_difference("alla.xlsx", resaved(right), right)
    assert (found.where, found.stands) == ("alla.xlsx", "samma innehåll i annan form")
    assert str(file_difference("alla.xlsx", resaved(right, put), right)) == (
        f"alla.xlsx, blad {title}, cell G14: där står ”2023”, där ska stå ”2022”."
    )
    gone = file_difference("alla.xlsx", resaved(right, lambda book: book.remove(book[title])), right)
    assert gone.where == f"alla.xlsx, bladet {title}"


def test_what_looks_the_same_is_told_with_its_sign_and_line_ends_as_such(
    site: Path, tmp_path: Path, verifier: Verifier
):
    text = (site / PAGE).read_text(encoding="utf-8")
    shutil.copytree(site / "data", tmp_path / "data")
    rows = (site / "data" / "status.json").read_bytes()
    found = file_difference("status.json", rows.replace(b"\n", b"\r\n"), rows)
    assert found.stands == "samma innehåll i annan form (radslut CRLF)"
    said = {}
    for name, changed in {
        "crlf": text.replace("\n", "\r\n"),
        "cyrillic": text.replace('gk-sentence">Skillnaden', 'gk-sentence">Skillnаden', 1),
        "unseen": text.replace('gk-sentence">Skillnaden', 'gk-sentence">Skill\u200bnaden', 1),
    }.items():
        (tmp_path / PAGE).write_text(changed, encoding="utf-8", newline="")
        found = verifier.check(tmp_path / PAGE)
        assert found.exit_code == 1
        said[name] = str(found.differences[0])
    assert said["crlf"].startswith("radsluten: där står ”CRLF (Windows)”")
    assert "Tecken 7 är U+0430, ska vara U+0061." in said["cyrillic"]
    assert "Tecken 6 är U+200B, ska vara U+006E." in said["unseen"]


def test_a_folder_is_all_its_pages_and_what_is_no_page_is_said_so(
    site: Path, tmp_path: Path, verify: Callable[..., Result]
):
    result = verify(str(site))
    assert result.exit_code == 0, result.output
    assert result.output.count("stämmer (") == 6
    for name, said in {"index.pdf": "ange index.html", "alla.xlsx": "ange sidan", "": "har inga sidor"}.items():
        place = tmp_path / name
        if name:
            place.write_bytes(b"%PDF-1.7")
        else:
            place = tmp_path / "tom"
            place.mkdir()
        refused = verify(str(place))
        assert said in str(refused.exception)
        assert isinstance(refused.exception, ExportError)


def test_the_place_in_a_data_file_is_named(site: Path):
    book = (site / "data" / "alla.xlsx").read_bytes()
    changed = rezipped(book, "sheet3", b"<v>2022</v>", b"<v>2023</v>")
    assert str(file_difference("data/alla.xlsx", changed, book)) == (
        "data/alla.xlsx, blad 3, cell G14: där står ”2023”, där ska stå ”2022”."
    )
    words = rezipped(book, "sharedStrings", b"Arbetsl", b"Xrbetsl")
    assert file_difference("alla.xlsx", words, book).where == "alla.xlsx, texterna"
    assert file_difference("alla.xlsx", rezipped(book, "-", b"", b""), book).stands == "samma innehåll i annan form"
    for broken in (b"", book[:-100], book[:2000] + b"\0" * 500 + book[2500:]):
        assert file_difference("alla.xlsx", broken, book).stands != file_difference("alla.xlsx", broken, book).should
    for name in ("alla-varden.csv", "status.json", "alla.jsonld", "alla-csvw.json"):
        text = (site / "data" / name).read_bytes()
        found = file_difference(name, text.replace(b"9", b"8", 1), text)
        line = text[: text.index(b"9")].decode().count("\n") + 1
        assert found.where == f"{name}, rad {line}"
        assert found.stands.replace("8", "9") == found.should.replace("8", "9")
        assert file_difference(name, text[:-5], text).where.startswith(f"{name}, rad ")


def test_what_is_not_at_hand_is_listed_and_never_taken_for_right(site: Path, tmp_path: Path):
    home = project(tmp_path)
    page = site / "klimat_och_miljo.html"
    shutil.rmtree(home / "data" / "kolada" / "2026-09-28")
    path = home / "notebooks" / "klimat_och_miljo.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# ändrad\n", encoding="utf-8")
    found = Verifier(home / "data", home / "notebooks").check(page)
    assert found.exit_code == 2
    assert found.unchecked == [
        "Hela sidan: datauttag/2026-09-28 finns inte här.",
        "Hela sidan: anteckningsbok/klimat_och_miljo.py är inte detsamma som sidan är gjord av (SHA-256).",
    ]


def test_a_page_of_another_version_or_without_a_proof_is_not_checked(site: Path, tmp_path: Path, verifier: Verifier):
    text = (site / "klimat_och_miljo.html").read_text(encoding="utf-8")
    older = tmp_path / "a.html"
    older.write_text(text.replace('"goalkit":"0.1.0"', '"goalkit":"0.0.9"'), encoding="utf-8", newline="")
    found = verifier.check(older)
    assert (found.exit_code, found.unchecked) == (
        2,
        ["Hela sidan: den är gjord med goalkit 0.0.9, här finns 0.1.0."],
    )
    bare = tmp_path / "b.html"
    bare.write_text("<!DOCTYPE html><p>3</p>", encoding="utf-8")
    assert verifier.check(bare).exit_code == 2


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"pages":["oversikt"', '"pages":["../evil"'),
        ('"notebook":"klimat_och_miljo"', '"notebook":".."'),
        ('"data/results/', '"data/../results/'),
        ('"data/results/', '"data//results/'),
        ('"anteckningsbok/oversikt.py"', '"anteckningsbok/../oversikt.py"'),
        ('"datauttag/2024-08-30"', '"datauttag/C:2024-08-30"'),
        ('"plan/norr', '"plan/..\\\\norr'),
    ],
)
def test_a_page_leads_to_no_other_folder(site: Path, tmp_path: Path, right: str, wrong: str, verifier: Verifier):
    text = (site / "klimat_och_miljo.html").read_text(encoding="utf-8")
    assert text.count(right) >= 1
    page = tmp_path / "klimat_och_miljo.html"
    page.write_text(text.replace(right, wrong), encoding="utf-8", newline="")
    found = verifier.check(page)
    assert (found.proof, found.exit_code) == (None, 2)


@WHOLE
def test_a_vintage_that_has_come_since_plays_no_part(tmp_path: Path):
    home = project(tmp_path, "klimat_och_miljo")
    publish((home / "notebooks").glob("*.py"), home / "site")
    newer = home / "data" / "kolada" / "2027-01-15"
    shutil.copytree(home / "data" / "kolada" / "2026-09-28", newer)
    manifest = newer / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"2026-09-28"', '"2027-01-15"'), encoding="utf-8")
    found = Verifier(home / "data", home / "notebooks").check(home / "site" / "klimat_och_miljo.html")
    assert (found.exit_code, found.differences, found.unchecked) == (0, [], [])


def test_the_accessibility_statement_is_proven_like_every_other_page(site: Path, verifier: Verifier):
    checked = verifier.check(site / "tillganglighet.html")
    assert (checked.differences, checked.unchecked, checked.exit_code) == ([], [], 0)
    assert checked.values > 0


@pytest.mark.parametrize(
    ("find", "replace", "said"),
    [
        (
            r'("kod":")[0-9a-f]{64}',
            r"\g<1>" + "0" * 64,
            "den är gjord av en annan version av programmets kod (00000000)",
        ),
        (r'"form":2', '"form":1', "den är gjord av ett annat program (bevisets form 1, här finns 2)"),
    ],
)
def test_a_page_made_by_other_code_is_said_so_and_not_taken_for_right(
    site: Path, tmp_path: Path, verifier: Verifier, find: str, replace: str, said: str
):
    page = tmp_path / PAGE
    text = (site / PAGE).read_text(encoding="utf-8")
    page.write_text(re.sub(find, replace, text, count=1), encoding="utf-8", newline="")
    found = verifier.check(page)
    assert found.exit_code == 2
    assert [line for line in found.unchecked if said in line] == found.unchecked


def test_what_is_newer_here_and_was_not_used_is_said_and_stands_in_the_certificate(site: Path, tmp_path: Path):
    home = project(tmp_path, "klimat_och_miljo")
    data, page = home / "data", site / "klimat_och_miljo.html"
    told = read_proof(page.read_text(encoding="utf-8"))
    assert told is not None
    verifier = Verifier(data, home / "notebooks")
    assert list(verifier.newer(told)) == []
    shutil.copytree(data / "kolada" / "2026-09-28", data / "kolada" / "2027-01-15")
    (data / "corrections.toml").write_text("", encoding="utf-8")
    own = data / "local" / told.plan / "0581" / "5C.csv"
    own.parent.mkdir(parents=True)
    own.write_text("", encoding="utf-8")
    newer = list(verifier.newer(told))
    assert newer == ["datauttaget 2027-01-15", f"data/local/{told.plan}/0581/5C.csv", "data/corrections.toml"]
    paper = certificate([Checked(page, told, newer=newer)], data)
    assert f"Nyare här, och inte använt: {', '.join(newer)}." in paper
    assert str(date.today()) in paper
    assert "den som kan skriva i data/ kan också skriva de SHA-256 som står där" in paper
    assert "Här finns ingen historik i git" in paper
    assert all(sha in paper for sha in (*told.inputs.values(), told.versions["kod"]))
    git = ["git", "-C", str(home), "-c", "user.name=x", "-c", "user.email=x@exempel.invalid"]
    for asked in (["init", "-q"], ["add", "data", "notebooks"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *asked], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert f"Projektets commit i git: {head}.\n" in certificate([], data)
    own.write_text("x", encoding="utf-8")
    assert "finns ändringar som inte är incheckade" in certificate([], data)


def test_the_hash_of_the_code_is_that_of_the_code_wherever_it_lies(tmp_path: Path):
    here, there = ROOT / "goalkit", tmp_path / "goalkit"
    shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
    rules = there / "rules.py"
    rules.write_bytes(rules.read_bytes().replace(b"\n", b"\r\n"))
    (there / "plans" / "egen.toml").write_text("", encoding="utf-8")
    (there / "Thumbs.db").write_bytes(b"x")
    assert code_hash(there) == code_hash(here)
    rules.write_bytes(rules.read_bytes() + b"# annat")
    assert code_hash.__wrapped__(there) != code_hash(here)
