"""Images of one array come block by block; what is no array of images is refused."""

import numpy as np
import pytest
import zarr

from zpoints.dataset.arrays import Array
from zpoints.errors import StudyError

IMAGES = np.arange(5 * 4 * 6 * 3, dtype=np.uint8).reshape(5, 4, 6, 3)


def array_file(folder, kind, images=IMAGES):
    path = folder / f"images.{kind}"
    if kind == "npy":
        np.save(path, images)
    elif kind == "npz":
        np.savez_compressed(path, images=images, labels=np.arange(len(images)))
    else:
        zarr.create_array(path, data=images, chunks=(2, *images.shape[1:]))
    return path


@pytest.mark.parametrize("kind", ["npy", "npz", "zarr"])
@pytest.mark.parametrize("rows", [1, 2, 7])
def test_arrays_come_block_by_block(tmp_path, kind, rows):
    source = Array(array_file(tmp_path, kind))
    assert source.shape == IMAGES.shape
    blocks = list(source.blocks(rows))
    assert max(map(len, blocks)) <= rows
    np.testing.assert_array_equal(np.concatenate(blocks), IMAGES)


@pytest.mark.parametrize("kind", ["npy", "npz", "zarr"])
def test_grey_arrays_have_one_channel(tmp_path, kind):
    source = Array(array_file(tmp_path, kind, IMAGES[..., 0]))
    assert source.shape == (5, 4, 6, 1)
    np.testing.assert_array_equal(np.concatenate(list(source.blocks(3))), IMAGES[..., :1])


@pytest.mark.parametrize(
    "images",
    [
        IMAGES.astype(np.float32),
        IMAGES[:0],
        IMAGES[..., :2],
        IMAGES[0, 0],
        np.asfortranarray(IMAGES),
        np.array([{"a": 1}], dtype=object),
    ],
    ids=["float32", "empty", "two channels", "two axes", "Fortran order", "objects"],
)
def test_arrays_that_are_no_images(tmp_path, images):
    np.save(tmp_path / "images.npy", images, allow_pickle=True)
    with pytest.raises(StudyError, match=r"images\.npy (holds an array|is not an array)"):
        Array(tmp_path / "images.npy")


@pytest.mark.parametrize("kind", ["npy", "npz"])
def test_arrays_that_end_early(tmp_path, kind):
    path = array_file(tmp_path, kind)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(StudyError, match=r"is damaged|not a zip archive|not an array"):
        list(Array(path).blocks(2))


def test_a_header_that_claims_more_than_there_is(tmp_path):
    """Memory is taken for a block, not for what the header claims."""
    path = array_file(tmp_path, "npy")
    shape, claimed = b"(5, 4, 6, 3), }   ", b"(9999, 4, 6, 3), }"
    content = path.read_bytes()
    assert shape in content
    path.write_bytes(content.replace(shape, claimed))
    with pytest.raises(StudyError, match=r"damaged|not an array"):
        list(Array(path).blocks(2))


def test_a_zarr_array_of_giant_chunks(tmp_path):
    zarr.create_array(
        tmp_path / "a.zarr", shape=(9, 10**5, 10**5, 3), dtype="uint8", chunks=(9, 10**5, 10**5, 3)
    )
    with pytest.raises(StudyError, match="larger than 2 GiB"):
        Array(tmp_path / "a.zarr")


def test_several_arrays_and_none_named_images(tmp_path):
    np.savez(tmp_path / "a.npz", one=IMAGES, two=IMAGES)
    group = zarr.create_group(tmp_path / "a.zarr")
    group.create_array("one", data=IMAGES)
    group.create_array("two", data=IMAGES)
    for name in ("a.npz", "a.zarr"):
        with pytest.raises(StudyError, match="must hold one array, or one that is named 'images'"):
            Array(tmp_path / name)


def test_no_array(tmp_path):
    (tmp_path / "text.npy").write_text("text")
    (tmp_path / "empty").mkdir()
    for name, sentence in (("text.npy", "not an array"), ("empty", "not an array"), ("x", "exist")):
        with pytest.raises(StudyError, match=sentence):
            Array(tmp_path / name)
