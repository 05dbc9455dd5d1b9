"""Results of a case, as other rules write them, with values that a test chooses."""

import dataclasses

import numpy as np
import pandas as pd

from support.drawing import pictures
from support.samplers_tables import samplers_table
from zpoints import files
from zpoints.study.results import CaseResults

VARIANCE = np.array([6.0, 3.0, 0.6, 0.2, 0.1, 0.1])
SHOWN = ("gaussian-full", "permuted", "uniform-b1")
# Median Mahalanobis distances, and shares of the images that are nearer.
FAR = {"gaussian-full": (2.4, 0.52), "permuted": (31.0, 1.0), "latents": (2.3, 0.5)}
FAR |= {"uniform-b1": (1234.5, 1.0), "uniform-b2": (2469.0, 1.0), "reconstructions": (2.3, 0.5)}

# Attributes that are files of arrays.
ARRAYS = ("lengths", "reconstructions", "paths")


def case_results(name="I", attributes=True, trained=True, detected=True, **changes):
    """Results of six components; `changes` are attributes of `CaseResults`."""
    samplers = samplers_table(detected=detected)
    for k, column in enumerate(("mahalanobis", "mahalanobis_quantile")):
        samplers[column] = [
            FAR.get(sampler, (np.nan, np.nan))[k] for sampler in samplers["sampler"]
        ]
    results = CaseResults(
        name=name,
        samplers=samplers,
        components=pd.DataFrame(
            {"component": range(6), "share": [0.3, 0.2, 0.2, 0.1, 0.1, 0.1]}
        ).assign(dominant=[True, True, False, False, False, False]),
        radii=radii(),
        lengths={
            "edges": np.geomspace(1, 32, 41),
            "shares": np.stack([peak(3.2, 0.3), peak(3.2, 0.05), peak(6.4, 0.05)]),
            "central": np.array([1.5, 6.0]),
        },
        region_hits=region_hits(),
        pca=pd.DataFrame(
            {
                "rank": range(1, 7),
                "variance": VARIANCE,
                "cumulative": VARIANCE.cumsum() / VARIANCE.sum(),
            }
        ),
        thresholds=pd.DataFrame({"threshold": [0.1, 0.3, 0.6], "pairs": [12, 5, 1]}),
        attributes=attribute_table() if attributes else attribute_table().head(0),
        reconstructions={"originals": pictures(12), "decoded": pictures(12)},
        paths={
            "labels": np.array(["component 4", "component 2", "4 and 2", "PC 1 (60.0 %)"]),
            "images": np.stack([ramp(10), ramp(4), ramp(12), ramp(200)]),
        },
        images={sampler: pictures(20) for sampler in SHOWN},
        history=pd.DataFrame(
            {
                "epoch": [1, 2],
                "loss": [0.03, 0.02],
                "val_loss": [0.04, 0.025],
                "images_per_second": [1000.0, 3000.0],
            }
        )
        if trained
        else None,
    )
    return dataclasses.replace(results, **changes)


def radii():
    """Lengths of the data and of two cubes, of which the first matches."""
    return pd.DataFrame(
        {
            "source": ["latents", "uniform", "uniform"],
            "b": [np.nan, 1.5, 3.0],
            "mean": [3.2, 3.2, 6.4],
            "std": [0.9, 0.3, 0.6],
            "vectors": [500, 1000, 1000],
            "b_matched": [1.5, 1.5, 3.0],
            "inside_central_99": [0.99, 1.0, 0.001],
        }
    )


def region_hits():
    """Hits for two sizes of the region."""
    rows = [("latents", np.nan, k, 500, 400, -0.0969) for k in (1.0, 3.0)]
    rows += [("uniform", b, k, 500, 0, -b * 3.5) for b in (1.0, 2.0) for k in (1.0, 3.0)]
    columns = ["source", "b", "k", "vectors", "hits", "log10_probability"]
    return pd.DataFrame(rows, columns=columns)


def attribute_table():
    """Two attributes, of which a direction follows one."""
    rows = [
        ("skin_tone", "component", 3, 0.5, True),
        ("skin_tone", "component", 1, 0.1, False),
        ("skin_tone", "direction", 1, -0.9, True),
        ("skin_tone", "direction", 2, 0.2, False),
        ("NA", "component", 2, 0.05, False),
        ("NA", "direction", 2, 0.04, False),
        ("NA", "direction", 1, np.nan, False),
    ]
    return pd.DataFrame(rows, columns=["attribute", "kind", "index", "r", "significant"])


def peak(middle, width):
    """Shares in 40 bins about a length."""
    centres = np.log(np.geomspace(1, 32, 41)[:-1])
    heights = np.exp(-(((centres - np.log(middle)) / width) ** 2) / 2)
    return heights / heights.sum()


def ramp(grey):
    """Five images from black to a grey level, uint8 (5, 16, 16, 3)."""
    levels = np.linspace(0, grey, 5).round().astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (5, 16, 16, 3)).copy()


def write(folder, case):
    """Files of a case: paths, images and history, as `CaseResults.load` takes them."""
    paths = {}
    for field in dataclasses.fields(case):
        value = getattr(case, field.name)
        if field.name in ARRAYS:
            paths[field.name] = str(folder / f"{field.name}.npz")
            files.write_arrays(paths[field.name], **value)
        elif isinstance(value, pd.DataFrame):
            paths[field.name] = str(folder / f"{field.name}.csv")
            files.write_table(paths[field.name], value)
    images = {name: str(folder / f"{name}.npy") for name in case.images}
    for name, path in images.items():
        files.write_array(path, case.images[name])
    return paths, images, paths.pop("history", None)
