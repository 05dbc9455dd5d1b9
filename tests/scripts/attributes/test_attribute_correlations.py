"""The table of correlations with attributes."""

from pathlib import Path

import pandas as pd
import pytest
from support.planted_attributes import correlated, planted

from zpoints.attributes.correlations import COLUMNS
from zpoints.errors import StudyError


@pytest.mark.parametrize("chunk", [64, 10_000])
def test_the_table_is_that_of_the_library(make, chunk):
    z, y = planted(1000)
    y = y.rename(columns={"independent 0": "None"})  # a name that pandas takes for a gap
    table = make(z, y, chunk).table
    written = Path(table).read_bytes()
    assert Path(make(z, y, chunk, threads=3).table).read_bytes() == written
    rows = pd.read_csv(table, keep_default_na=False, na_values=[""])
    expected, _ = correlated(z, y)
    assert sorted(set(rows["attribute"])) == sorted(y)
    key = ["attribute", "kind", "index"]
    pd.testing.assert_frame_equal(
        rows.sort_values(key, ignore_index=True),
        expected.sort_values(key, ignore_index=True),
        rtol=1e-5,
        check_dtype=False,
    )


def test_images_without_attributes(make):
    z, y = planted(100)
    assert Path(make(z, y[[]]).table).read_text() == ",".join(COLUMNS) + "\n"


def test_attributes_of_other_images(make):
    z, y = planted(100)
    with pytest.raises(StudyError, match=r"known\.csv does not hold the images 0 to 99"):
        make(z, y.head(99))
