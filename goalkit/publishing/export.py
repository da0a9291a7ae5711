"""marimo's own export with its frontend inside: a notebook as a file for reviewers.

It opens from disk on a closed network, with tooltips and tabs alive, and asks for nothing: its content
policy forbids it. For readers there is the published page, which needs no script.
"""

import html
import os
import re
import tempfile
from pathlib import Path

from marimo._export.exporter import Exporter
from marimo._export.requests import HTMLExportRequest
from marimo._schemas.export_options import HTMLExportOptions

from goalkit.errors import ExportError, cause
from goalkit.publishing.assets import SHARED_NAME, assets_script
from goalkit.publishing.controls import controls_as_text
from goalkit.publishing.kernel import NotebookRun, cell_label, cell_outputs, run_notebook
from goalkit.publishing.paths import machine_paths, path_in, without_paths

_POLICY = (
    "default-src 'none'; script-src {own}'unsafe-inline' 'unsafe-eval' blob:; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; media-src data: blob:; connect-src data: blob:; worker-src blob:; "
    "base-uri 'none'; form-action 'none'"
)
_NO_SCRIPT = (
    "<noscript><p>Den här anteckningsboken behöver JavaScript. Den publicerade sidan gör det inte: "
    "läs den i stället.</p></noscript>"
)
_NO_ASSETS = f"document.body.textContent='Filen {SHARED_NAME} ska ligga bredvid den här filen, men finns inte där.'"
_NO_BANNER = "<style>[data-testid='static-notebook-banner']{display:none}</style>"
"""Hides the bar that offers to send the code to a service on the internet."""

_ELSEWHERE = "urn:marimo"  # where marimo is told that its files are; every tag that says so is removed
_TAGS = re.compile(rf"""\s*<(link|script)\b(?:[^>"']|"[^"]*"|'[^']*')*["']{_ELSEWHERE}/[^>]*>(?:</script>)?""")
_PACKAGES = re.compile(r'("package_management": \{"manager": ")\w+')  # says how this machine installs packages
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)


def export_notebook(notebook: Path, out: Path, *, include_code: bool = True, shared: bool = False) -> Path:
    """Run the notebook and write it to ``out`` as one file, about 5 MB; return ``out``.

    With ``shared`` marimo's frontend lies in one file beside ``out`` that all such notebooks use, and ``out``
    is about 0.1 MB. Raises ExportError, and writes nothing, when a cell fails or when a path of this machine
    stands in the code.
    """
    assets = assets_script()
    run = run_notebook(notebook)
    paths = machine_paths(notebook)
    if include_code:
        _refuse_paths_in_code(run, notebook, paths)
    for bundle in cell_outputs(run):
        bundle.update(without_paths(controls_as_text(bundle), paths))
    for cell in run.snapshot.session["cells"]:
        cell["console"] = without_paths(cell["console"], paths)
    page = _page(run, notebook, None if shared else assets, include_code=include_code)
    left = path_in(page.replace(assets, ""), paths)
    if left:
        raise ExportError(
            f"{notebook.name}: sökvägen {left} på den här datorn skulle följa med i filen. Ta bort den ur "
            "anteckningsbokens stilmall (css_file) eller sidhuvud (html_head_file). Ingen fil skrevs."
        )
    if shared:
        _write(out.parent / SHARED_NAME, assets)
    return _write(out, page)


def _refuse_paths_in_code(run: NotebookRun, notebook: Path, paths: re.Pattern[str]) -> None:
    """Refuse code that holds a path of this machine: shortened, it would not be the code that ran."""
    for number, cell in enumerate(run.app.cell_manager.cell_data(), start=1):
        found = path_in(cell.code, paths)
        if found:
            where = f"{notebook.name}, {cell_label(number, cell.name, cell.code)}"
            raise ExportError(
                f"{where}: i koden står sökvägen {found}, som bara finns på den här datorn. "
                "Skriv den från anteckningsbokens plats, med `mo.notebook_dir()`. Ingen fil skrevs."
            )


def _page(run: NotebookRun, notebook: Path, assets: str | None, *, include_code: bool) -> str:
    """Return the whole file. Without ``assets`` it looks for them in the file beside it."""
    made, _ = Exporter().export_as_html(
        HTMLExportRequest(
            filename=str(notebook),
            app_code=run.app.to_py(),
            app_config=run.app.config,
            snapshot=run.snapshot,
            display_config=run.display,
            options=HTMLExportOptions(files=(), include_code=include_code, asset_url=_ELSEWHERE),
            layout=run.layout,
            sharing_config={"html": False, "wasm": False, "molab": False},
        )
    )
    head, body = _PACKAGES.sub(r"\1uv", _TAGS.sub("", made)).split("</head>", 1)
    if assets is None:
        policy = _POLICY.format(own="'self' file: ")
        start = f'<script src="{SHARED_NAME}" onerror="{html.escape(_NO_ASSETS)}"></script>'
    else:
        policy, start = _POLICY.format(own=""), f"<script>{assets}</script>"
    head = head.replace('<html lang="en">', '<html lang="sv">', 1).replace(
        '<meta charset="utf-8" />',
        '<meta charset="utf-8" />\n    '
        f'<meta http-equiv="Content-Security-Policy" content="{policy}" />\n    '
        '<link rel="icon" href="data:," />',
        1,
    )
    head = re.sub(r"\s*<!--.*?-->|\s*<meta name=\"description\"[^>]*>", "", head, flags=re.DOTALL)
    title = f"<title>{html.escape(_title(run, notebook))}</title>"
    head = re.sub(r"<title>.*?</title>", lambda _: title, head, count=1, flags=re.DOTALL)
    # Last in the body: by then everything that the frontend reads is there.
    return f"{head}{_NO_BANNER}</head>{body.replace('</body>', f'{_NO_SCRIPT}{start}</body>', 1)}"


def _title(run: NotebookRun, notebook: Path) -> str:
    """Return the title given in the notebook's settings, else its first heading, else the file's name."""
    if run.app.config.app_title:
        return run.app.config.app_title
    shown = (text for bundle in cell_outputs(run) for text in bundle.values() if isinstance(text, str))
    found = next((match for text in shown if (match := _HEADING.search(text))), None)
    plain = html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""
    return plain or notebook.stem.replace("_", " ")


def _write(path: Path, text: str) -> Path:
    """Write a file whole or not at all: a reader never meets half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ExportError(f"{path} gick inte att skriva ({cause(error)}).") from error
    return path
