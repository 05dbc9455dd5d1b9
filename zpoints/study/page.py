"""The page of a study: one file that needs nothing beside it and asks nothing of a network.

Templates, style and script are the files page.* beside this module.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import pandas as pd

from zpoints.figures import montage
from zpoints.findings.about import OVERLAP, PUBLISHED, PUBLISHED_DATA
from zpoints.findings.table import by_source, chance_text, counts_text, readable
from zpoints.quality import checks, titles
from zpoints.quality.marks import percent, rows_of
from zpoints.study import answers, explanations, making, pictures, plots, settings, topics, words
from zpoints.study.results import CaseResults

FOLDER = Path(__file__).parent
# Images in a row of the first figure.
IMAGES = 10
# Rows of the table of attributes.
ATTRIBUTES = 12


class Making(NamedTuple):
    """How the study was made: settings, versions, times of its steps, and cores."""

    settings: Mapping[str, Any]
    versions: Sequence[tuple[str, str]]
    steps: Sequence[making.Step]
    cores: int


def page(
    study: str,
    data: str,
    rights: str,
    cases: Sequence[CaseResults],
    findings: pd.DataFrame,
    trainings: pd.DataFrame | None,
    sigma: float,
    made: Making,
) -> str:
    """The page as HTML.

    Args:
        study: its name.
        data: what data it has, a sentence.
        rights: what to mind before the page is passed on, or "".
        cases: results of each, in order; the first is shown first.
        findings: table of verdicts, see `zpoints.findings.table`.
        trainings: distances of pairs of trainings, see `zpoints.trainings.table`; None if no two
            cases are one architecture.
        sigma: reach of the decoded paths in standard deviations.
        made: how it was made.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    environment.filters["duration"] = making.duration
    script = (FOLDER / "page.js").read_text("utf-8")
    tables = {case.name: case.samplers for case in cases}
    subjects = {answers.subject(table) for table in tables.values()}
    published, own = by_source(findings)
    quality = made.settings["quality"]
    return environment.get_template("page.html").render(
        study=study,
        subject="faces" if subjects == {"faces"} else "images",
        style=(FOLDER / "page.css").read_text("utf-8"),
        script=script,
        script_hash=script_hash(script),
        data=data,
        rights=rights,
        case_sentence=words.case_sentence(made.settings["cases"]),
        likeness=words.likeness(quality["features"], quality["neighbours"]),
        glossary=words.GLOSSARY,
        summary=answers.summary(tables),
        cases=[_case(case, findings, sigma) for case in cases],
        kinds=plots.KINDS,
        trainings=explanations.trainings_text(trainings),
        topics=topics.topics(findings),
        filters=topics.filters(findings),
        statements=findings["id"].nunique(),
        verdicts=len(findings),
        counts=counts_text(findings),
        published_counts=counts_text(published),
        own_counts=counts_text(own),
        source=PUBLISHED,
        published_data=PUBLISHED_DATA,
        overlap_text=OVERLAP,
        chance=chance_text(findings),
        most_overlap=checks.MOST_OVERLAP,
        least_overlap=checks.LEAST_OVERLAP,
        settings=settings.rows(made.settings),
        versions=made.versions,
        steps=made.steps,
        times=making.times_text(made.steps),
        cores=made.cores,
    )


