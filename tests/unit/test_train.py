"""The script of the rule `train`, as far as it is not the library's."""

import importlib.util

import pytest

from zpoints.errors import StudyError


@pytest.fixture
def script(root):
    path = root / "workflow" / "scripts" / "train.py"
    spec = importlib.util.spec_from_file_location("train_script", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("gpus", "wanted"), [(0, 0), (1, 1), (4, 4), (0, 1), (0, 4)])
def test_all_gpus_or_none_are_fine(script, gpus, wanted):
    script.check_granted(gpus, wanted)


def test_a_part_of_the_gpus_is_refused(script):
    with pytest.raises(StudyError, match="is 4, but Snakemake may use 1 in all; say --resources"):
        script.check_granted(1, 4)


def test_without_gpus_all_are_hidden(script, monkeypatch):
    for name in ("CUDA_VISIBLE_DEVICES", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        monkeypatch.setenv(name, "0")
    script.prepare_environment(3, 0)
    assert script.os.environ["CUDA_VISIBLE_DEVICES"] == "-1"
    assert script.os.environ["TF_NUM_INTRAOP_THREADS"] == "3"
