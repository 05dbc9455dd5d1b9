"""Fixtures that several test files share. Nothing here imports TensorFlow unless it is asked to."""

import copy
import os
from pathlib import Path

import hypothesis
import numpy as np
import pytest
import yaml

from zpoints import stores

ROOT = Path(__file__).parents[1]

# The same examples in every run: a commit fails for what it changed.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items):
    """Beside each other on two cores: one process runs the tests that share the finished study.

    They take longest, so they come first; other tests of the workflow stay together by file.
    """
    for item in items:
        if item.path.parent.name == "workflow":
            shared = "finished_once" in item.fixturenames
            item.add_marker(pytest.mark.xdist_group("finished" if shared else item.path.stem))
    items.sort(key=lambda item: "finished_once" not in item.fixturenames)


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
        with stores.Writer(manifest, "images", dimensions, shape, "uint8", 32) as writer:
            writer.append(easy_images(count, size, channels))
            writer.publish({}, {}, {"split": split})
        return stores.open_store(manifest)

    return make
