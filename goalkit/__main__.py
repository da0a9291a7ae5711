"""``python -m goalkit`` is the command ``goalkit``."""

from goalkit.cli import main

main()
