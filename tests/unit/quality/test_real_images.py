"""Two sets of real images that share none."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zpoints.dataset.splits import TEST, TRAIN, VALIDATION
from zpoints.quality.real_images import choose_rows


@given(
    split=st.lists(st.sampled_from([TRAIN, VALIDATION, TEST]), min_size=1, max_size=40),
    count=st.integers(1, 30),
    seed=st.integers(0, 99),
)
def test_judged_images_are_for_validation_and_others_are_not(split, count, seed):
    split = np.array(split, np.uint8)
    rows = choose_rows(split, count, np.random.default_rng(seed))
    assert list(rows) == ["judged", "other"]
    validation = split == VALIDATION
    for name, kind in (("judged", validation), ("other", ~validation)):
        assert len(rows[name]) == min(count, kind.sum())
        assert kind[rows[name]].all()
        assert (np.diff(rows[name]) > 0).all()


def test_rows_are_drawn_from_all_there_are():
    split = np.repeat(np.uint8([TRAIN, VALIDATION]), 500)
    rows = choose_rows(split, 200, np.random.default_rng(0))
    assert 40 < (rows["judged"] < 750).sum() < 160
    other = choose_rows(split, 200, np.random.default_rng(1))
    assert (rows["judged"] != other["judged"]).any()
