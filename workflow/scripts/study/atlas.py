"""Write the page on which a reader walks through the latent space."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from zpoints import files
from zpoints.logs import job
from zpoints.study import making
from zpoints.study.atlas.page import page
from zpoints.study.atlas.results import CaseResults, StudyResults
from zpoints.study.atlas.study import study_data

# Inputs that are a file for each case.
FIELDS = ("latents", "cloud", "lengths", "distances", "attributes", "samplers")
FIELDS += ("reconstructions", "paths", "decoder")
# Inputs of the study.
SHARED = ("manifest", "table", "values", "findings")


def atlas(
    results: Mapping[str, Sequence[str]],
    vectors: Mapping[tuple[str, str], str],
    images: Mapping[tuple[str, str], str],
    shared: Mapping[str, str],
    output: str,
    cases: Sequence[str],
    kinds: Mapping[str, str],
    study: str,
    source: str,
    settings: Mapping[str, Any],
    seed: Sequence[Any],
) -> None:
    """Write the page; `vectors` and `images` are by case and sampler, `kinds` by sampler."""
    paths = [dict(zip(results, one, strict=True)) for one in zip(*results.values(), strict=True)]
    found = [
        CaseResults.load(
            case,
            own,
            {name: vectors[case, name] for name in kinds},
            {name: images[case, name] for name in kinds},
        )
        for case, own in zip(cases, paths, strict=True)
    ]
    described, blobs = study_data(
        StudyResults.load(study, source, shared, kinds),
        found,
        settings,
        seed,
        dict(making.versions()).get("zpoints", ""),
    )
    with files.replacing(output) as temporary:
        temporary.write_text(page(described, blobs), encoding="utf-8")


if __name__ == "__main__":
    with job(snakemake):
        params = snakemake.params
        places = list(itertools.product(params.cases, params.kinds))
        atlas(
            results={field: snakemake.input[field] for field in FIELDS},
            vectors=dict(zip(places, snakemake.input.vectors, strict=True)),
            images=dict(zip(places, snakemake.input.images, strict=True)),
            shared={name: snakemake.input[name] for name in SHARED},
            output=snakemake.output.page,
            **{
                name: params[name]
                for name in ("cases", "kinds", "study", "source", "settings", "seed")
            },
        )
