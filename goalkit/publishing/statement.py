"""The accessibility statement: what the publisher has written, else a template that says it is one."""

import re
from importlib import resources

import marimo as mo

from goalkit.publishing.blocks import cells_to_blocks
from goalkit.publishing.site import Site


def statement(site: Site) -> str:
    """Return the statement as clean HTML."""
    text = site.accessibility
    if text is None:
        template = resources.files("goalkit.publishing").joinpath("tillganglighet.md").read_text(encoding="utf-8")
        text = template.replace("{kommun}", site.workbook.municipality.genitive)
    html = "".join(block.html for block in cells_to_blocks([mo.md(text)]))
    return html if re.search("<h[1-6]", html) else f"<h1>Tillgänglighetsredogörelse</h1>{html}"
