"""The results of a case come from its files as they were written."""

import numpy as np
import pandas as pd
from support.case_results import case_results, write

from zpoints.study.results import CaseResults


def test_what_was_written_is_read(tmp_path):
    case = case_results("nan")
    loaded = CaseResults.load("nan", *write(tmp_path, case))
    assert loaded.name == "nan"
    for field in ("components", "radii", "region_hits", "pca", "thresholds", "attributes"):
        pd.testing.assert_frame_equal(
            getattr(loaded, field), getattr(case, field), check_dtype=False, rtol=1e-6
        )
    assert loaded.history["val_loss"].tolist() == [0.04, 0.025]
    assert loaded.samplers["sampler"].tolist() == case.samplers["sampler"].tolist()
    assert (loaded.images["permuted"] == case.images["permuted"]).all()
    assert (loaded.paths["labels"] == case.paths["labels"]).all()
    assert (loaded.z_dim, loaded.vectors, loaded.b_matched) == (6, 500, 1.5)


def test_an_attribute_that_is_called_na_keeps_its_name(tmp_path):
    loaded = CaseResults.load("I", *write(tmp_path, case_results()))
    assert set(loaded.attributes["attribute"]) == {"skin_tone", "NA"}
    assert np.isnan(loaded.attributes["r"].iloc[-1])
    assert loaded.attributes["significant"].dtype == bool


def test_models_of_a_user_have_no_history_and_images_may_have_no_attributes(tmp_path):
    case = case_results(trained=False, attributes=False)
    loaded = CaseResults.load("I", *write(tmp_path, case))
    assert loaded.history is None
    assert loaded.attributes.empty
