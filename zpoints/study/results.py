"""What the page reads of a case: tables and images that other rules wrote."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zpoints import files
from zpoints.attributes.table import read_correlations
from zpoints.quality.table import read_table


@dataclass(frozen=True)
class CaseResults:
    """Results of a case. All tables have the columns of the rules that wrote them.

    Attributes:
        name: of the case.
        samplers: see `zpoints.quality.table`.
        components: see `zpoints.distributions.components`.
        radii: see `zpoints.distributions.radii`, the latents in the first row.
        lengths: edges (bins + 1,), shares (sets, bins) in the order of `radii`, central (2,).
        region_hits: see `zpoints.distributions.regions`.
        pca: rank, variance, cumulative.
        thresholds: threshold, pairs.
        attributes: see `zpoints.attributes.correlations`; empty where images have none.
        reconstructions: originals and decoded, uint8 (n, size, size, channels).
        paths: labels (rows,), images uint8 (rows, steps, size, size, channels).
        images: sampler to uint8 (n, size, size, channels), of those that the page shows.
        history: epoch, loss, val_loss, images_per_second; None where the models are the user's.
    """

    name: str
    samplers: pd.DataFrame
    components: pd.DataFrame
    radii: pd.DataFrame
    lengths: Mapping[str, np.ndarray]
    region_hits: pd.DataFrame
    pca: pd.DataFrame
    thresholds: pd.DataFrame
    attributes: pd.DataFrame
    reconstructions: Mapping[str, np.ndarray]
    paths: Mapping[str, np.ndarray]
    images: Mapping[str, np.ndarray]
    history: pd.DataFrame | None

    @classmethod
    def load(
        cls, name: str, paths: Mapping[str, str], images: Mapping[str, str], history: str | None
    ) -> "CaseResults":
        """Read the results of a case from their files.

        Args:
            name: of the case.
            paths: file of each attribute that is not named by another argument.
            images: sampler to its decoded images.
            history: of the training, None where there was none.
        """
        tables = {key: path for key, path in paths.items() if path.endswith(".csv")}
        arrays = {key: path for key, path in paths.items() if path.endswith(".npz")}
        return cls(
            name=name,
            samplers=read_table(tables.pop("samplers")),
            attributes=read_correlations(tables.pop("attributes")),
            **{key: pd.read_csv(path) for key, path in tables.items()},
            **{key: files.read_arrays(path) for key, path in arrays.items()},
            images={key: files.read_array(path, mmap=True) for key, path in images.items()},
            history=None if history is None else pd.read_csv(history),
        )

    @property
    def z_dim(self) -> int:
        """Number of components of a latent vector."""
        return len(self.components)

    @property
    def vectors(self) -> int:
        """Number of latent vectors, one an image."""
        return int(self.radii["vectors"].iloc[0])

    @property
    def b_matched(self) -> float:
        """Half side of the cube whose vectors are as long as the data's in the mean."""
        return float(self.radii["b_matched"].iloc[0])
