"""The decoder of a case for the page, or the sentence why it cannot run there."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from zpoints import seeding
from zpoints.cloud.cloud import Cloud
from zpoints.models import inference
from zpoints.study.atlas.blobs import Blob, blob
from zpoints.study.atlas.engine import selftest
from zpoints.study.atlas.engine.operators import Unsupported

# Vectors that the page decodes when it opens, to compare with ONNX Runtime: real ones, and some of
# the cube that is as wide as the cloud.
REAL, CUBE = 12, 4
NOT_WANTED = "The config of the study leaves decoders out of this page (atlas.decoder)."


class Decoder(NamedTuple):
    """What the JSON of a case says of its decoder, and its blobs.

    described: decoder (graph and tolerance, None where it cannot run), why_no_decoder (a sentence
    or ""), decoder_file and decoder_input (name of what ONNX Runtime is given).
    """

    described: dict[str, Any]
    blobs: list[Blob]


def decoder_of(
    path: Path, wanted: bool, coordinates: np.ndarray, cloud: Cloud, prefix: str
) -> Decoder:
    """The decoder of a case as the page runs it.

    Args:
        path: of its ONNX file.
        wanted: whether it is to be in the page.
        coordinates: of the points, along the principal directions.
        cloud: of the case.
        prefix: of the names of its blobs.
    """
    model = inference.load(path, 1, "cpu")
    about = {"decoder_file": path.as_posix(), "decoder_input": model.session.get_inputs()[0].name}
    if not wanted:
        return Decoder({"decoder": None, "why_no_decoder": NOT_WANTED, **about}, [])
    vectors = reference_vectors(coordinates, cloud)
    try:
        folded, images = selftest.decoder_graph(path, vectors)
    except Unsupported as error:
        return Decoder({"decoder": None, "why_no_decoder": str(error), **about}, [])
    live = {"graph": folded.graph, "tolerance": selftest.TOLERANCE}
    blobs = [
        blob(f"{prefix}weights", folded.weights),
        blob(f"{prefix}reference_vectors", vectors),
        blob(f"{prefix}reference_images", images),
    ]
    return Decoder({"decoder": live, "why_no_decoder": "", **about}, blobs)


def reference_vectors(coordinates: np.ndarray, cloud: Cloud) -> np.ndarray:
    """Vectors to compare decoders with, float32 (REAL + CUBE, z_dim).

    Args:
        coordinates: of the points, (n, z_dim); of fewer than REAL some are taken again.
        cloud: of the case.
    """
    rows = np.linspace(0, len(coordinates) - 1, REAL).round().astype(int)
    real = cloud.centre + coordinates[rows] @ cloud.principal.directions
    random = seeding.generator(0, "atlas", "reference")
    cube = random.uniform(-cloud.matched_b, cloud.matched_b, (CUBE, cloud.z_dim))
    return np.concatenate([real, cube]).astype(np.float32)
