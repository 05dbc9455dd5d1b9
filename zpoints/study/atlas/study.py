"""What the page holds of a study: its images as points, its verdicts and its cases."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from zpoints import seeding
from zpoints.findings.about import data_text
from zpoints.quality.marks import is_detected, rows_of
from zpoints.study import words
from zpoints.study.atlas.attributes import attributes
from zpoints.study.atlas.blobs import Blob, blob
from zpoints.study.atlas.case import case_data
from zpoints.study.atlas.results import CaseResults, StudyResults
from zpoints.study.atlas.sample import point_rows
from zpoints.study.atlas.thumbnails import thumbnails
from zpoints.study.atlas.verdicts import verdicts

# Cases of more components are not in the page: two matrices of them would fill it.
MOST_COMPONENTS = 1024
# Sources of images that may not be passed on.
CLOSED = {
    "celeba": "CelebA's images may not be passed on, so this page holds none of them. For your own "
    "use, atlas: {images: shown} in the config puts them in."
}
NOT_WANTED = "The config of the study leaves real images out of this page (atlas.images)."


class Data(NamedTuple):
    """What a page holds: the JSON, and blobs."""

    described: dict[str, Any]
    blobs: list[Blob]


def study_data(
    results: StudyResults,
    cases: Sequence[CaseResults],
    settings: Mapping[str, Any],
    seed: Sequence[Any],
    version: str,
) -> Data:
    """The study as the page shows it.

    Args:
        results: of the study.
        cases: results of each case, the first of which is shown first.
        settings: images ("auto", "shown" or "none"), thumbnails (their side in pixels), decoder
            (whether decoders are in the page), sigma (reach of the decoded paths) and cases (name
            to settings, see `zpoints.study.words.case_sentence`).
        seed: arguments of `zpoints.seeding.generator` for the sample of points.
        version: of zpoints.
    """
    fitting = [case for case in cases if case.cloud.z_dim <= MOST_COMPONENTS]
    most = max((case.cloud.z_dim for case in fitting), default=1)
    store = results.store
    rows = point_rows(store.rows, most, seeding.generator(*seed))
    shown, why_not = images_shown(settings["images"], results.source)
    images = results.images(rows) if shown else None
    blobs = shared_blobs(rows, images, settings["thumbnails"])
    known = attributes(results.attributes, rows)
    if known.described:
        blobs.append(blob("attributes", known.codes))
    described: dict[str, Any] = {
        "study": results.name,
        "title": f"Atlas of study {results.name}",
        "subject": subject(cases),
        "data": data_text(results.name, results.source, store.rows, store.row_shape("images")),
        "case_sentence": words.case_sentence(settings["cases"]),
        "version": version,
        "page": "index.html",
        "images": shown,
        "why_no_images": why_not,
        "rows": len(rows),
        "vectors": store.rows,
        "attributes": known.described,
        "attributes_left_out": known.left_out,
        "thumbnails": {"side": settings["thumbnails"], "type": "image/webp"},
        "verdicts": verdicts(results.findings),
        "left_out": [left_out(case) for case in cases if case not in fitting],
        "cases": [],
    }
    if results.files is not None:
        described["files"] = [results.files[row] for row in rows]
    for number, case in enumerate(fitting):
        entry, own = case_data(
            case,
            rows,
            results.kinds,
            shape=store.row_shape("images"),
            with_real=shown,
            with_decoder=settings["decoder"],
            sigma=settings["sigma"],
            prefix=f"{number}/",
        )
        described["cases"].append(entry)
        blobs += own
    return Data(described, blobs)


def shared_blobs(rows: np.ndarray, images: Iterable[np.ndarray] | None, side: int) -> list[Blob]:
    """Row numbers of the points, and their thumbnails if there are images (see `thumbnails`)."""
    blobs = [blob("rows", rows.astype(np.uint32))]
    if images is not None:
        small = thumbnails(images, side)
        blobs.append(blob("thumbnails", small.content, packed=False))
        blobs.append(blob("thumbnail_ends", small.ends))
    return blobs


def images_shown(setting: str, source: str) -> tuple[bool, str]:
    """Whether the page holds real images, and the sentence why it does not, or "".

    Args:
        setting: `atlas.images` of the config.
        source: `dataset.source`.
    """
    if setting == "none":
        return False, NOT_WANTED
    if setting == "auto" and source in CLOSED:
        return False, CLOSED[source]
    return True, ""


def subject(cases: Iterable[CaseResults]) -> str:
    """What the images show: "faces" where a detector looks for them in every case, or "images"."""
    return "faces" if all(is_detected(rows_of(case.samplers)) for case in cases) else "images"


def left_out(case: CaseResults) -> str:
    """Sentence on a case that is not in the page."""
    return (
        f"Case {case.name} is not in this page: its vectors have {case.cloud.z_dim:,} components, "
        f"and the page holds up to {MOST_COMPONENTS:,}."
    )
