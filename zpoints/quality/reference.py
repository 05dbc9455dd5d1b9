"""What decoded images are judged by: figures of real images, measured once for each case."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.quality import features, measures
from zpoints.quality.features import FeatureSpace
from zpoints.quality.neighbours import SCORES, neighbour_scores

RATES = ("face_rate", "face_rate_low", "face_rate_high", "score_10", "score_50", "score_90")
# What `judge` says of images, beside their number.
FIGURES = (
    *RATES,
    "sharpness",
    "diversity",
    "cycle_error",
    "mahalanobis",
    "mahalanobis_quantile",
    *SCORES,
)


@dataclass(frozen=True)
class Reference:
    """Figures of real images, their latent vectors and their reconstructions.

    cloud: of all real vectors; distances: of them from the centre of the cloud; kind: name of the
    feature space; space: in which images are compared; features: of the reconstructions there,
    float64 (m, d); sharpness: median of the reconstructions; diversity: of the real images, None
    for fewer than two.
    """

    cloud: Cloud
    distances: Distances
    kind: str
    space: FeatureSpace
    features: np.ndarray
    sharpness: float
    diversity: float | None

    @classmethod
    def of(
        cls,
        cloud: Cloud,
        distances: Distances,
        kind: str,
        images: np.ndarray,
        reconstructions: np.ndarray,
    ) -> "Reference":
        """The reference that real images and their reconstructions give.

        Drawn images are compared with reconstructions, so that blur, which is the decoder's, is
        not held against a sampler.

        Args:
            cloud: of all real vectors.
            distances: of the vectors from the centre of the cloud.
            kind: name of a feature space, see `zpoints.quality.features`.
            images: uint8 (m, size, size, channels), real images. They should not be among the
                judged ones: a set that is compared with itself has precision, recall and coverage 1
                whatever it is.
            reconstructions: uint8, what the autoencoder makes of these images.

        Raises:
            StudyError: there is no such space, or there are no images.
        """
        space = features.fit(kind, reconstructions)
        return cls(
            cloud=cloud,
            distances=distances,
            kind=kind,
            space=space,
            features=space.features(reconstructions),
            sharpness=float(np.median(measures.sharpness(reconstructions))),
            diversity=measures.diversity(images),
        )

    def save(self, path: str | Path) -> None:
        """Write an npz file for `load`; the cloud and its distances have files of their own."""
        files.write_arrays(
            path,
            kind=self.kind,
            features=self.features,
            **{f"space_{name}": array for name, array in self.space.arrays().items()},
            sharpness=self.sharpness,
            diversity=np.nan if self.diversity is None else self.diversity,
        )

    @classmethod
    def load(
        cls,
        path: str | Path,
        cloud: Cloud,
        distances: Distances,
    ) -> "Reference":
        """The reference that `save` wrote.

        Args:
            path: of the npz file.
            cloud: of all real vectors.
            distances: of the vectors from the centre of the cloud.
        """
        arrays = files.read_arrays(path)
        value, kind = float(arrays["diversity"]), str(arrays["kind"])
        space = {
            name.removeprefix("space_"): array
            for name, array in arrays.items()
            if name.startswith("space_")
        }
        return cls(
            cloud=cloud,
            distances=distances,
            kind=kind,
            space=features.from_arrays(kind, space),
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
        generator: np.random.Generator,
    ) -> dict[str, float | int | None]:
        """One row of figures about a set of images. What is not given or not defined is None.

        Of no images there is only their number: a sampler may have nothing that it can draw.

        Args:
            images: uint8 (n, size, size, channels).
            z: (n, z_dim), the vectors that the images were decoded from; of images that were not
                decoded, what they are encoded to.
            z_again: (n, z_dim), decoded images encoded again; None for others.
            scores: (n,) of a meter, above 0 for a face; None without a meter.
            neighbours: that precision, recall, density and coverage look at.
            generator: of the interval of the overlap.

        Returns:
            images: their number; face_rate: share with a score above 0, and its 95 % interval
            face_rate_low, face_rate_high; score_10, score_50, score_90: quantiles of the scores in
            per cent; sharpness: median over that of the reconstructions; diversity: over that of
            the real images; cycle_error, see `cycle_error`; mahalanobis: median distance of z from
            the centre; mahalanobis_quantile: share of real vectors that are nearer; precision,
            recall, density, coverage, overlap, overlap_low, overlap_high, see `neighbour_scores`.
        """
        if len(images) == 0:
            return {"images": 0, **dict.fromkeys(FIGURES)}
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
            **neighbour_scores(self.features, self.space.features(images), neighbours, generator),
        }


def _face_rates(scores: np.ndarray | None) -> dict[str, float | None]:
    """Share of scores above 0, its interval, and quantiles of the scores; None without scores."""
    if scores is None:
        return dict.fromkeys(RATES)
    hits = int((scores > 0).sum())
    low, high = measures.rate_interval(hits, len(scores))
    quantiles = np.quantile(scores, (0.1, 0.5, 0.9)).tolist()
    return dict(zip(RATES, (hits / len(scores), low, high, *quantiles), strict=True))
