"""The face meter sees painted faces, and nothing in noise."""

import sys

import cv2
import dlib
import numpy as np
import pytest

from zpoints import parallel
from zpoints.dataset.painted.factors import draw_factors
from zpoints.dataset.painted.painting import paint
from zpoints.errors import StudyError
from zpoints.quality import meters
from zpoints.quality.controls import controls


@pytest.fixture(scope="module")
def faces():
    """Painted faces, uint8 (100, 64, 64, 3)."""
    return paint(draw_factors(11, 0, 100), 64)


def face_scores(images, processes=1):
    return meters.scores(images, "face", processes)


def grey(images):
    return images.mean(axis=3, keepdims=True).round().astype(np.uint8)


def test_painted_faces_are_seen(faces):
    scores = face_scores(faces)
    assert scores.shape == (100,)
    assert scores.dtype == np.float64
    assert (scores > 0).mean() >= 0.85
    assert (face_scores(grey(faces)) > 0).mean() >= 0.85


def test_larger_images_do(faces):
    large = paint(draw_factors(12, 0, 40), 96)
    assert (face_scores(large) > 0).mean() >= 0.85


def test_the_best_of_several_faces_counts(faces):
    detector = dlib.get_frontal_face_detector()
    several = 0
    for four in faces[:40].reshape(10, 2, 2, 64, 64, 3):
        image = four.transpose(0, 2, 1, 3, 4).reshape(128, 128, 3)
        enlarged = cv2.resize(image, (192, 192), interpolation=cv2.INTER_CUBIC)
        _, detections, _ = detector.run(np.asarray(enlarged), 0, -0.5)
        several += len(detections) > 1
        assert face_scores(image[None])[0] == max([*detections, -1])
    assert several > 3


@pytest.mark.parametrize("name", ["noise", "scrambled"])
def test_nothing_is_seen_in_noise(name, faces):
    images = controls(np.concatenate([faces, faces]), np.random.default_rng(1))[name]
    for channels in (images, grey(images)):
        assert (face_scores(channels) > 0).mean() <= 0.01


def test_flat_images_score_lowest():
    flat = np.full((3, 64, 64, 3), 128, np.uint8)
    assert face_scores(flat).tolist() == [-1] * 3
    assert face_scores(flat[..., :1]).tolist() == [-1] * 3
    assert face_scores(flat[:0]).shape == (0,)


def test_scores_do_not_depend_on_processes(faces, monkeypatch):
    alone = face_scores(faces[:20])
    assert len(set(alone)) > 10
    started = []
    pool = parallel.processes
    monkeypatch.setattr(parallel, "processes", lambda count: started.append(count) or pool(count))
    assert (face_scores(faces[:20], processes=2) == alone).all()
    assert started == []  # so few images start no process
    monkeypatch.setattr(meters, "IMAGES_PER_PROCESS", 6)
    assert (face_scores(faces[:20], processes=2) == alone).all()
    assert (face_scores(faces[:20], processes=8) == alone).all()
    assert started == [2, 3]


def test_the_meter_none_has_no_scores(faces):
    assert meters.scores(faces, "none", 1) is None


def test_an_unknown_meter_is_told(faces):
    with pytest.raises(StudyError, match=r"no meter 'smile'; choose one of none, face\."):
        meters.scores(faces, "smile", 1)


def test_a_missing_detector_is_told(faces, monkeypatch):
    monkeypatch.setitem(sys.modules, "dlib", None)
    meters._face_detector.cache_clear()
    with pytest.raises(StudyError, match="install the package dlib-bin or choose the meter 'none'"):
        face_scores(faces)


def test_a_new_meter_is_one_function_and_its_name(monkeypatch):
    def bright(image):
        return image.mean() - 127.5

    monkeypatch.setitem(meters.METERS, "bright", bright)
    images = np.uint8([0, 255, 200])[:, None, None, None] * np.ones((1, 4, 4, 3), np.uint8)
    assert meters.scores(images, "bright", 1).tolist() == [-127.5, 127.5, 72.5]


def test_the_schema_names_every_meter(schema):
    names = schema["properties"]["quality"]["properties"]["meter"]["enum"]
    assert sorted(names) == sorted(meters.METERS)
