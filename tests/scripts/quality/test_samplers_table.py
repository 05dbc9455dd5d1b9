"""All rows in one table."""

import pytest

from zpoints.quality.table import COLUMNS, read_table


def test_the_table_holds_samplers_and_what_they_are_compared_with(table):
    rows = read_table(table)
    assert list(rows.columns) == COLUMNS
    real = {"images", "reconstructions", "mean-image", "noise", "scrambled"}
    assert set(rows["sampler"]) == real | {"uniform-b2", "latents"}
    controls = rows["kind"] == "control"
    assert rows["sampler"][controls].tolist() == rows["sampler"].tolist()[-3:]
    assert rows["overlap"][~controls].is_monotonic_decreasing
    assert rows["overlap_check"].notna().sum() == 4
    assert rows["detector_check"].isna().all()
    ceiling = rows.set_index("sampler").loc["reconstructions", "overlap"]
    assert rows["share_of_ceiling"].tolist() == pytest.approx((rows["overlap"] / ceiling).tolist())
