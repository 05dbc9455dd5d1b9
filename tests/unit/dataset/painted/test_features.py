"""Painted faces: each factor moves pixels, and a turn of the head what lies on it."""

import numpy as np
import pandas as pd
import pytest

from zpoints.dataset.painted.factors import FACTORS, Categorical
from zpoints.dataset.painted.painting import paint

# A head on which every factor has something to move: hair, lines, blush, side light, a gradient.
PLAIN_HEAD = {
    "yaw": 5,
    "age": 0.5,
    "blush": 0.5,
    "hair_style": "long",
    "light_direction": 0.6,
    "light_strength": 0.3,
    "background_contrast": 0.5,
    "background_lightness": 0.6,
    "beard": "none",
    "glasses": "none",
    "hat": "none",
}


def plain_heads(count: int) -> pd.DataFrame:
    """Equal rows: what PLAIN_HEAD says, else the middle of a range or the first of the names."""
    values = {}
    for name, factor in FACTORS.items():
        named = isinstance(factor, Categorical)
        usual = factor.names[0] if named else (factor.low + factor.high) / 2
        values[name] = PLAIN_HEAD.get(name, usual)
    return pd.DataFrame([values] * count)


@pytest.mark.parametrize("name", FACTORS)
def test_each_factor_moves_pixels(name):
    factor = FACTORS[name]
    values = factor.names if isinstance(factor, Categorical) else [factor.low, factor.high]
    # Opposite ends of a full turn look the same.
    values = [0, 180] if name == "background_direction" else values
    values = [0, 0.5] if name.endswith("_hue") else values
    table = plain_heads(len(values)).assign(**{name: values})
    images = paint(table, 96).astype(int)
    for first in range(len(values)):
        for second in range(first):
            changed = np.abs(images[first] - images[second]).max(axis=-1) > 8
            assert changed.sum() >= 8, f"{values[second]} and {values[first]} look the same"


def test_a_turned_head_shifts_its_features():
    heads = plain_heads(3).assign(yaw=[-20, 0, 20], gaze=0, hair_style="bald")
    brown, blue = (paint(heads.assign(iris=colour), 192) for colour in ("brown", "blue"))
    centres = []
    for before, after in zip(brown.astype(int), blue.astype(int), strict=True):
        columns = np.nonzero(np.abs(before - after).max(axis=-1) > 8)[1]  # where the irises are
        centres.append(columns.mean())
    turned_left, straight, turned_right = centres
    assert turned_left + 8 < straight < turned_right - 8