def script_hash(script: str) -> str:
    """What a content security policy calls a script that it lets run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _case(case: CaseResults, findings: pd.DataFrame, sigma: float) -> dict[str, Any]:
    """What the templates say and show of a case."""
    table = case.samplers
    notes = [readable(text) for text in checks.overlap_failures(table)]
    region, region_rows = explanations.region_rows(case)
    return {
        "name": case.name,
        "answer": answers.answer(table, topics.verdicts_of(findings, case.name)),
        "numbers": answers.numbers(table),
        "failures": notes,
        "hero": hero(case),
        "spectrum": plots.spectrum(case),
        "spectrum_title": explanations.spectrum_title(case),
        "spectrum_text": explanations.spectrum_text(case),
        "pairs_text": explanations.pairs_text(case),
        "dominant_text": explanations.dominant_text(case),
        "lengths": plots.lengths(case),
        "lengths_title": explanations.lengths_title(case),
        "lengths_text": explanations.lengths_text(case),
        "region_text": region,
        "region_rows": region_rows,
        "distances": plots.distances(case),
        "distance_text": explanations.distance_text(case),
        "ladder": plots.ladder(case),
        "ladder_title": titles.overlap(table, case.name),
        "checks": answers.controls(table),
        "bland": answers.bland(table),
        "detector": answers.detector(table),
        "detected": answers.subject(table) == "faces",
        "trade_off": plots.trade_off(case),
        "trade_off_title": titles.trade_off(table, case.name),
        "attributes_title": explanations.attributes_title(case),
        "attributes": explanations.attribute_rows(case, ATTRIBUTES),
        "paths": paths(case, sigma),
        "paths_text": explanations.paths_text(case),
        "sigma": f"{sigma:g}",
        "training": making.training_text(case.history),
    }


def hero(case: CaseResults) -> list[dict[str, Any]]:
    """Rows of images: real ones, reconstructions, and a row for each chosen sampler.

    Returns:
        name, sampler, kind, what `zpoints.study.answers.figures` gives, picture (None where a
        sampler drew nothing) and alt, which says what is to be seen in numbers.
    """
    rows = {(row.kind in ("sampler", "cube"), row.sampler): row for row in rows_of(case.samplers)}
    shown = [
        (rows[False, "images"], case.reconstructions["originals"]),
        (rows[False, "reconstructions"], case.reconstructions["decoded"]),
        *((rows[True, name], images) for name, images in case.images.items()),
    ]
    result = []
    for row, images in shown:
        said = answers.figures(row)
        if row.sampler == "images":
            # A decoder's blur is no part of them, so beside decoded images their overlap misleads.
            said |= {"overlap": "", "interval": ""}
        picture = pictures.row(montage.evenly(images, IMAGES)) if len(images) else None
        alt = f"{picture.images if picture else 0} images: {row.name}."
        if said["interval"]:
            alt += f" Overlap {said['overlap']} ({said['interval']})."
        if said["faces"]:
            alt += f" A face in {said['faces']} of {row.images:,} such images."
        result.append(
            {
                "name": readable(row.name),
                "sampler": row.sampler,
                "kind": row.kind,
                "picture": picture,
                "alt": readable(alt),
                **said,
            }
        )
    return result


def paths(case: CaseResults, sigma: float) -> dict[str, list[dict[str, Any]]]:
    """Decoded paths: along principal directions, and along single components and their diagonals.

    Returns:
        "directions" and "components", each of label, attribute (a sentence or ""), picture and alt.
    """
    result: dict[str, list[dict[str, Any]]] = {"directions": [], "components": []}
    for label, images in zip(case.paths["labels"], case.paths["images"], strict=True):
        text = str(label)
        match = explanations.PRINCIPAL.match(text)
        attribute = ""
        if match:
            followed = explanations.attribute_of(case, int(match[1]))
            text = readable(text.replace("PC ", "direction "))
            if followed:
                attribute = f"follows {followed[0].replace('_', ' ')}, r\N{NO-BREAK SPACE}= "
                attribute = readable(f"{attribute}{followed[1]:.2f}")
        alt = (
            f"{len(images)} images decoded along {text}, from {-sigma:g} to {sigma:g} standard "
            f"deviations; the ends differ by {explanations.change(images):.0f} of 255 grey levels."
        )
        result["directions" if match else "components"].append(
            {
                "label": text,
                "attribute": attribute,
                "picture": pictures.row(images),
                "alt": readable(alt),
            }
        )
    return result
