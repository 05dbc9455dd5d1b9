"""What the statements are judged by: the results of the analyses of one case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from zpoints import files
from zpoints.quality.table import read_table

_READERS: dict[str, Callable[[str], Any]] = {
    ".csv": pd.read_csv,
    ".npy": files.read_array,
    ".npz": files.read_arrays,
}


@dataclass(frozen=True)
class Evidence:
    """What was measured for one case; each field is the content of one file.

    Evidence is declared here and nowhere else: rule `verdicts` has an input of each field's name.
    """

    components: pd.DataFrame  # a row for each component
    histogram: Mapping[str, np.ndarray]  # of the components; "centres" are those of its bins
    radii: pd.DataFrame
    region_hits: pd.DataFrame
    grid_points: pd.DataFrame
    correlations: np.ndarray  # of the vectors of the first subset, (z_dim, z_dim)
    subset: np.ndarray  # rows of the first subset, (m,)
    slices: pd.DataFrame
    origin: pd.DataFrame
    normality: pd.DataFrame
    samplers: pd.DataFrame

    @classmethod
    def load(cls, **paths: str) -> "Evidence":
        """Read one file for each field; tables are .csv, arrays .npy, sets of arrays .npz.

        Raises:
            TypeError: a field has no file, or a file no field.
        """
        readers = {name: _READERS[Path(path).suffix] for name, path in paths.items()}
        # Samplers may be called 1 or NA.
        readers |= {"samplers": read_table} if "samplers" in paths else {}
        return cls(**{name: readers[name](path) for name, path in paths.items()})

    @property
    def z_dim(self) -> int:
        """Number of components."""
        return len(self.components)

    @property
    def bin_width(self) -> float:
        """Width of the bins of the components' histograms."""
        first, second = self.histogram["centres"][:2]
        return float(second - first)
