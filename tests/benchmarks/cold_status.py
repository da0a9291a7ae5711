"""A cold ``goalkit status`` beside importing what a data program imports."""

from tests.benchmarks.timing import PYTHON, compare


def main() -> None:
    """Print the ratio."""
    compare(
        "goalkit status",
        [PYTHON, "-m", "goalkit", "status"],
        "import pandas, pyarrow.parquet",
        [PYTHON, "-c", "import pandas, pyarrow.parquet"],
        runs=9,
        aim=1.3,
    )


if __name__ == "__main__":
    main()
