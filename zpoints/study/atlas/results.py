"""What the atlas reads of a study and of its cases: files that other rules wrote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import files
from zpoints.attributes.table import read_correlations
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.cloud.lengths import LengthStatistics
from zpoints.dataset import attributes
from zpoints.findings import table as verdicts
from zpoints.quality import table as samplers
from zpoints.stores.reader import Store, open_store

# Names of reference rows in the samplers' table, and of their images among the reconstructions.
REAL = {"images": "originals", "reconstructions": "decoded"}


@dataclass(frozen=True)
class CaseResults:
    """Results of a case.

    name: of the case; store: of its latent vectors; cloud, lengths, distances: of these;
    attributes: see `zpoints.attributes.correlations`; samplers: see `zpoints.quality.table`;
    vectors: sampler to what it drew, (m, z_dim); images: sampler to the same decoded, uint8
    (m, height, width, channels); real: the same for rows of REAL; paths: labels and images, see
    `zpoints.samplers.strips`; decoder: its ONNX file.
    """

    name: str
    store: Store
    cloud: Cloud
    lengths: LengthStatistics
    distances: Distances
    attributes: pd.DataFrame
    samplers: pd.DataFrame
    vectors: Mapping[str, np.ndarray]
    images: Mapping[str, np.ndarray]
    real: Mapping[str, np.ndarray]
    paths: Mapping[str, np.ndarray]
    decoder: Path

    @classmethod
    def load(
        cls,
        name: str,
        paths: Mapping[str, str],
        vectors: Mapping[str, str],
        images: Mapping[str, str],
    ) -> "CaseResults":
        """Read the results of a case from their files.

        Args:
            name: of the case.
            paths: latents (the store's manifest), cloud, lengths, distances, attributes, samplers,
                reconstructions, paths and decoder.
            vectors: sampler to the file of its vectors.
            images: sampler to the file of its decoded images.
        """
        shown = files.read_arrays(paths["reconstructions"])
        return cls(
            name=name,
            store=open_store(paths["latents"]),
            cloud=Cloud.load(paths["cloud"]),
            lengths=LengthStatistics.load(paths["lengths"]),
            distances=Distances.load(paths["distances"]),
            attributes=read_correlations(paths["attributes"]),
            samplers=samplers.read_table(paths["samplers"]),
            vectors={key: files.read_array(path, mmap=True) for key, path in vectors.items()},
            images={key: files.read_array(path, mmap=True) for key, path in images.items()},
            real={row: shown[key] for row, key in REAL.items()},
            paths=files.read_arrays(paths["paths"]),
            decoder=Path(paths["decoder"]),
        )


@dataclass(frozen=True)
class StudyResults:
    """Results of a study that are of no case.

    name: of the study; source: `dataset.source`; store: of the images; attributes: of all images,
    see `zpoints.dataset.attributes`; files: their names, None if they have none; findings: table of
    verdicts; kinds: sampler to its kind.
    """

    name: str
    source: str
    store: Store
    attributes: pd.DataFrame
    files: Sequence[str] | None
    findings: pd.DataFrame
    kinds: Mapping[str, str]

    @classmethod
    def load(
        cls, name: str, source: str, paths: Mapping[str, str], kinds: Mapping[str, str]
    ) -> "StudyResults":
        """Read the results of a study from their files.

        Args:
            name: of the study.
            source: `dataset.source`.
            paths: manifest (of the image store), table (of the images), values (their attributes)
                and findings.
            kinds: sampler to its kind.
        """
        store = open_store(paths["manifest"])
        return cls(
            name=name,
            source=source,
            store=store,
            attributes=attributes.read(paths["values"], store.rows),
            files=file_names(paths["table"]),
            findings=verdicts.read_table(paths["findings"]),
            kinds=kinds,
        )

    def images(self, rows: np.ndarray) -> Iterator[np.ndarray]:
        """Images of the given rows, sorted, one after the other; memory is bounded by a chunk."""
        chunks = rows // self.store.manifest["arrays"]["images"]["chunks"][0]
        for part in np.split(rows, np.flatnonzero(np.diff(chunks)) + 1):
            yield from self.store.take("images", part)


def file_names(path: str | Path) -> list[str] | None:
    """Names of the images' files in a table of the images, None if they are of no files."""
    if "file" not in pd.read_csv(path, nrows=0).columns:
        return None
    table = pd.read_csv(path, usecols=["file"], dtype=str, keep_default_na=False)
    return table["file"].tolist()
