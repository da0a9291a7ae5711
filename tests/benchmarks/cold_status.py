"""A cold ``goalkit status`` beside importing what a data program imports."""

from tests.benchmarks.timing import PYTHON, Measured, compare


def main() -> list[Measured]:
    """Print the ratio."""
    one = compare(
        "goalkit status, från kallt",
        [PYTHON, "-m", "goalkit", "status"],
        "import pandas, pyarrow.parquet",
        [PYTHON, "-c", "import pandas, pyarrow.parquet"],
        runs=9,
        aim=1.3,
    )
    return [one]


if __name__ == "__main__":
    main()
