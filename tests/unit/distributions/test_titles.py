"""Titles of the figures of the distributions: what they say is what the tables hold."""

import math

import numpy as np
import pandas as pd
import pytest

from zpoints.distributions import titles


def plain(text):
    return text.replace("\u00a0", " ")


def components_table(dominant, half_width=(1, 2, 3, 4)):
    shares = [0.5, 0.25, 0.15, 0.1]
    columns = {"half_width": half_width, "share": shares, "dominant": np.arange(4) < dominant}
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    ("dominant", "text"),
    [
        (3, "3 of 4 components dominate"),
        (1, "1 of 4 components dominates"),
        (0, "none of 4 components dominates"),
    ],
)
def test_the_components(dominant, text):
    title = plain(titles.components(components_table(dominant), 0.09, "I"))
    assert title == f"Case I: {text}; 9 % of all values lie beyond a cube of their length"


def test_components_outside_the_bins_are_told():
    table = components_table(2, [1, math.nan, 3, 4])
    assert titles.components(table, 0.5, "I").endswith("; 1 lies outside the bins")
    table["half_width"] = math.nan
    assert titles.components(table, 0.5, "I").endswith("; 4 lie outside the bins")


def test_the_dominant_components():
    table = components_table(3)
    assert plain(titles.dominant(table, table[:2], "I")) == (
        "Case I: 3 of 4 components dominate; "
        "the two of largest share hold 75 % of the squared length"
    )
    table = components_table(0)
    widest = "Case I: none of 4 components dominates; the"
    assert (
        titles.dominant(table, table[1:], "I")
        == f"{widest} three widest have half widths of 2.00 to 4.00"
    )
    outside = components_table(0, [math.nan] * 4)
    assert titles.dominant(outside, outside, "I") == f"{widest} four shown lie outside the bins"


def test_the_radii():
    rows = [("latents", math.nan, 2.4, 1.3), ("uniform", 1, 0.2, 1), ("uniform", 1.3, 0.4, 1.3)]
    table = pd.DataFrame(rows, columns=["source", "b", "std", "b_matched"])
    assert titles.radii(table, "I") == (
        "Case I: lengths of the data spread 6.0 times as far as a cube's of the same mean"
    )
    assert titles.radii(table[:2], "I").startswith("Case I: lengths of the latent vectors, and of")


def regions_table(data, *cubes):
    rows = [("latents", math.nan, k, value) for k, value in zip((1, 2, 3), data, strict=True)]
    for b, values in enumerate(cubes, start=1):
        rows += [("uniform", b, k, value) for k, value in zip((1, 2, 3), values, strict=True)]
    return pd.DataFrame(rows, columns=["source", "b", "k", "log10_probability"])


def test_the_regions():
    table = regions_table([-4, -0.8, -0.1], [-30, -2, -0.01], [-80, -28, -1])
    assert plain(titles.regions(table, "I")) == (
        "Case I: Region(2) holds 16 % of the data, and 1 % of the best cube (b = 1)"
    )
    table = regions_table([-math.inf, -0.8, -0.1], [-math.inf] * 3, [-math.inf, -28, -0.05])
    assert plain(titles.regions(table, "I")) == (
        "Case I: Region(2) holds 16 % of the data, and 10⁻²⁸ of the best cube (b = 2)"
    )


@pytest.mark.parametrize("data", [[-4, -3, -0.1], [-math.inf] * 3])
def test_regions_that_cubes_hit_as_often(data):
    title = titles.regions(regions_table(data, [-3, -2, -0.01]), "I")
    assert title == "Case I: some cube hits each region as often as the data do"


@pytest.mark.parametrize(
    ("mode", "half_width", "text"),
    [
        (-1.25, 0.5, "\N{MINUS SIGN}1.25 ± 0.50"),
        (0.25, 3, "+0.25 ± 3.00"),
        (math.nan, math.nan, "outside the bins"),
    ],
)
def test_the_place_of_a_component(mode, half_width, text):
    assert titles.place(mode, half_width) == text
