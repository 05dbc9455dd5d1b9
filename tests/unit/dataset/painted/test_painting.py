"""Painted images: bytes that depend on their row alone, faces of all sizes that a detector sees."""

import cv2
import dlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from zpoints.dataset.painted.factors import BLOCK_ROWS, FACTORS, Categorical, draw_factors
from zpoints.dataset.painted.painting import paint

rows = st.integers(0, 3 * BLOCK_ROWS)


def face_scores(images: np.ndarray) -> np.ndarray:
    """The best score of dlib's frontal face detector on each image; above 0, it sees a face."""
    detector = dlib.get_frontal_face_detector()
    best = []
    for image in images:
        enlarged = Image.fromarray(image).resize((192, 192), Image.Resampling.BICUBIC)
        _, scores, _ = detector.run(np.asarray(enlarged), 0, -0.5)
        best.append(max(scores, default=-np.inf))
    return np.array(best)


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
