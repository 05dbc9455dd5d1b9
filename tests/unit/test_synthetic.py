"""Painted faces: rows that depend on seed and number alone, images that show every factor."""

import cv2
import dlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from zpoints.synthetic import (
    BLOCK_ROWS,
    FACTORS,
    Categorical,
    Continuous,
    Sketch,
    draw_factors,
    paint,
)

rows = st.integers(0, 3 * BLOCK_ROWS)

# A head on which every factor has something to move: hair, lines, blush, side light, a gradient.
PLAIN_HEAD = {
    "yaw": 5,
    "age": 0.5,
    "blush": 0.5,
    "hair_style": "long",
    "light_direction": 0.6,
    "light_strength": 0.3,
    "background_contrast": 0.5,
    "background_lightness": 0.6,
    "beard": "none",
    "glasses": "none",
    "hat": "none",
}


def plain_heads(count: int) -> pd.DataFrame:
    """Equal rows: what PLAIN_HEAD says, else the middle of a range or the first of the names."""
    values = {}
    for name, factor in FACTORS.items():
        named = isinstance(factor, Categorical)
        usual = factor.names[0] if named else (factor.low + factor.high) / 2
        values[name] = PLAIN_HEAD.get(name, usual)
    return pd.DataFrame([values] * count)


def face_scores(images: np.ndarray) -> np.ndarray:
    """The best score of dlib's frontal face detector on each image; above 0, it sees a face."""
    detector = dlib.get_frontal_face_detector()
    best = []
    for image in images:
        enlarged = Image.fromarray(image).resize((192, 192), Image.Resampling.BICUBIC)
        _, scores, _ = detector.run(np.asarray(enlarged), 0, -0.5)
        best.append(max(scores, default=-np.inf))
    return np.array(best)


@settings(max_examples=20, deadline=None)
@given(bounds=st.tuples(rows, rows, rows).map(sorted), seed=st.integers(0, 2**64))
def test_rows_do_not_depend_on_the_range_that_is_asked_for(bounds, seed):
    start, middle, stop = bounds
    whole = draw_factors(seed, 0, stop).iloc[start:]
    parts = [draw_factors(seed, start, middle), draw_factors(seed, middle, stop)]
    assert list(whole.columns) == list(FACTORS)
    pd.testing.assert_frame_equal(whole, pd.concat(parts))


def test_neighbouring_blocks_and_other_seeds_differ():
    first, second = draw_factors(1, 0, 2 * BLOCK_ROWS), draw_factors(2, 0, BLOCK_ROWS)
    for name, factor in FACTORS.items():
        if isinstance(factor, Continuous):
            values = first[name].to_numpy()
            assert not np.array_equal(values[:BLOCK_ROWS], values[BLOCK_ROWS:])
            assert not np.array_equal(values[:BLOCK_ROWS], second[name].to_numpy())


def test_a_seed_sequence_is_a_seed_and_is_left_as_it_was():
    sequence = np.random.SeedSequence(7)
    pd.testing.assert_frame_equal(draw_factors(sequence, 0, 5), draw_factors(7, 0, 5))
    assert sequence.n_children_spawned == 0
    child = sequence.spawn(1)[0]
    assert not draw_factors(child, 0, 5).equals(draw_factors(7, 0, 5))


def test_values_fill_their_ranges_and_names_have_their_probabilities():
    table = draw_factors(3, 0, 4 * BLOCK_ROWS)
    means = {"uniform": 1 / 2, "central": 1 / 2, "low": 1 / 3}
    for name, factor in FACTORS.items():
        if isinstance(factor, Categorical):
            shares = table[name].value_counts(normalize=True)
            assert sum(factor.probabilities.values()) == pytest.approx(1)
            assert shares.to_dict() == pytest.approx(factor.probabilities, abs=0.03)
        else:
            assert table[name].dtype == np.float32
            share = (table[name] - factor.low) / (factor.high - factor.low)
            assert -1e-6 <= share.min() < 0.03 and 0.97 < share.max() <= 1 + 1e-6
            assert share.mean() == pytest.approx(means[factor.distribution], abs=0.03)


def test_continuous_factors_are_independent():
    table = draw_factors(4, 0, 4 * BLOCK_ROWS).select_dtypes(np.float32)
    correlation = np.corrcoef(table.to_numpy(), rowvar=False) - np.eye(table.shape[1])
    assert np.abs(correlation).max() < 0.08


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (4, 3)])
def test_impossible_rows_are_refused(start, stop):
    with pytest.raises(ValueError, match="start"):
        draw_factors(0, start, stop)


