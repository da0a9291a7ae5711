"""What the command-line library says of itself is Swedish too, help and errors alike."""

import gettext
import os
import re
import subprocess
import sys

import pytest

from goalkit.cli import COMMANDS, LOCALE

FOLDER = LOCALE / "sv" / "LC_MESSAGES"
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Error|Try|Show this|Missing|No such|Invalid|required"
    r"|OPTIONS|COMMAND|ARGS|FILE|TARGET|Show)\b"
)


def test_the_compiled_words_are_those_of_their_source():
    with (FOLDER / "messages.mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    source = (FOLDER / "messages.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE)
    assert len(pairs) > 25
    for english, swedish in pairs:
        assert words.gettext(english.replace("\\n", "\n").replace("\\t", "\t")) == swedish.replace("\\n", "\n").replace(
            "\\t", "\t"
        )


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["finns-inte"], 2, "finns inte"),
        (["status", "--finns-inte"], 2, "finns inte"),
        (["status", "extra"], 2, "argument för mycket"),
        (["status", "--as-of", "i går"], 2, "är inget datum"),
        (["status", "--plan"], 2, "kräver ett värde"),
        (["open", "--port", "99999"], 2, "ligger utanför"),
        (["plan", "check"], 2, "Argument saknas"),
    ],
)
def test_a_mistyped_command_is_answered_in_swedish(goalkit, arguments, status, told):
    said = goalkit(*arguments)
    assert said.status == status
    assert told in said.err
    assert not ENGLISH.search(said.err), said.err


BELOW = ["local new", "local check", "plan check", "plan schema"]


EVERY_COMMAND = ["", *sorted(COMMANDS), *BELOW]
HELP = """
import sys
from goalkit.cli import main
for command in sys.argv[1:]:
    sys.argv = ["goalkit", *command.split(), "--help"]
    try:
        main()
    except SystemExit as ended:
        print(chr(0), ended.code, chr(0), sep="")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a program its arguments as text")
def test_an_argument_that_no_encoding_gives_is_one_line():
    told = subprocess.run(
        [sys.executable, "-m", "goalkit", "publish", "-o", b"s\xff"], capture_output=True, check=False
    )
    assert told.returncode == 1
    assert told.stderr.decode().startswith("Fel: Ett argument har tecken som inte är UTF-8.")
    assert told.stderr.decode().count("\n") == 1


@pytest.fixture(scope="module")
def helps() -> dict[str, list[str]]:
    """Return each command's help and exit status, from a process that began in another language."""
    done = subprocess.run(
        [sys.executable, "-c", HELP, *EVERY_COMMAND],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    told = done.stdout.split("\0")
    return dict(zip(EVERY_COMMAND, zip(told[::2], told[1::2], strict=False), strict=True))


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_help_is_swedish(helps, command):
    text, status = helps[command]
    assert status == "0"
    assert text.strip().startswith(f"Användning: {f'goalkit {command}'.strip()} ")
    assert not ENGLISH.search(text), text


@pytest.mark.parametrize("arguments", [["--help"], ["finns-inte"]])
def test_a_terminal_in_another_language_gets_swedish_too(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "goalkit", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LANG": "C.UTF-8", "LANGUAGE": "en"},
    )
    text = done.stdout + done.stderr
    assert text.startswith("Användning:")
    assert not ENGLISH.search(text), text
