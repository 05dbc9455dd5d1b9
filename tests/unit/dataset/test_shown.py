"""Which images figures show: at random, validation images first, a few the first of many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.unit.test_rooms import ROOT, rules
from zpoints.dataset.shown import overview_rows, shown_rows, words
from zpoints.dataset.splits import TEST, TRAIN, VALIDATION


def random(seed=0):
    return np.random.default_rng(seed)


splits = st.lists(st.sampled_from([TRAIN, VALIDATION, TEST]), min_size=1, max_size=40).map(np.uint8)


@given(splits, st.integers(0, 50), st.integers(0, 50), st.integers(0, 9))
def test_a_smaller_count_gives_the_first_rows_of_a_larger_one(split, one, other, seed):
    few, many = sorted((one, other))
    larger = shown_rows(split, many, random(seed))
    np.testing.assert_array_equal(shown_rows(split, few, random(seed)), larger[:few])


@given(splits, st.integers(0, 50), st.integers(0, 9))
def test_every_image_comes_once_and_those_for_validation_first(split, count, seed):
    rows = shown_rows(split, count, random(seed))
    assert len(set(rows.tolist())) == len(rows) == min(count, len(split))
    order = [[VALIDATION, TEST, TRAIN].index(part) for part in split[rows]]
    assert order == sorted(order)
    assert (split[rows] == VALIDATION).sum() == min(count, (split == VALIDATION).sum())


def test_images_for_validation_are_spread_over_all_of_them_in_random_order():
    split = np.repeat(np.uint8([TRAIN, VALIDATION, TRAIN]), 1000)
    drawn = np.array([shown_rows(split, 12, random(seed)) for seed in range(200)])
    for place in (drawn[:, 0], drawn[:, -1], drawn.ravel()):
        assert stats.kstest(place, stats.uniform(1000, 1000).cdf).pvalue > 0.001
    rising = (np.diff(drawn) > 0).mean()
    assert rising == pytest.approx(0.5, abs=0.05), "the order is random too"


@given(splits, st.integers(0, 50), st.integers(0, 9))
def test_an_overview_begins_with_the_shown_images(split, count, seed):
    rows = overview_rows(split, count, random(seed))
    assert len(set(rows.tolist())) == len(rows) == min(count, len(split))
    half = (count + 1) // 2
    np.testing.assert_array_equal(rows[:half], shown_rows(split, half, random(seed)))


def test_an_overview_goes_on_with_images_out_of_all_others():
    split = np.repeat(np.uint8([TRAIN, VALIDATION]), [800, 200])
    rest = np.concatenate([overview_rows(split, 64, random(seed))[32:] for seed in range(200)])
    # 168 of the 968 images that are left are for validation.
    assert (split[rest] == VALIDATION).mean() == pytest.approx(168 / 968, abs=0.02)
    training = rest[split[rest] == TRAIN]
    assert stats.kstest(training, stats.uniform(0, 800).cdf).pvalue > 0.001


def test_an_overview_of_all_images_holds_each():
    split = np.uint8([TRAIN, VALIDATION, TEST, TRAIN])
    assert sorted(overview_rows(split, 9, random())) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("unseen", "others", "text"),
    [
        (36, 0, "36 validation images"),
        (1, 0, "1 validation image"),
        (2, 1, "2 validation images, 1 other"),
        (1, 5, "1 validation image, 5 others"),
    ],
)
def test_what_was_drawn_in_words(unseen, others, text):
    assert words(np.uint8([VALIDATION] * unseen + [TRAIN] * others)) == text


def test_no_case_decides_what_is_shown():
    showing = []
    for room, rule, text in rules():
        script = (ROOT / "workflow" / "scripts" / room / f"{rule}.py").read_text()
        if "shown_rows(" in script or "overview_rows(" in script:
            showing.append(rule)
            # A case may have a seed of its own, so its wildcard must not reach this one.
            assert "SHOWN_SEED" in text or ('seed("shown")' in text and "{case}" not in text), rule
    assert {"preview", "reconstructions", "interpolations", "pairs_figure"} <= set(showing)
