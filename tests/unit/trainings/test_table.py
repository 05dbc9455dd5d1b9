"""The table of distances survives its file, whatever the cases are called."""

import numpy as np
import pandas as pd
from support.published import trainings_table

from zpoints import files
from zpoints.trainings.table import read_distances


def test_names_stay_texts_and_an_empty_ratio_no_number(tmp_path):
    table = trainings_table(("01", "nan", "component_std", 1.5), ("01", "nan", "radius", 0.0))
    table["ratio"] = [1.5, np.nan]
    path = tmp_path / "trainings.csv"
    files.write_table(path, table)
    pd.testing.assert_frame_equal(read_distances(path), table, check_dtype=False)
