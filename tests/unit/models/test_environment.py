"""Environment of Keras: threads, GPUs, and a part of the GPUs."""

import os

import pytest

from zpoints.errors import StudyError
from zpoints.models import environment


@pytest.mark.parametrize(("gpus", "wanted"), [(0, 0), (1, 1), (4, 4), (0, 1), (0, 4)])
def test_all_gpus_or_none_are_fine(gpus, wanted):
    environment.check_granted(gpus, wanted)


def test_a_part_of_the_gpus_is_refused():
    with pytest.raises(StudyError, match="is 4, but Snakemake may use 1 in all; say --resources"):
        environment.check_granted(1, 4)


@pytest.fixture
def other(monkeypatch):
    """Values that a test may change: they come back after it."""
    for name in (
        "CUDA_VISIBLE_DEVICES",
        "KERAS_BACKEND",
        "TF_CPP_MIN_LOG_LEVEL",
        "TF_FORCE_GPU_ALLOW_GROWTH",
        "TF_NUM_INTEROP_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "XLA_PYTHON_CLIENT_PREALLOCATE",
    ):
        monkeypatch.setenv(name, "other")


def test_without_gpus_all_are_hidden(other):
    environment.prepare_training(3, 0)
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "3"


def test_a_conversion_hides_all_gpus(other):
    environment.prepare_conversion()
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"


def test_what_the_user_chose_stays(other):
    environment.prepare_training(3, 0)
    assert os.environ["KERAS_BACKEND"] == "other"
