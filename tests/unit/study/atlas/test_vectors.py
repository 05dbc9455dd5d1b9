"""The study's own vectors come back, beside the rates that were measured on them."""

import json

import numpy as np
import pytest
from support.atlas_results import KINDS, cloud_of_vectors, values
from support.drawing import pictures
from support.latents import cloud_of
from support.samplers_tables import empty, samplers_table

from zpoints.study.atlas import vectors as module
from zpoints.study.atlas.vectors import samplers

VECTORS = {name: cloud_of_vectors(20, 5, k) for k, name in enumerate(KINDS)}
IMAGES = {name: pictures(20) for name in KINDS}
PRINCIPAL = cloud_of(cloud_of_vectors(100, 5)).principal


def made(table=None, vectors=VECTORS, images=IMAGES):
    table = samplers_table() if table is None else table
    return samplers(table, KINDS, vectors, images, PRINCIPAL, "0/")


def test_rows_come_in_the_order_of_the_table_with_what_was_measured():
    table = samplers_table()
    described, _ = made(table)
    assert [row["name"] for row in described] == table["sampler"].tolist()
    row = next(row for row in described if row["name"] == "uniform-b2")
    assert row | {"step": 0} == {
        "name": "uniform-b2",
        "title": "random, from a cube (b\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}2)",
        "kind": "cube",
        "sampler": "uniform",
        "b": 2,
        "images": 100,
        "overlap": 0.12,
        "overlap_low": 0.08,
        "overlap_high": 0.16,
        "face_rate": 0.02,
        "face_rate_low": 0,
        "face_rate_high": 0.06,
        "precision": 0.12,
        "recall": 0.3,
        "vectors": 20,
        "step": 0,
        "sheet": True,
    }
    json.dumps(described, allow_nan=False)


def test_vectors_come_back_within_half_a_step():
    described, blobs = made()
    for k, row in enumerate(described):
        if row["kind"] not in ("sampler", "cube"):
            assert (row["vectors"], row["step"]) == (0, None)
            continue
        whole = values(blobs, f"0/vectors/{k}").reshape(20, 5)
        back = PRINCIPAL.centre + row["step"] * whole @ PRINCIPAL.directions
        error = np.abs(back - VECTORS[row["name"]]).max()
        assert error <= row["step"] / 2 * np.sqrt(5) + 1e-5


def test_what_lies_far_out_has_a_step_of_its_own():
    far = {**VECTORS, "uniform-b2": 1e6 * VECTORS["uniform-b2"]}
    described, blobs = made(vectors=far)
    steps = {row["name"]: row["step"] for row in described if row["vectors"]}
    assert steps.pop("uniform-b2") > 1000 * max(steps.values())
    assert len(set(steps.values())) == 1
    (k,) = [k for k, row in enumerate(described) if row["name"] == "uniform-b2"]
    assert np.abs(values(blobs, f"0/vectors/{k}")).max() == 32767


def test_real_images_have_sheets_where_they_may_be_shown_and_controls_never():
    real = {"images": pictures(4), "reconstructions": pictures(4), "noise": pictures(4)}
    for images, expected in ((IMAGES, set()), ({**IMAGES, **real}, {"images", "reconstructions"})):
        described, blobs = made(images=images)
        shown = {row["name"] for row in described if row["sheet"]}
        assert shown == {*KINDS, *expected}
        numbers = {k for k, row in enumerate(described) if row["sheet"]}
        assert {one.name for one in blobs if "sheet" in one.name} == {
            f"0/sheet/{k}" for k in numbers
        }


def test_a_sampler_that_drew_nothing_has_neither_vectors_nor_sheet():
    table = samplers_table(permuted=empty())
    none = {**VECTORS, "permuted": np.empty((0, 5), np.float32)}
    described, blobs = made(table, none, {**IMAGES, "permuted": pictures(0)})
    (k,) = [k for k, row in enumerate(described) if row["name"] == "permuted"]
    row = described[k]
    assert (row["vectors"], row["sheet"], row["images"]) == (0, False, 0)
    assert row["overlap"] is row["precision"] is row["face_rate"] is row["face_rate_high"] is None
    assert not [one for one in blobs if one.name.endswith(f"/{k}")]


def test_without_a_detector_there_is_no_face_rate():
    described, _ = made(samplers_table(detected=False))
    assert {row["face_rate"] for row in described} == {None}


@pytest.mark.parametrize(("most", "expected"), [(300, 12), (1, 3), (10_000, 20)])
def test_of_many_samplers_each_has_fewer_vectors(monkeypatch, most, expected):
    monkeypatch.setattr(module, "VALUES", most)
    monkeypatch.setattr(module, "LEAST", 3)
    described, _ = made()
    assert {row["vectors"] for row in described if row["kind"] in ("sampler", "cube")} == {expected}
