"""A published page is proved by making it again: untouched it agrees, any changed digit is found and named."""

import random
import re
import shutil
from bisect import bisect
from pathlib import Path

import pytest
from click.testing import CliRunner

from goalkit.cli import cli
from goalkit.publishing.publish import publish
from goalkit.publishing.verify import Verifier, differences
from goalkit.publishing.visible import pieces
from tests.websites import AREAS, ROOT, project

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


def test_untouched_pages_agree_and_get_a_certificate(site: Path, tmp_path: Path):
    paper = tmp_path / "intyg.txt"
    pages = [str(site / name) for name in FIVE]
    result = CliRunner().invoke(cli, ["verify", *pages, "--certificate", str(paper)])
    assert result.exit_code == 0, result.output
    assert result.output.count("stämmer (") == 5
    told = paper.read_text(encoding="utf-8")
    assert all(name in told for name in FIVE)
    assert len(re.findall(r"[0-9a-f]{64}", told)) > 5 * 6


def test_a_changed_digit_is_found_and_named_wherever_it_stands(site: Path):
    all_are_found(site, 25)


@pytest.mark.long
def test_five_hundred_changed_digits_are_found_and_named(site: Path):
    all_are_found(site, 500)


def test_the_command_finds_ten_of_ten_and_says_what_should_stand_there(site: Path, tmp_path: Path):
    pages = []
    for number, (name, changed, _) in enumerate(changes(site, 10)):
        folder = tmp_path / str(number)
        shutil.copytree(site / "data", folder / "data")
        (folder / name).write_text(changed, encoding="utf-8", newline="")
        pages.append(str(folder / name))
    result = CliRunner().invoke(cli, ["verify", *pages])
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
    assert [d.where for d in found.differences] == ["data/alla-varden.csv"]


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


def test_a_vintage_that_has_come_since_plays_no_part(site: Path, tmp_path: Path):
    home = project(tmp_path)
    newer = home / "data" / "kolada" / "2027-01-15"
    shutil.copytree(home / "data" / "kolada" / "2026-09-28", newer)
    manifest = newer / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"2026-09-28"', '"2027-01-15"'), encoding="utf-8")
    found = Verifier(home / "data", home / "notebooks").check(site / "klimat_och_miljo.html")
    assert (found.exit_code, found.differences, found.unchecked) == (0, [], [])


def test_the_accessibility_statement_is_proven_like_every_other_page(tmp_path):
    publish([ROOT / "notebooks" / "klimat_och_miljo.py"], tmp_path)
    checked = Verifier(ROOT / "data", ROOT / "notebooks").check(tmp_path / "tillganglighet.html")
    assert (checked.differences, checked.unchecked, checked.exit_code) == ([], [], 0)
    assert checked.values > 0
