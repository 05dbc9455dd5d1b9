"""Decode straight paths through the centre of the cloud."""

import numpy as np

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.logs import job
from zpoints.models import inference
from zpoints.samplers import strips


def paths(
    decoder: str, cloud: str, output: str, principal_components: int, sigma: float, steps: int
) -> None:
    """Write labels, (rows,), and images, uint8 (rows, steps, size, size, channels)."""
    model = inference.load(decoder, 1, "cpu")
    vectors = strips.through_centre(Cloud.load(cloud), principal_components, sigma, steps)
    images = [model.decode(path) for path in vectors.values()]
    files.write_arrays(output, labels=list(vectors), images=np.stack(images))


if __name__ == "__main__":
    with job(snakemake):
        paths(
            decoder=snakemake.input.decoder,
            cloud=snakemake.input.cloud,
            output=snakemake.output.images,
            **snakemake.params.settings,
        )
