"""Broken input to every reader: no error but ours, no hang, nothing written beside what was read."""

import pytest

from tests.fuzz import readers
from tests.fuzz.running import many, one, standing

TEXT = (
    *(readers.plan_file, readers.plan_values, readers.local_csv, readers.kolada_json),
    *(readers.view_file, readers.records, readers.follow_up, readers.published_status),
)
BINARY = (readers.parquet, readers.vintage_json, readers.local_xlsx, readers.published_page)


def of(reader, count):
    return pytest.param(reader, count, id=f"{reader.__name__}, {count}")


def check(reader, count, folder):
    one(reader, folder, 0)  # puts the file in its place
    before = standing(folder)
    wrong, met = many(reader, folder, count)
    assert wrong == {}, f"{len(wrong)} av {count}: {dict(list(wrong.items())[:5])}"
    assert standing(folder) == before
    assert met["refused"] > count // 4, "most inputs are broken"
    assert met["taken"], "and some are still whole"


@pytest.mark.parametrize(("reader", "count"), [*(of(r, 500) for r in TEXT), *(of(r, 60) for r in BINARY)])
def test_broken_input_is_refused_with_words_or_taken(reader, count, tmp_path, shortened):
    check(reader, shortened(count), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("reader", TEXT)
def test_a_hundred_thousand_broken_texts_are_refused_with_words_or_taken(reader, tmp_path, sampled):
    check(reader, sampled(100_000), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("reader", BINARY)
def test_two_thousand_broken_files_are_refused_with_words_or_taken(reader, tmp_path, sampled):
    check(reader, sampled(2_000), tmp_path)


@pytest.mark.parametrize("number", [572, 1949])
def test_a_page_that_names_what_no_file_can_be_called_is_refused_with_words(number, tmp_path):
    assert one(readers.published_page, tmp_path, number) in ("taken", "refused")
