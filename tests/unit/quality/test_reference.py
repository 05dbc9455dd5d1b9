"""Judged sets of images whose figures are known, or known by other means."""

import math

import cv2
import numpy as np
import pytest

from zpoints.quality import measures
from zpoints.quality.controls import controls
from zpoints.quality.features import FEATURES
from zpoints.quality.neighbours import SCORES, neighbour_scores
from zpoints.quality.reference import FIGURES, Reference

KEYS = {"images", *FIGURES}


@pytest.fixture(scope="module")
def reference_of(cloud_of, distances_of):
    """Make the reference of images that are their own reconstructions, and of vectors."""

    def make(images, z):
        cloud = cloud_of(z)
        return Reference.of(cloud, distances_of(z, cloud), "appearance", images, images)

    return make


def vectors(count, seed):
    return np.random.default_rng(seed).normal(size=(count, 5)).astype(np.float32)


def judge(reference, images, z, z_again=None, scores=None):
    generator = np.random.default_rng(0)
    return reference.judge(images, z, z_again, scores, neighbours=5, generator=generator)


def test_judge_gives_a_whole_row(faces, reference_of, cloud_of):
    drawn, real = vectors(30, 3), vectors(30, 4)
    scores = np.linspace(-1, 3, 30)
    scores[7] = 0  # no face: not above 0
    reference = reference_of(faces[30:], real)
    row = judge(reference, faces[:30], drawn, drawn + 1, scores)
    assert set(row) == KEYS
    assert all(isinstance(value, (int, float)) for value in row.values())
    hits = 22
    assert row["images"] == 30
    assert row["face_rate"] == hits / 30
    interval = measures.rate_interval(hits, 30)
    assert (row["face_rate_low"], row["face_rate_high"]) == interval
    quantiles = [row[f"score_{q}"] for q in (10, 50, 90)]
    assert quantiles == pytest.approx([-0.6, 1, 2.6], abs=1e-9)
    sharp = [np.median(measures.sharpness(images)) for images in (faces[:30], faces[30:])]
    assert row["sharpness"] == pytest.approx(sharp[0] / sharp[1])
    assert row["diversity"] == pytest.approx(1, abs=0.2)
    principal = cloud_of(real).principal
    assert row["cycle_error"] == pytest.approx(math.sqrt(5 / principal.variance.sum()))
    of_drawn, of_real = principal.mahalanobis(drawn), principal.mahalanobis(real)
    assert row["mahalanobis"] == pytest.approx(np.median(of_drawn))
    expected = (of_real < np.median(of_drawn)).mean()
    assert row["mahalanobis_quantile"] == pytest.approx(expected, abs=0.02)
    features = [reference.space.features(images) for images in (faces[30:], faces[:30])]
    expected = neighbour_scores(*features, 5, np.random.default_rng(0))
    assert {name: row[name] for name in SCORES} == expected


def test_real_images_judged_by_themselves_are_the_unit(faces, reference_of):
    z = vectors(60, 4)
    row = judge(reference_of(faces, z), faces, z, z_again=z)
    assert (row["sharpness"], row["diversity"], row["cycle_error"]) == (1, 1, 0)
    assert (row["precision"], row["recall"], row["coverage"]) == (1, 1, 1)
    assert row["mahalanobis_quantile"] == pytest.approx(0.5, abs=0.02)


def test_what_is_not_given_is_none(faces, reference_of):
    row = judge(reference_of(faces, vectors(60, 5)), faces[:9], vectors(9, 6))
    assert set(row) == KEYS
    faceless = {"face_rate", "face_rate_low", "face_rate_high", "score_10", "score_50", "score_90"}
    assert {key for key in KEYS if row[key] is None} == {"cycle_error", *faceless}


def test_one_image_and_flat_references(faces, reference_of):
    point = np.zeros((4, 3))
    flat = np.full((4, 64, 64, 3), 9, np.uint8)
    row = judge(reference_of(flat, point), faces[:1], point[:1], point[:1], np.array([0.5]))
    undefined = {"sharpness", "diversity", "cycle_error"}
    assert {key for key in KEYS if row[key] is None} == undefined | set(SCORES)
    assert row["face_rate"] == 1
    assert row["mahalanobis"] == 0


def test_of_no_images_there_is_only_their_number(faces, reference_of):
    row = judge(reference_of(faces, vectors(60, 5)), faces[:0], vectors(0, 6))
    assert row == {"images": 0, **dict.fromkeys(FIGURES)}


def test_one_blurry_mean_face_is_found_out(faces, reference_of):
    z = vectors(60, 6)
    mean = controls(faces, np.random.default_rng(7))["mean-image"]
    repeated = np.repeat(z[:1], 60, axis=0)
    row = judge(reference_of(faces, z), mean, repeated, repeated, np.ones(60))
    assert row["face_rate"] == 1
    assert row["diversity"] == 0
    assert row["sharpness"] < 0.2
    assert row["recall"] < 0.1


def test_images_are_compared_with_reconstructions(faces, cloud_of, distances_of):
    z = vectors(60, 6)
    cloud = cloud_of(z)
    blurred = np.array([cv2.GaussianBlur(face, (0, 0), 2) for face in faces])
    arguments = (cloud, distances_of(z, cloud), "appearance", faces[:30], blurred[:30])
    reference = Reference.of(*arguments)
    of_blurred = judge(reference, blurred[30:], z[:30])["overlap"]
    assert of_blurred > judge(reference, faces[30:], z[:30])["overlap"] + 0.3


@pytest.mark.parametrize("count", [30, 1])
@pytest.mark.parametrize("kind", FEATURES)
def test_a_reference_comes_back_from_its_file(tmp_path, faces, cloud_of, distances_of, kind, count):
    z, images = vectors(60, 8), faces[:count]
    cloud = cloud_of(z)
    distances = distances_of(z, cloud)
    reference = Reference.of(cloud, distances, kind, images, images)
    assert (reference.diversity is None) == (count == 1)
    reference.save(tmp_path / "reference.npz")
    again = Reference.load(tmp_path / "reference.npz", cloud, distances)
    assert again.kind == kind
    drawn = faces[30:]
    assert judge(again, drawn, z[:30], z[30:]) == judge(reference, drawn, z[:30], z[30:])