@settings(max_examples=25, deadline=None)
@given(start=rows, count=st.integers(0, 12), cut=st.integers(0, 12), size=st.integers(16, 128))
def test_an_image_depends_on_its_row_alone(start, count, cut, size):
    table = draw_factors(5, start, start + count)
    images = paint(table, size)
    assert images.shape == (count, size, size, 3)
    assert images.dtype == np.uint8
    parts = [paint(table.iloc[:cut], size), paint(table.iloc[cut:], size)]
    np.testing.assert_array_equal(images, np.concatenate(parts))
    np.testing.assert_array_equal(images[::-1], paint(table.iloc[::-1], size))


def test_a_long_table_equals_its_rows_painted_one_by_one():
    table = draw_factors(6, 0, 300)
    one_by_one = [paint(table.iloc[[row]], 32) for row in range(len(table))]
    np.testing.assert_array_equal(paint(table, 32), np.concatenate(one_by_one))


def test_plain_strings_and_other_columns_are_accepted():
    table = draw_factors(7, 0, 8)
    names = [name for name, factor in FACTORS.items() if isinstance(factor, Categorical)]
    strings = table.astype(dict.fromkeys(names, str)).assign(note="kept apart")
    np.testing.assert_array_equal(paint(strings, 32), paint(table, 32))


@pytest.mark.parametrize("name", FACTORS)
def test_each_factor_moves_pixels(name):
    factor = FACTORS[name]
    values = factor.names if isinstance(factor, Categorical) else [factor.low, factor.high]
    # Opposite ends of a full turn look the same.
    values = [0, 180] if name == "background_direction" else values
    values = [0, 0.5] if name.endswith("_hue") else values
    table = plain_heads(len(values)).assign(**{name: values})
    images = paint(table, 96).astype(int)
    for first in range(len(values)):
        for second in range(first):
            changed = np.abs(images[first] - images[second]).max(axis=-1) > 8
            assert changed.sum() >= 8, f"{values[second]} and {values[first]} look the same"


def test_a_turned_head_shifts_its_features():
    heads = plain_heads(3).assign(yaw=[-20, 0, 20], gaze=0, hair_style="bald")
    brown, blue = (paint(heads.assign(iris=colour), 192) for colour in ("brown", "blue"))
    centres = []
    for before, after in zip(brown.astype(int), blue.astype(int), strict=True):
        columns = np.nonzero(np.abs(before - after).max(axis=-1) > 8)[1]  # where the irises are
        centres.append(columns.mean())
    turned_left, straight, turned_right = centres
    assert turned_left + 8 < straight < turned_right - 8


def test_a_turned_head_has_a_narrow_far_side():
    middles = {
        name: np.zeros((3, 1), int)
        if isinstance(factor, Categorical)
        else np.full((3, 1), (factor.low + factor.high) / 2)
        for name, factor in FACTORS.items()
    }
    middles["yaw"] = np.array([[-20.0], [0.0], [20.0]])
    across, _ = Sketch(middles, 64).on_face(np.array([-0.55, 0, 0.55]), np.zeros(3))
    left, right = np.diff(across, axis=1).T
    assert left[0] < 0.9 * right[0]
    assert left[1] == pytest.approx(right[1])
    assert right[2] < 0.9 * left[2]


def test_faces_of_all_sizes_agree():
    table = draw_factors(8, 0, 20)
    large = [Image.fromarray(image) for image in paint(table, 192)]
    for size in (32, 48, 96):
        reduced = np.stack([image.resize((size, size), Image.Resampling.BOX) for image in large])
        assert np.abs(reduced.astype(int) - paint(table, size)).mean() < 8


def test_the_detector_sees_faces_and_no_faces_in_noise():
    scores = face_scores(paint(draw_factors(9, 0, 200), 96))
    assert (scores > 0).mean() >= 0.95
    noise = np.random.default_rng(9).integers(0, 256, (40, 96, 96, 3), dtype=np.uint8)
    assert (face_scores(noise) > 0).sum() == 0


def test_faces_are_far_from_their_average():
    images = paint(draw_factors(10, 0, 400), 48) / 255
    assert images.std(axis=0).mean() > 0.18


def test_opencv_keeps_its_number_of_threads():
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    try:
        paint(draw_factors(0, 0, 1), 16)
        assert cv2.getNumThreads() == 2
    finally:
        cv2.setNumThreads(before)


def test_a_wrong_size_is_refused():
    with pytest.raises(ValueError, match="image_size"):
        paint(draw_factors(0, 0, 1), 7)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="yaw"):
        paint(draw_factors(0, 0, 1).drop(columns="yaw"), 32)


@pytest.mark.parametrize(("name", "value"), [("hat", "crown"), ("yaw", 90.0), ("smile", np.nan)])
def test_a_wrong_value_is_refused(name, value):
    table = draw_factors(0, 0, 3).astype({"hat": object})
    table.loc[1, name] = value
    with pytest.raises(ValueError, match=name):
        paint(table, 32)
