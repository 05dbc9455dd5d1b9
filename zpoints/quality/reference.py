"""What decoded images are judged by: figures of real images, measured once for each case."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.errors import StudyError
from zpoints.models.inference import Model
from zpoints.quality import measures
from zpoints.quality.features import FeatureSpace
from zpoints.quality.neighbours import neighbour_scores


@dataclass(frozen=True)
class Reference:
    """Figures of real images, their latent vectors and their reconstructions.

    cloud: of all real vectors; distances: of them from the centre of the cloud; space: in which
    images are compared; features: of real images there, float64 (m, d); sharpness: median of the
    reconstructions; diversity: of the real images, None for fewer than two.
    """

    cloud: Cloud
    distances: Distances
    space: FeatureSpace
    features: np.ndarray
    sharpness: float
    diversity: float | None

    @classmethod
    def of(
        cls,
        cloud: Cloud,
        distances: Distances,
        space: FeatureSpace,
        images: np.ndarray,
        reconstructions: np.ndarray,
    ) -> "Reference":
        """The reference that real images give.

        Args:
            cloud: of all real vectors.
            distances: of the vectors from the centre of the cloud.
            space: in which images are compared.
            images: uint8 (m, size, size, channels), real images. They should not be among the
                judged ones: a set that is compared with itself has precision, recall and coverage 1
                whatever it is.
            reconstructions: uint8, what the autoencoder makes of real images.
        """
        return cls(
            cloud=cloud,
            distances=distances,
            space=space,
            features=space.features(images),
            sharpness=float(np.median(measures.sharpness(reconstructions))),
            diversity=measures.diversity(images),
        )

    def save(self, path: str | Path, **more: np.ndarray) -> None:
        """Write an npz file for `load`, with further arrays for other readers.

        The cloud and its distances have files of their own.
        """
        files.write_arrays(
            path,
            features=self.features,
            **self.space.arrays(),
            sharpness=self.sharpness,
            diversity=np.nan if self.diversity is None else self.diversity,
            **more,
        )

    @classmethod
    def load(
        cls,
        path: str | Path,
        cloud: Cloud,
        distances: Distances,
        encoder: Model | None,
    ) -> "Reference":
        """The reference that `save` wrote.

        Args:
            path: of the npz file.
            cloud: of all real vectors.
            distances: of the vectors from the centre of the cloud.
            encoder: of the feature space, None if it is made of pixels.
        """
        arrays = files.read_arrays(path)
        value = float(arrays["diversity"])
        return cls(
            cloud=cloud,
            distances=distances,
            space=FeatureSpace.from_arrays(arrays, encoder),
            features=arrays["features"],
            sharpness=float(arrays["sharpness"]),
            diversity=None if np.isnan(value) else value,
        )

    def judge(
        self,
        images: np.ndarray,
        z: np.ndarray,
        z_again: np.ndarray | None,
        scores: np.ndarray | None,
        neighbours: int,
    ) -> dict[str, float | int | None]:
        """One row of figures about a set of images. What is not given or not defined is None.

        Args:
            images: uint8 (n, size, size, channels).
            z: (n, z_dim), the vectors that the images were decoded from; of images that were not
                decoded, what they are encoded to.
            z_again: (n, z_dim), decoded images encoded again; None for others.
            scores: (n,) of a meter, above 0 for a face; None without a meter.
            neighbours: that precision, recall, density and coverage look at.

        Returns:
            images: their number; face_rate: share with a score above 0, and its 95 % interval
            face_rate_low, face_rate_high; score_10, score_50, score_90: quantiles of the scores in
            per cent; sharpness: median over that of the reconstructions; diversity: over that of
            the real images; cycle_error, see `cycle_error`; mahalanobis: median distance of z from
            the centre; mahalanobis_quantile: share of real vectors that are nearer; precision,
            recall, density, coverage, see `neighbour_scores`.

        Raises:
            StudyError: there are no images.
        """
        if len(images) == 0:
            raise StudyError("there are no images to judge; draw at least one vector.")
        distance = float(np.median(self.cloud.principal.mahalanobis(z)))
        cycle = None
        if z_again is not None:
            cycle = measures.cycle_error(z, z_again, measures.spread(self.cloud.principal.variance))
        return {
            "images": len(images),
            **_face_rates(scores),
            "sharpness": measures.ratio(
                float(np.median(measures.sharpness(images))), self.sharpness
            ),
            "diversity": measures.ratio(measures.diversity(images), self.diversity),
            "cycle_error": cycle,
            "mahalanobis": distance,
            "mahalanobis_quantile": float(self.distances.squared.share_below(distance**2)),
            **neighbour_scores(self.features, self.space.features(images), neighbours),
        }


def _face_rates(scores: np.ndarray | None) -> dict[str, float | None]:
    """Share of scores above 0, its interval, and quantiles of the scores; None without scores."""
    names = ("face_rate", "face_rate_low", "face_rate_high", "score_10", "score_50", "score_90")
    if scores is None:
        return dict.fromkeys(names)
    hits = int((scores > 0).sum())
    low, high = measures.rate_interval(hits, len(scores))
    quantiles = np.quantile(scores, (0.1, 0.5, 0.9)).tolist()
    return dict(zip(names, (hits / len(scores), low, high, *quantiles), strict=True))
