"""All rows in one table."""

from zpoints.quality.table import COLUMNS, read_table


def test_the_table_holds_samplers_and_what_they_are_compared_with(table):
    rows = read_table(table)
    assert list(rows.columns) == COLUMNS
    real = {"images", "reconstructions", "mean-image", "noise", "scrambled"}
    assert set(rows["sampler"]) == real | {"uniform-b2", "latents"}
    assert rows["precision"].is_monotonic_decreasing, "no detector applies"
