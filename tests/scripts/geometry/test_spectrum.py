"""The table of the spectrum."""

import numpy as np
import pandas as pd

from workflow.scripts.geometry.spectrum import spectrum


def test_the_spectrum_is_that_of_the_vectors(tmp_path, paths, vectors):
    spectrum(paths["cloud"], tmp_path / "pca.csv")
    table = pd.read_csv(tmp_path / "pca.csv")
    expected = np.linalg.eigvalsh(np.cov(vectors.T.astype(float), bias=True))[::-1]
    assert list(table) == ["rank", "variance", "cumulative"]
    np.testing.assert_allclose(table["variance"], expected, rtol=1e-8)
