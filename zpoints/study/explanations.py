"""Sentences on the cloud: its shape, why a cube misses it, what its directions mean."""

import math
import re

import numpy as np
import pandas as pd

from zpoints.attributes.table import followed
from zpoints.findings.table import readable
from zpoints.quality.marks import percent
from zpoints.study.answers import listed
from zpoints.study.results import CaseResults

# Size of the region that is spoken of, in half widths, if the study has it.
REGION = 3
# Share of the change along a direction up to which a change along a component is hardly any.
HARDLY = 0.25
# A cloud is flat if so many of its directions at most, as a share, hold 90 % of the variance.
FLAT = 0.5
# Spread of lengths, in mean lengths, up to which a cube is a thin shell.
THIN = 0.1
# Vectors that are farther out than this share of the images lie where no image does.
OUTSIDE = 0.995
PRINCIPAL = re.compile(r"PC (\d+)\b")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What quantities of zpoints.trainings are called.
QUANTITIES = {
    "component_std": "the widths of the components",
    "radius": "the lengths of the vectors",
}


def directions_for(pca: pd.DataFrame, share: float) -> int:
    """How many leading principal directions hold a share of the variance."""
    return int((pca["cumulative"] < share - 1e-12).sum()) + 1


def spectrum_title(case: CaseResults) -> str:
    """How many directions hold 90 % of the variance."""
    if not case.pca["variance"].sum() > 0:
        return "The cloud is a single point: all images have one latent vector"
    count = directions_for(case.pca, 0.9)
    hold = "direction holds" if count == 1 else "directions hold"
    return readable(f"{count} of {case.z_dim} {hold} 90 % of the variance")


def spectrum_text(case: CaseResults) -> str:
    """How flat the cloud is beside a cube."""
    if not case.pca["variance"].sum() > 0:
        return ""
    cube = math.ceil(0.9 * case.z_dim)
    flat = "flat" if directions_for(case.pca, 0.9) <= FLAT * case.z_dim else "not flat"
    first = percent(case.pca["cumulative"].iloc[0])
    counts = listed(
        [f"{directions_for(case.pca, share)} hold {percent(share)}" for share in (0.9, 0.95, 0.99)]
    )
    return (
        f"Each of {case.vectors:,} images is a point with {case.z_dim} numbers. The cloud of these "
        f"points is {flat}. Its widest direction holds {first} of the variance; {counts}. In a "
        f"cube all directions are alike, and 90 % of the variance takes {cube} of them."
    )


