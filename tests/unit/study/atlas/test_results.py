"""What other rules wrote is read as it was meant."""

import numpy as np
import pandas as pd
import pytest
from support.atlas_results import COUNT, KINDS, Z_DIM, write
from support.case_results import attribute_table

from zpoints import files
from zpoints.study.atlas.results import file_names


def test_a_case_holds_what_was_written(tmp_path):
    case = write(tmp_path).case()
    assert case.name == "I"
    assert (case.store.rows, case.cloud.vectors, case.lengths.vectors) == (COUNT,) * 3
    assert case.distances.rank == case.cloud.z_dim == Z_DIM
    assert set(case.vectors) == set(case.images) == set(KINDS)
    assert case.vectors["permuted"].shape == (20, Z_DIM)
    assert {name: len(images) for name, images in case.real.items()} == {
        "images": 4, "reconstructions": 4,
    }  # fmt: skip
    assert case.decoder.name == "decoder.onnx"


def test_names_that_pandas_takes_for_none_stay_names(tmp_path):
    table = attribute_table().replace("skin_tone", "nan")
    case = write(tmp_path, followed=table).case()
    assert case.attributes["attribute"].tolist() == table["attribute"].tolist()
    np.testing.assert_array_equal(case.attributes["r"], table["r"])


def test_images_of_rows_come_in_order_and_chunks_are_read_once(tmp_path, monkeypatch):
    study = write(tmp_path).study()
    rows = np.array([0, 3, 31, 32, 33, 89])
    reads = []
    read = type(study.store).read
    monkeypatch.setattr(
        type(study.store),
        "read",
        lambda self, name, *part: reads.append(part) or read(self, name, *part),
    )
    found = list(study.images(rows))
    assert len(reads) == 3
    np.testing.assert_array_equal(found, study.store.group["images"][:][rows])


def test_files_have_names_where_images_are_files(tmp_path):
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    names = [f"a b/<{k}>,\N{GREEK SMALL LETTER ALPHA}.png" for k in range(COUNT - 1)] + ["NA"]
    assert write(tmp_path / "with", shared={"names": names}).study().files == names
    assert write(tmp_path / "without").study().files is None


@pytest.mark.parametrize("column", ["file", "name"])
def test_a_table_says_whether_there_are_files(tmp_path, column):
    files.write_table(tmp_path / "t.csv", pd.DataFrame({"image": [0], column: ["1"]}))
    assert file_names(tmp_path / "t.csv") == (["1"] if column == "file" else None)
