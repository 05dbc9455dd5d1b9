"""The source that a config names, looked at without the packages that read images."""

import subprocess
import sys
import zipfile

import numpy as np
import pytest

from zpoints.dataset.arrays import Array
from zpoints.dataset.image_files import Archive, Folder
from zpoints.dataset.sources import open_source


@pytest.mark.parametrize("place", ["img_align_celeba.zip", "Img/img_align_celeba.zip"])
def test_celeba_is_an_archive_a_folder_with_it_or_a_folder_of_images(tmp_path, place):
    folder = tmp_path / "celeba"
    path = folder / place
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("img_align_celeba/000001.jpg", b"x")
    assert open_source("celeba", path) == Archive(path)
    assert open_source("celeba", folder) == Archive(path)
    (folder / "img_align_celeba").mkdir()
    (folder / "img_align_celeba" / "000001.jpg").touch()
    assert open_source("celeba", folder) == Folder(folder)


def test_other_sources_are_what_they_are_called(tmp_path):
    np.save(tmp_path / "images.npy", np.zeros((2, 8, 8), np.uint8))
    assert open_source("folder", tmp_path) == Folder(tmp_path)
    assert open_source("zip", tmp_path / "a.zip") == Archive(tmp_path / "a.zip")
    assert isinstance(open_source("array", tmp_path / "images.npy"), Array)


def test_a_folder_is_listed_without_numpy_or_zarr(root, tmp_path):
    """Snakemake's own environment, where a config is checked, need not hold them."""
    (tmp_path / "1.jpg").touch()
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['numpy', 'zarr', 'pandas', 'cv2', 'PIL']))\n"
        "from zpoints.dataset.sources import open_source\n"
        "assert open_source('folder', sys.argv[1]).list().files == ['1.jpg']\n"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path], cwd=root, check=True)
