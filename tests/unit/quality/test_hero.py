"""The hero: which rows it has, and what stands beside them."""

import pytest
from support.drawing import draw, pictures
from support.samplers_tables import empty, samplers_table

from zpoints.quality import hero
from zpoints.quality.marks import rows_of


@pytest.mark.parametrize("detected", [True, False])
def test_a_row_is_named_and_has_its_rates(detected):
    rows = {row.sampler: row for row in rows_of(samplers_table(detected=detected))}
    lines = hero.label(rows["gaussian-full"]).replace("\u00a0", " ").split("\n")
    rates = ["overlap 0.88", *["faces 84 %"] * detected]
    assert lines == ["the cloud's own shape", *rates]


def test_the_rows_are_drawn_but_not_those_without_images(tmp_path):
    real = {"images": pictures(9), "reconstructions": pictures(9)}
    heights = []
    for count in (9, 0):
        table = samplers_table(**({} if count else {"permuted": empty()}))
        decoded = {"gaussian-full": pictures(9), "permuted": pictures(9)[:count]}
        drawn = draw(hero.hero, table, real, decoded, 4, "I", path=tmp_path / "hero.png")
        heights.append(len(drawn))
    assert heights[0] > heights[1]
