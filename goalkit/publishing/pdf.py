"""Pages as tagged PDF, printed by an installed Chromium; the only files whose bytes are not promised."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from goalkit.errors import ExportError
from goalkit.written import write_whole

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PATIENCE = 120
"""Seconds that a page may take before it counts as hung."""


def chromium() -> str:
    """Return where Chromium is.

    Raises:
        ExportError: none is installed.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        message = (
            "PDF görs med Chromium, som inte är installerad här. Installera paketet chromium, eller öppna sidan i en "
            "webbläsare och skriv ut den till PDF. Ingen fil skrevs."
        )
        raise ExportError(message)
    return found


def write_pdf(pages: Iterable[Path], browser: str) -> list[Path]:
    """Print every page to a PDF beside it, and return the files.

    Raises:
        ExportError: Chromium failed; it says what it said last.
    """
    return [_print(page, browser) for page in pages]


def _print(page: Path, browser: str) -> Path:
    out = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="goalkit-pdf-", ignore_cleanup_errors=True) as profile:
        made = Path(profile) / "page.pdf"
        command = [browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        command += ["--disable-component-update", "--disable-sync", f"--user-data-dir={profile}/profile"]
        command += ["--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={made}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses its sandbox to the superuser, as in a container
        done = subprocess.run(
            [*command, page.resolve().as_uri()], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
        if done.returncode or not made.is_file():
            said = (done.stderr.strip().splitlines() or ["inget"])[-1][:200]
            message = f"{page.name} gick inte att skriva som PDF. Chromium sa: {said}"
            raise ExportError(message)
        out.unlink(missing_ok=True)  # a link is not written through
        write_whole(out, made.read_bytes())
    return out
