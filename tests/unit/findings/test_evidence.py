"""Evidence comes from the files of the analyses, one for each field."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from support.published import published, write_evidence

from zpoints.findings.evidence import Evidence

FIELDS = [field.name for field in dataclasses.fields(Evidence)]


def test_every_field_is_read_from_a_file_of_its_own(tmp_path):
    evidence = published(24)
    loaded = Evidence.load(**write_evidence(tmp_path, evidence))
    for name in FIELDS:
        value, expected = getattr(loaded, name), getattr(evidence, name)
        if isinstance(expected, pd.DataFrame):
            pd.testing.assert_frame_equal(value, expected, check_dtype=False)
        elif isinstance(expected, dict):
            assert value.keys() == expected.keys()
            assert all((value[key] == expected[key]).all() for key in expected)
        else:
            np.testing.assert_array_equal(value, expected)
    assert loaded.z_dim == 24
    assert loaded.bin_width == 0.25


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_may_be_missing(tmp_path, name):
    paths = write_evidence(tmp_path, published(24))
    del paths[name]
    with pytest.raises(TypeError, match=name):
        Evidence.load(**paths)


def test_no_other_file_is_taken(tmp_path):
    paths = write_evidence(tmp_path, published(24))
    with pytest.raises(TypeError, match="pca"):
        Evidence.load(**paths, pca=paths["origin"])
