"""The step draws what the table and the spectra hold."""

import numpy as np
import pandas as pd

from workflow.scripts.trainings.training_distances_figure import training_distances_figure
from zpoints import files


def test_cases_may_have_any_name(tmp_path):
    table, spectra, output = (tmp_path / name for name in ("t.csv", "s.npz", "trainings.png"))
    rows = [("1", "nan", quantity, 0.5, 0.1, 5) for quantity in ("component_std", "radius")]
    columns = ["case", "other", "quantity", "distance", "subset_distance", "ratio"]
    files.write_table(table, pd.DataFrame(rows, columns=columns))
    random = np.random.default_rng(0)
    arrays = {"spreads": random.random((2, 5)), "lengths": random.random((2, 50))}
    files.write_arrays(spectra, **{f"1/nan/{name}": array for name, array in arrays.items()})
    training_distances_figure(str(table), str(spectra), str(output))
    assert output.read_bytes().startswith(b"\x89PNG")
