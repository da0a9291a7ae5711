"""marimo's installed frontend as one text that a page can carry inside itself.

A page opened from disk may not load ES modules by path (the browser calls every file another origin), so
the modules travel as data: they get bare names, and ``assets.js`` makes blob URLs and an import map of them
when the page opens. Style sheets carry their fonts and pictures as data URLs.
"""

import base64
import gzip
import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypedDict

import marimo

from goalkit.errors import ExportError

MARIMO_VERSION = "0.25.2"
"""The version whose files are known to work this way: another one has other files and must be tried first."""

SHARED_NAME = f"goalkit-marimo-{MARIMO_VERSION}.js"

_LEFT_OUT = ("Plot-", "edit-page-", "gallery-page-", "home-page-", "mermaid-", "node-sql-parser-")
"""Parts that weigh half of the whole and serve only editing, SQL, plotly and mermaid."""

_ASSET = re.compile(r"""(["'`])\./([\w.~-]+)\1""")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*(["'`])\./([\w.~-]+\.js)\1""")
_NEW_URL = re.compile(r"""new URL\(\s*(["'`])([\w./~-]+)\1\s*,\s*(?:["'`]{2}\+)?import\.meta\.url\s*\)""")
_CSS_URL = re.compile(r"""url\(\.?/?([\w.~-]+)\)""")
_OLDER_FONT = re.compile(r""",\s*url\([\w./~-]+\.(?:woff|ttf)\)\s*format\(["']?\w+["']?\)""")
_ENTRY = re.compile(r"""<script type="module" crossorigin src="\./assets/(index-[\w~-]+\.js)">""")
_PRELOADER = re.compile(r"export\{(\w+) as (\w+)\};?\s*$")

_MIME = {".woff2": "font/woff2", ".png": "image/png", ".svg": "image/svg+xml"}
_BACKDROPS = ("gradient-", "noise-")  # seen only behind a notebook that has lost its server; 0.5 MB


class _Bundle(TypedDict):
    """What ``assets.js`` unpacks: the first module, all modules by bare name, and one style sheet."""

    entry: str
    modules: dict[str, str]
    style: str


def assets_script() -> str:
    """Return the classic script that holds the whole frontend and, run first of all, starts it.

    Raises ExportError when another marimo than the pinned one is installed, or its files are not as known.
    """
    if marimo.__version__ != MARIMO_VERSION:
        raise ExportError(
            f"Exporten är gjord för marimo {MARIMO_VERSION}, men {marimo.__version__} är installerad. "
            "Kör `uv sync`, så installeras rätt version."
        )
    return _assets_script(Path(marimo.__file__).parent / "_static")


@cache
def _assets_script(static: Path) -> str:
    packed = gzip.compress(json.dumps(_bundle(static), ensure_ascii=False).encode(), 9, mtime=0)
    loader = resources.files("goalkit.publishing").joinpath("assets.js").read_text(encoding="utf-8")
    return loader.replace("@@BUNDLE@@", base64.b64encode(packed).decode())


def _bundle(static: Path) -> _Bundle:
    found = _ENTRY.search((static / "index.html").read_text(encoding="utf-8"))
    if found is None:
        raise _unknown("index.html")
    folder = static / "assets"
    sources = _modules(folder, found[1])
    return {
        "entry": _bare(found[1]),
        "modules": {_bare(name): _portable(folder, name, sources[name]) for name in sorted(sources)},
        "style": "\n".join(_style(sheet) for sheet in sorted(folder.glob("*.css"), key=_style_order)),
    }


def _modules(folder: Path, entry: str) -> dict[str, str]:
    """Return every module that can be reached from ``entry``, also those that are loaded when needed."""
    sources: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name in sources or name.startswith(_LEFT_OUT):
            continue
        path = folder / name
        if not path.is_file():
            raise _unknown(name)
        sources[name] = path.read_text(encoding="utf-8")
        waiting.extend(match[2] for match in _IMPORT.finditer(sources[name]))
    return sources


def _portable(folder: Path, name: str, source: str) -> str:
    """Return a module that imports by bare name and asks for no file beside it."""
    if name.startswith("preload-helper-"):
        return _without_preloading(source)

    def data_url(match: re.Match[str]) -> str:
        path = folder / match[2]
        # What is no picture is a worker or a demonstration for the editor: never started in a page.
        known = path.suffix in _MIME and path.is_file()
        return f"new URL({json.dumps(_data_url(path) if known else 'about:blank')})"

    return _ASSET.sub(_bare_reference, _NEW_URL.sub(data_url, source))


def _bare_reference(match: re.Match[str]) -> str:
    """Rewrite one reference: a module by its bare name, an icon of the program's own by an empty one."""
    quote, name = match[1], match[2]
    if name.endswith((".ico", ".png")):
        return f"{quote}data:,{quote}"
    return f"{quote}{_bare(name)}{quote}" if name.endswith(".js") else match[0]


def _without_preloading(source: str) -> str:
    """Replace Vite's preloader, which adds links to files, by one that only imports."""
    exported = _PRELOADER.search(source)
    if exported is None:
        raise _unknown("preload-helper")
    return f"const load=module=>module();export{{load as {exported[2]}}};"


def _style(sheet: Path) -> str:
    """Return a style sheet with its pictures and fonts inside; one font format is enough."""

    def data_url(match: re.Match[str]) -> str:
        path = sheet.parent / match[1]
        if path.name.startswith(_BACKDROPS):
            return "none"
        if path.suffix not in _MIME or not path.is_file():
            raise _unknown(match[1])
        return f"url({_data_url(path)})"

    return _CSS_URL.sub(data_url, _OLDER_FONT.sub("", sheet.read_text(encoding="utf-8")))


def _style_order(sheet: Path) -> tuple[bool, str]:
    """Put the main sheet first: the sheets of single parts build on it."""
    return not sheet.name.startswith("index-"), sheet.name


def _data_url(path: Path) -> str:
    return f"data:{_MIME[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _bare(name: str) -> str:
    return f"marimo:{name}"


def _unknown(name: str) -> ExportError:
    return ExportError(
        f"marimos filer ser inte ut som väntat ({name}). Installera om marimo {MARIMO_VERSION} med "
        "`uv sync --reinstall-package marimo`."
    )