def pairs_text(case: CaseResults) -> str:
    """How many pairs of components are correlated."""
    pairs = case.z_dim * (case.z_dim - 1) // 2
    table = case.thresholds
    if not pairs or table.empty:
        return ""
    counts = [
        f"{int(row.pairs):,} with |r| above {row.threshold:g}"
        for row in table.iloc[[0, len(table) // 2, -1]].drop_duplicates().itertuples()
    ]
    return (
        f"Do components vary on their own? Of {pairs:,} pairs there are {listed(counts)}. A "
        "sampler that draws each component by itself knows nothing of this."
    )


def dominant_text(case: CaseResults) -> str:
    """How many components dominate, and how much of the mean squared length they hold."""
    dominant = case.components[case.components["dominant"]]
    if dominant.empty:
        return f"None of the {case.z_dim} components dominates."
    stands = "component stands" if len(dominant) == 1 else "components stand"
    return (
        f"{len(dominant)} {stands} out as dominant, by a far mode or a large half width, with "
        f"{percent(dominant['share'].sum())} of the mean squared length."
    )


def trainings_text(distances: pd.DataFrame | None) -> list[str]:
    """How far two trainings of one architecture are apart, a sentence for each pair."""
    if distances is None:
        return []
    sentences = []
    for (case, other), rows in distances.groupby(["case", "other"], sort=False):
        parts = [
            f"{row.ratio:.1f} times for {QUANTITIES.get(row.quantity, row.quantity)}"
            for row in rows.itertuples()
            if np.isfinite(row.ratio)
        ]
        if parts:
            sentences.append(
                f"Cases {case} and {other} are one architecture, trained twice. Their clouds "
                f"differ by more than two random halves of one cloud do: {listed(parts)}. What a "
                "cloud looks like in detail is thus a matter of the training."
                if rows["ratio"].min() > 1
                else f"Cases {case} and {other} are one architecture, trained twice. Their clouds "
                f"differ {listed(parts)} as much as two random halves of one cloud."
            )
    return sentences


def lengths_title(case: CaseResults) -> str:
    """Lengths of the data, and of the cube that matches their mean."""
    data, cube = case.radii.iloc[0], _matched(case)
    text = f"Vectors of images are {data['mean']:.3g} ± {data['std']:.2g} long"
    if cube is not None:
        text += f", those of the matched cube {cube['mean']:.3g} ± {cube['std']:.2g}"
    return text


def lengths_text(case: CaseResults) -> str:
    """Why no cube has the lengths of the data."""
    data, cube = case.radii.iloc[0], _matched(case)
    if cube is None or not cube["std"] > 0:
        return ""
    ratio = data["std"] / cube["std"]
    text = (
        f"A cube [\N{MINUS SIGN}b, b] with b = {case.b_matched:.2f} gives vectors of the right "
        f"mean length, but the lengths of the images' vectors spread {ratio:.1f} times as much."
    )
    if cube["std"] < THIN * cube["mean"]:
        text += f" In {case.z_dim} dimensions nearly all of a cube lies in a thin shell."
    others = case.radii.iloc[1:]
    outside = others[others["inside_central_99"] <= 0.01]
    if len(outside):
        text += (
            f" From b = {outside['b'].min():g} on at most 1 % of the cube's vectors have a length "
            "that the central 99 % of the images' vectors have."
        )
    return readable(text)


def region_rows(case: CaseResults) -> tuple[str, list[tuple[str, str]]]:
    """Share of vectors within the region of REGION half widths, in a sentence and for each cube.

    Returns:
        The sentence, and (vectors from, share) of the data and each cube; empty where components
        have no half width.
    """
    table = case.region_hits[case.region_hits["log10_probability"].notna()]
    if table.empty:
        return "", []
    sizes = sorted(table["k"].unique(), key=lambda k: (abs(k - REGION), k))
    table = table[table["k"] == sizes[0]]
    data = table[table["source"] == "latents"].iloc[0]
    rows = [("images", _probability(data["log10_probability"]))]
    rows += [
        (f"the cube with b = {row.b:g}", _probability(row.log10_probability))
        for row in table[table["source"] == "uniform"].itertuples()
    ]
    sentence = (
        f"Take the box that reaches {sizes[0]:g} half widths to either side of the peak of each "
        f"component. {percent(data['hits'] / data['vectors'])} of the images' vectors lie in it. A "
        "vector from a cube has to hit it in every component at once, so the chances multiply."
    )
    return sentence, [(readable(name), readable(text)) for name, text in rows]


def distance_text(case: CaseResults) -> str:
    """How far out cubes and vectors without correlations lie, by the cloud's own measure."""
    table = case.samplers.set_index("sampler")
    drawn = table[table["kind"] == "sampler"]
    cubes = drawn[drawn["b"].notna() & drawn["mahalanobis"].notna()]
    if cubes.empty or "reconstructions" not in table.index:
        return ""
    near = cubes.sort_values("mahalanobis").iloc[0]
    own = table.loc["reconstructions", "mahalanobis"]
    text = (
        "Distance can be measured by the cloud itself, in standard deviations along each of its "
        f"directions (Mahalanobis). Half of the images lie nearer than {digits(own)}. Of "
        f"the nearest of {len(cubes)} cubes, b = {near['b']:.3g}, the median vector is at "
        f"{digits(near['mahalanobis'])}, farther out than "
        f"{percent(near['mahalanobis_quantile'])} of the images."
    )
    if "permuted" in drawn.index and drawn.loc["permuted", "mahalanobis"] > own:
        row = drawn.loc["permuted"]
        text += (
            f" Nor is it the widths: each component's own values, shuffled, are at "
            f"{digits(row['mahalanobis'])}."
        )
    if near["mahalanobis_quantile"] >= OUTSIDE:
        text += (
            " Such a distance says that vectors lie where no image does; what they decode to it "
            "does not say."
        )
    return text


def attribute_of(case: CaseResults, rank: int) -> tuple[str, float] | None:
    """The attribute that follows a principal direction most, and its r, if it is significant."""
    found = followed(case.attributes).get(rank)
    return None if found is None else (found["attribute"], found["r"])


def attributes_title(case: CaseResults) -> str:
    """How many attributes are followed significantly by a direction of the cloud."""
    names = case.attributes["attribute"].unique()
    if not len(names):
        return "The images of this study have no attributes"
    found = case.attributes[
        (case.attributes["kind"] == "direction") & case.attributes["significant"].astype(bool)
    ]
    count = found["attribute"].nunique()
    return f"{count} of {len(names)} attributes are followed by a principal direction"


def attribute_rows(case: CaseResults, count: int) -> list[dict]:
    """Attributes with the direction that follows each most, the strongest first.

    Returns:
        attribute, rank, r, and component with the largest |r| and its r, of at most `count`.
    """
    table = case.attributes[case.attributes["r"].notna()]
    table = table.assign(reach=table["r"].abs()).sort_values("reach", ascending=False)
    best = table.drop_duplicates(["attribute", "kind"])
    components = best[best["kind"] == "component"].set_index("attribute")
    return [
        {
            "attribute": row["attribute"],
            "rank": int(row["index"]),
            "r": float(row["r"]),
            "component": int(components.loc[row["attribute"], "index"]),
            "component_r": float(components.loc[row["attribute"], "r"]),
        }
        for row in best[best["kind"] == "direction"].head(count).to_dict("records")
    ]


def change(images: np.ndarray) -> float:
    """Mean difference between the first and the last image of a path, in grey levels of 255."""
    first, last = images[0].astype(float), images[-1].astype(float)
    return float(np.abs(last - first).mean())


def paths_text(case: CaseResults) -> str:
    """How much decoded images change along single components and along principal directions."""
    labels = [str(label) for label in case.paths["labels"]]
    changes = dict(zip(labels, map(change, case.paths["images"]), strict=True))
    single = [changes[label] for label in labels if label.startswith("component ")]
    principal = [changes[label] for label in labels if PRINCIPAL.match(label)]
    if not single or not principal:
        return ""
    text = (
        f"From end to end the mean image changes by {max(principal):.0f} of 255 grey levels, in "
        "the mean over its pixels, along the direction that changes it most, and by "
        f"{max(single):.0f} along a single component."
    )
    if max(single) <= HARDLY * max(principal):
        text += " A component by itself does little: what is seen moves many together."
    return text


def digits(value: float) -> str:
    """A positive number in three digits, or as a whole number if that has more."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _matched(case: CaseResults) -> pd.Series | None:
    """Row of the cube that has the data's mean length."""
    cubes = case.radii.iloc[1:]
    near = cubes[np.isclose(cubes["b"], case.b_matched)]
    return near.iloc[0] if len(near) else None


def _probability(log10: float) -> str:
    """A probability as a share, or as one in a power of ten where it is small."""
    if log10 == -math.inf:
        return "none"
    if log10 > -2:
        return percent(10**log10)
    if log10 > -6:
        return f"1 in {10**-log10:,.0f}"
    return f"1 in 10{str(round(-log10)).translate(RAISED)}"
