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


def said(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "goalkit", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    return done.returncode, done.stdout + done.stderr


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
def test_a_mistyped_command_is_answered_in_swedish(arguments, status, told):
    code, text = said(*arguments)
    assert code == status
    assert told in text
    assert not ENGLISH.search(text), text


BELOW = ["local new", "local check", "plan check", "plan schema"]


@pytest.mark.parametrize("command", ["", *sorted(COMMANDS), *BELOW])
def test_help_is_swedish(command):
    code, text = said(*command.split(), "--help")
    assert code == 0
    assert text.startswith("Användning:")
    assert not ENGLISH.search(text), text
