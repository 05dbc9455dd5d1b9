"""Tables beside images: CelebA's and others are read, aligned by file name, or refused."""

import numpy as np
import pytest

from zpoints.dataset import attribute_files
from zpoints.errors import StudyError

TXT = "3\nMale Smiling \n000001.jpg -1  1\n000002.jpg  1  1\n000003.jpg -1 -1\n"
CSV = "image_id,Male,Smiling\n000001.jpg,-1,1\n000002.jpg,1,1\n000003.jpg,-1,-1\n"


def written(folder, text, name="table"):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("place", [".", "inside", "in/side", ".."])
@pytest.mark.parametrize("name", attribute_files.PARTITION_FILES)
def test_files_may_lie_in_below_or_beside_the_folder(tmp_path, place, name):
    folder = tmp_path / "celeba"
    (folder / place).mkdir(parents=True, exist_ok=True)
    assert attribute_files.find(folder, attribute_files.PARTITION_FILES) is None
    written(folder / place, CSV, name)
    file = attribute_files.find(folder, attribute_files.PARTITION_FILES)
    assert file.samefile(folder / place / name)


def test_files_may_lie_beside_an_archive(tmp_path):
    written(tmp_path, CSV, "list_attr_celeba.csv")
    written(tmp_path, "", "img_align_celeba.zip")
    found = attribute_files.find(tmp_path / "img_align_celeba.zip", attribute_files.ATTRIBUTE_FILES)
    assert found == tmp_path / "list_attr_celeba.csv"


@pytest.mark.parametrize("text", [TXT, CSV, CSV.replace("\n", "\r\n"), "\ufeff" + CSV])
def test_both_kinds_of_celebas_table(tmp_path, text):
    table = attribute_files.read(written(tmp_path, text))
    assert table.index.tolist() == ["000001.jpg", "000002.jpg", "000003.jpg"]
    assert table["Male"].tolist() == [0, 1, 0]
    assert table["Smiling"].tolist() == [1, 1, 0]


def test_numbers_words_and_gaps(tmp_path):
    table = attribute_files.read(
        written(
            tmp_path, "file,age,adult,kind,balance\na,1.5,true,cat,-1\nb,,No,,0\nc,7,yes,dog,1\n"
        )
    )
    np.testing.assert_array_equal(table["age"], [1.5, np.nan, 7])
    assert table["adult"].tolist() == [1, 0, 1]
    assert table["kind"].fillna("").tolist() == ["cat", "", "dog"]
    assert table["balance"].tolist() == [-1, 0, 1], "not only -1 and 1: numbers as they are"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (TXT.replace("3\n", "202599\n", 1), "tells of 202599 rows, but it has 3"),
        (TXT[:-4], "is not complete"),
        (CSV[: CSV.index("000003") + 6], "is not complete"),
        ("", "not a complete table"),
        ("<html>\n<body>\n", "not a complete table"),
        ("file\na.jpg\n", "no column beside the file names"),
        (CSV + "000001.jpg,1,1\n", "names 000001.jpg twice"),
        (b"\x00\xff\xfe" * 50, "not a complete table"),
        (CSV + "a,b,c,d,e\n", "not a complete table"),
    ],
)
def test_what_is_no_complete_table(tmp_path, text, sentence):
    with pytest.raises(StudyError, match=sentence):
        attribute_files.read(written(tmp_path, text))


def test_a_missing_table(tmp_path):
    with pytest.raises(StudyError, match=r"there is no file .*missing\.csv"):
        attribute_files.read(tmp_path / "missing.csv")


def test_rows_follow_the_images(tmp_path):
    table = attribute_files.read(written(tmp_path, "file,x\na/1.jpg,1\n2.jpg,2\n1.jpg,3\n"))
    aligned, missing = attribute_files.align(table, ["b/2.jpg", "a/1.jpg", "b/1.jpg", "3.jpg"])
    np.testing.assert_array_equal(aligned["x"], [2, 1, 3, np.nan])
    assert missing == 1


def test_a_table_of_other_images(tmp_path):
    table = attribute_files.read(written(tmp_path, CSV))
    with pytest.raises(StudyError, match=r"names? 000001\.jpg and 2 other files, but none"):
        attribute_files.align(table, ["x.jpg", "y.jpg"])
