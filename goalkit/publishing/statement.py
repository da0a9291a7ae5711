"""The accessibility statement: what the publisher has written, else a template that says it is one."""

import re
from importlib import resources

from goalkit.publishing.blocks import markdown
from goalkit.publishing.site import Site


def statement(site: Site) -> str:
    """Return the statement as clean HTML."""
    text = site.accessibility
    if text is None:
        template = resources.files("goalkit.publishing").joinpath("tillganglighet.md").read_text(encoding="utf-8")
        text = template.replace("{kommun}", site.workbook.municipality.genitive)
    html = markdown(text).html
    return html if re.search("<h[1-6]", html) else f"<h1>Tillgänglighetsredogörelse</h1>{html}"
