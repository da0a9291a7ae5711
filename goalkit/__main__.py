"""``python -m goalkit`` is the command ``goalkit``."""

from goalkit.cli import main

if __name__ == "__main__":
    main()
