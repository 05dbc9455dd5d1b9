"""Fixtures that several test files share. Nothing here imports TensorFlow unless it is asked to."""

import copy
import os
from pathlib import Path

import hypothesis
import numpy as np
import pytest
import yaml

from zpoints.stores.reader import open_store
from zpoints.stores.writer import Writer

ROOT = Path(__file__).parents[1]

# The same examples in every run: a commit fails for what it changed.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


# The first test of all: it makes the finished study that others copy.
FIRST = "test_a_finished_study_has_nothing_to_do"


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items):
    """Order for two processes beside each other, so that neither waits for the other.

    While one makes the finished study the other runs long groups that do not need it: tests of the
    workflow by file, and trainings on replicas. Copies of the study may be used by both. Short
    tests come last, for they share out best.
    """

    def place(item):
        in_workflow = item.path.parent.name == "workflow"
        of_study = "finished_once" in item.fixturenames
        if in_workflow and (not of_study or "own" in item.fixturenames):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if item.name == FIRST:
            return 0
        if item.path.stem == "test_replicas" or (in_workflow and not of_study):
            return 1
        return 2 if in_workflow else 3

    items.sort(key=place)


@pytest.fixture(scope="session")
def root():
    """Folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def schema():
    """Schema of the config."""
    return yaml.safe_load((ROOT / "workflow" / "schemas" / "config.schema.yaml").read_text())


@pytest.fixture
def tiny():
    """The config of the tests, as read from YAML; a copy that a test may change."""
    return copy.deepcopy(yaml.safe_load((ROOT / "config" / "tiny.yaml").read_text()))


def easy_images(count, size=16, channels=3, seed=0):
    """Images of two factors, the slopes across and down: any autoencoder learns them soon."""
    across, down = np.random.default_rng(seed).uniform(-1, 1, (2, count, 1, 1))
    y, x = np.mgrid[:size, :size] / (size - 1) - 0.5
    grey = 127.5 + 110 * (across * x + down * y)
    return np.repeat(grey[..., None], channels, axis=3).round().astype(np.uint8)


@pytest.fixture(scope="session")
def image_store(tmp_path_factory):
    """Make a store of easy images whose last sixth is for validation; call it with a size."""

    def make(count=96, size=16, channels=3):
        manifest = tmp_path_factory.mktemp("store") / "images.json"
        split = np.repeat(np.uint8([0, 1]), [count - count // 6, count // 6])
        dimensions = ("image", "y", "x", "channel")
        shape = (size, size, channels)
        with Writer(manifest, "images", dimensions, shape, "uint8", 32) as writer:
            writer.append(easy_images(count, size, channels))
            writer.publish({}, {}, {"split": split})
        return open_store(manifest)

    return make
