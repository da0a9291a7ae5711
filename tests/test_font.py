"""The bundled font has every character that a page, a chart or a text of the program is written with."""

import re
import struct
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import fresh_profile
from tests.test_publish_in_browser import fonts_come
from tests.websites import PAGES, ROOT

FONTS = ROOT / "goalkit" / "show" / "fonts"
OTF = pytest.mark.parametrize("file", sorted(FONTS.glob("*.otf")), ids=lambda file: file.stem)
BLANK = {"\n", "\t"}
NOT_WRITTEN = {"＝", "＋", "－", "＠", "√", "Σ"}
"""Read at the beginning of a cell (``goalkit.spreadsheet``), and formulas in docstrings."""


def characters(file: Path) -> set[str]:
    """Return what an OpenType font has a glyph for: its table ``cmap``, form 4."""
    font = file.read_bytes()
    (many,) = struct.unpack(">H", font[4:6])
    heads = [font[12 + 16 * n : 28 + 16 * n] for n in range(many)]
    tables = {head[:4]: struct.unpack(">I", head[8:12])[0] for head in heads}
    cmap = tables[b"cmap"]
    (count,) = struct.unpack(">H", font[cmap + 2 : cmap + 4])
    offsets = [struct.unpack(">I", font[cmap + 8 + 8 * n : cmap + 12 + 8 * n])[0] for n in range(count)]
    start = next(cmap + each for each in offsets if font[cmap + each : cmap + each + 2] == b"\0\4")
    segments = struct.unpack(">H", font[start + 6 : start + 8])[0] // 2
    ends = struct.unpack(f">{segments}H", font[start + 14 : start + 14 + 2 * segments])
    begin = start + 16 + 2 * segments
    starts = struct.unpack(f">{segments}H", font[begin : begin + 2 * segments])
    return {chr(code) for a, b in zip(starts, ends, strict=True) if a != 0xFFFF for code in range(a, b + 1)}


@OTF
def test_the_font_is_read_right(file: Path):
    known = characters(file)
    assert set("aåäöÅÄÖ0123456789 \u00a0−±–▲▸▼●◆▬○◌") <= known
    assert not set("漢字☃") & known


@OTF
def test_every_character_of_the_pages_and_their_charts_is_in_the_font(site: Path, file: Path):
    for name in PAGES:
        page = re.sub(r"<(style|script)\b.*?</\1>", "", (site / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        assert set(unescape(page)) - characters(file) - BLANK == set(), name


@OTF
def test_every_character_of_the_programs_texts_and_plans_is_in_the_font(file: Path):
    known = characters(file) | BLANK | NOT_WRITTEN
    sources = [*(ROOT / "goalkit").rglob("*.py"), *(ROOT / "goalkit").rglob("*.toml"), *ROOT.glob("notebooks/*.py")]
    assert len(sources) > 100
    lacking = {str(source): set(source.read_text(encoding="utf-8")) - known for source in sources}
    assert {source: signs for source, signs in lacking.items() if signs} == {}


@pytest.mark.browser
def test_a_browser_takes_every_glyph_of_a_page_from_the_font_that_it_carries(chromium: Browser, site: Path):
    with fresh_profile(chromium, offline=True) as context:
        page = context.new_page()
        page.goto((site / "arbete_och_foretagande.html").as_uri())
        fonts_come(page)
        page.add_style_tag(content="code, pre { display: none }")  # code is set in the reader's own fixed width
        session = context.new_cdp_session(page)
        for method in ("DOM.enable", "CSS.enable"):
            session.send(method)
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        every = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"})["nodeIds"]
        used = [
            font for node in every for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        ]
    assert sum(font["glyphCount"] for font in used if font["isCustomFont"]) > 10_000
    assert {font["familyName"] for font in used if not font["isCustomFont"]} == set()
