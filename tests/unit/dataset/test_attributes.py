"""Attributes of images: factors become numbers, tables are compared with the latents."""

import numpy as np
import pandas as pd
import pytest

from zpoints.dataset import attributes
from zpoints.dataset.painted.factors import FACTORS, Categorical, draw_factors
from zpoints.errors import StudyError


def test_numbers_stay_and_all_else_becomes_0_and_1():
    table = pd.DataFrame(
        {
            "age": np.float32([0.5, 0.25, 1]),
            "count": [3, 4, 5],
            "smiling": [True, False, True],
            "hat": pd.Categorical(["cap", "none", "cap"], ["none", "cap", "beanie"]),
            "iris": ["green", "blue", "green"],
        },
        index=[7, 8, 9],
    )
    found = attributes.from_factors(table)
    expected = {
        "age": [0.5, 0.25, 1],
        "count": [3, 4, 5],
        "smiling": [1, 0, 1],
        "hat=none": [0, 1, 0],
        "hat=cap": [1, 0, 1],
        "hat=beanie": [0, 0, 0],  # no image has it
        "iris=blue": [0, 1, 0],
        "iris=green": [1, 0, 1],
    }
    assert {name: values.tolist() for name, values in found.items()} == expected
    assert list(found) == list(expected)
    assert found.index.tolist() == [7, 8, 9]
    assert all(pd.api.types.is_numeric_dtype(values) for _, values in found.items())


def test_missing_values_stay_missing():
    table = pd.DataFrame(
        {
            "age": [0.5, np.nan],
            "hat": ["cap", None],
            "smiling": pd.array([None, True], "boolean"),
        }
    )
    found = attributes.from_factors(table)
    assert list(found) == ["age", "hat=cap", "smiling"]
    missing = {"age": [False, True], "hat=cap": [False, True], "smiling": [True, False]}
    assert found.isna().to_dict("list") == missing


@pytest.mark.parametrize("columns", [{}, {"age": []}])
def test_nothing_to_convert(columns):
    assert list(attributes.from_factors(pd.DataFrame(columns))) == list(columns)


def test_the_columns_of_painted_faces_do_not_depend_on_their_number():
    few, many = (attributes.from_factors(draw_factors(1, 0, n)) for n in (2, 500))
    assert list(few) == list(many)
    for name, factor in FACTORS.items():
        if isinstance(factor, Categorical):
            own = [f"{name}={value}" for value in factor.names]
            assert (many[own].sum(axis=1) == 1).all()
        else:
            assert name in many
    pd.testing.assert_frame_equal(few, many.head(2))


def written(folder, text):
    path = folder / "attributes.csv"
    path.write_text(text)
    return path


def test_reading(tmp_path):
    path = written(tmp_path, "image,Male,age\n0,1,0.5\n1,,-2\n2,0,\n")
    found = attributes.read(path, 3)
    expected = pd.DataFrame({"Male": [1, np.nan, 0], "age": [0.5, -2, np.nan]})
    pd.testing.assert_frame_equal(found, expected)


def test_reading_a_table_without_attributes(tmp_path):
    found = attributes.read(written(tmp_path, "image\n0\n1\n"), 2)
    assert found.shape == (2, 0)
    assert found.to_numpy().dtype == float


@pytest.mark.parametrize(
    "text",
    [
        "image,a\n0,1\n",
        "image,a\n0,1\n2,1\n",
        "image,a\n1,1\n0,1\n",
        "a,image\n1,0\n1,1\n",
        "a\n1\n2\n",
    ],
)
def test_rows_that_are_not_those_of_the_latents(tmp_path, text):
    path = written(tmp_path, text)
    with pytest.raises(StudyError, match=r"does not hold the images 0 to 1 .* delete it"):
        attributes.read(path, 2)


def test_a_value_that_is_no_number(tmp_path):
    path = written(tmp_path, "image,Male\n0,1\n1,yes\n")
    with pytest.raises(StudyError, match=r"gives image 1 the Male 'yes'.* leave it empty"):
        attributes.read(path, 2)


def test_one_column():
    table = pd.DataFrame({"Male": [1.0, np.nan], "age": [0.5, 2]})
    np.testing.assert_array_equal(attributes.column(table, "Male", "key"), [1, np.nan])
    with pytest.raises(StudyError, match=r"a\.key is 'male'.* choose one of Male, age"):
        attributes.column(table, "male", "a.key")
    with pytest.raises(StudyError, match=r"a\.key is 'male'.* no attributes; set it to null"):
        attributes.column(table[[]], "male", "a.key")
