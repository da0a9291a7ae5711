"""Files as they stand on disk: one way to read what people write, and one to write a file whole or not at all.

A byte order mark and the line ends of any system are passed over. A pipe, a ring of links and a file that nobody
can have written by hand are refused before anything is read, so that no command waits for them.
"""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from goalkit.errors import GoalkitError, cause

NOT_THE_FORM = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on bytes that are no JSON of the wanted form: it has no one class for it."""

LARGEST = 5_000_000
"""Bytes of the largest file that is read; a plan with 21 targets has 30 000."""

LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "__macosx", "icon\r"})

_PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*\.[ \t]*"""
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:{_PART}){{99}}")
"""A key of a hundred parts: reading one takes the square of its length."""


class UnreadableError(GoalkitError):
    """A file that cannot be read. The message is the end of a sentence: ``det är en mapp``, ``den är tom``."""


def is_left_by_system(name: str) -> bool:
    """Tell whether a system or a program left a file of this name, mostly hidden: nobody wrote it.

    >>> [name for name in ("5C.csv", "Thumbs.db", "~$5C.xlsx", ".DS_Store") if is_left_by_system(name)]
    ['Thumbs.db', '~$5C.xlsx', '.DS_Store']
    """
    return name.startswith((".", "~$")) or name.casefold() in LEFT_BY_SYSTEMS


def written_files(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder that somebody wrote, by name; none where there is no folder."""
    return sorted(path for path in folder.glob(pattern) if path.is_file() and not is_left_by_system(path.name))


def read_bytes(path: Path) -> bytes:
    """Return a file as it stands; raises :class:`UnreadableError` for what is no file, or too large."""
    try:
        about = path.stat()
        if stat.S_ISREG(about.st_mode) and about.st_size <= LARGEST:
            return path.read_bytes()
    except FileNotFoundError as error:
        message = "den finns inte"
        raise UnreadableError(message) from error
    except OSError as error:
        raise UnreadableError(cause(error)) from error
    if stat.S_ISREG(about.st_mode):
        message = f"den är på {about.st_size / 1_000_000:.0f} MB; tillåtet är {LARGEST // 1_000_000} MB"
    else:
        message = "det är en mapp" if stat.S_ISDIR(about.st_mode) else "det är ingen vanlig fil"
    raise UnreadableError(message)


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, and return it; what stood there stands until the new one is complete.

    A device or a pipe is written to: it is nobody's to replace. A link is replaced, never written through.

    Raises:
        OSError: the system refused; it names the file.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return path
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path


def read_text(path: Path) -> str:
    """Return a text file's text, with every line ended by a line feed; raises :class:`UnreadableError`."""
    content = read_bytes(path)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "den är i UTF-16, inte i UTF-8"
        raise UnreadableError(message)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = f"den är inte i UTF-8 (rad {row}); spara om den som UTF-8 och kontrollera å, ä och ö"
        raise UnreadableError(message) from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file says; raises :class:`UnreadableError`, with the place of the first fault."""
    text = read_text(path)
    if key := _LONG_KEY.search(text):
        row = text.count("\n", 0, key.start()) + 1
        message = f"den har ett namn med över hundra delar (rad {row})"
        raise UnreadableError(message)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        where = f"fel på rad {found[2]}, tecken {found[3]} ({found[1]})" if found else "den tar slut för tidigt"
        message = f"den är inte giltig TOML: {where}"
        raise UnreadableError(message) from error
    except (RecursionError, ValueError) as error:
        message = "den har tusentals parenteser i varandra eller siffror i ett tal"
        raise UnreadableError(message) from error
