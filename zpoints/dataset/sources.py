"""Where images come from: a folder tree, a zip archive or an array, as a config names it.

This module can be imported without NumPy and Zarr: a config is checked in the environment of
Snakemake, which need not hold them.
"""

from pathlib import Path

from zpoints.dataset.arrays import Array
from zpoints.dataset.image_files import Archive, Folder

# The archive's name, as its publishers state it.
CELEBA_ZIP = "img_align_celeba.zip"

Source = Folder | Archive | Array


def open_source(kind: str, path: str | Path) -> Source:
    """The source that a config names.

    Args:
        kind: "folder", "zip", "array" or "celeba"; the last is a folder of images, the publishers'
            archive, or a folder that holds the archive and no images.
        path: of the folder, archive or array.

    Raises:
        StudyError: there is no array of images (folders and archives are looked at when listed).
    """
    path = Path(path)
    if kind == "array":
        return Array(path)
    if kind == "zip":
        return Archive(path)
    if kind == "celeba":
        if path.is_file():
            return Archive(path)
        inside = [*path.glob(CELEBA_ZIP), *path.glob(f"*/{CELEBA_ZIP}")]
        if inside and not next(path.rglob("*.jpg"), None):
            return Archive(inside[0])
    return Folder(path)
