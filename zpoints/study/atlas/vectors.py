"""The study's own vectors of every sampler, with the rates that were measured on them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zpoints.cloud.cloud import PrincipalComponents
from zpoints.findings.table import readable
from zpoints.quality.marks import Value, rows_of
from zpoints.study.atlas.blobs import Blob, blob
from zpoints.study.atlas.numbers import number
from zpoints.study.atlas.points import along, step_for, whole_numbers
from zpoints.study.atlas.thumbnails import ACROSS, sheet

# Values of the vectors of all samplers of a case at most; of more, the first vectors of each.
VALUES, LEAST = 1_000_000, 16
NONE = np.empty((0, 0))


def samplers(
    table: pd.DataFrame,
    kinds: Mapping[str, str],
    vectors: Mapping[str, np.ndarray],
    images: Mapping[str, np.ndarray],
    principal: PrincipalComponents,
    prefix: str,
) -> tuple[list[dict[str, Any]], list[Blob]]:
    """All rows of a samplers' table for the page, in its order, and their vectors and sheets.

    Args:
        table: see `zpoints.quality.table`.
        kinds: sampler to its kind (see `zpoints.samplers.kinds`).
        vectors: sampler to its vectors (m, z_dim), of which some may have none.
        images: sampler to its decoded images, uint8 (m, height, width, channels).
        principal: of the cloud.
        prefix: of the names of blobs, which are numbered like the rows.
    """
    most = max(VALUES // max(len(principal.centre) * len(vectors), 1), LEAST)
    described, blobs = [], []
    for k, row in enumerate(rows_of(table)):
        is_sampler = row.kind in ("sampler", "cube")
        has_images = row.kind != "control" and row.sampler in images
        drawn = np.asarray(vectors[row.sampler][:most]) if is_sampler else NONE
        shown = np.asarray(images[row.sampler][: ACROSS**2]) if has_images else NONE
        step = None
        if len(drawn):
            coordinates = along(drawn, principal)
            step = step_for(coordinates, principal)
            blobs.append(blob(f"{prefix}vectors/{k}", whole_numbers(coordinates, step)))
        if len(shown):
            blobs.append(blob(f"{prefix}sheet/{k}", sheet(shown), packed=False))
        described.append(
            {
                "name": row.sampler,
                "title": readable(row.name),
                "kind": row.kind,
                "sampler": kinds[row.sampler] if is_sampler else row.sampler,
                "b": number(table["b"].iloc[k]),
                "images": row.images,
                **interval("overlap", row.overlap),
                **interval("face_rate", row.face_rate),
                "precision": number(row.precision),
                "recall": number(row.recall),
                "vectors": len(drawn),
                "step": step,
                "sheet": len(shown) > 0,
            }
        )
    return described, blobs


def interval(name: str, value: Value) -> dict[str, float | int | None]:
    """A measured share and the ends of its 95 % interval by their names."""
    return {
        f"{name}{end}": number(part) for end, part in zip(("", "_low", "_high"), value, strict=True)
    }
