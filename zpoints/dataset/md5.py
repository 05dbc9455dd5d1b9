"""Whether an archive is the one that its publishers put out, by its MD5."""

from typing import Any

from zpoints.dataset.image_files import Archive
from zpoints.errors import StudyError
from zpoints.logs import logger

# Of img_align_celeba.zip, as its publishers state it.
CELEBA_MD5 = "00d2c5bc6d35e252742224ab0c1e8fcb"


def check_md5(archive: Archive, kind: str, md5: str | None) -> dict[str, Any]:
    """Compare the MD5 of an archive with what it must be.

    Args:
        archive: the archive.
        kind: source of the images as the config names it; "celeba" has a published MD5.
        md5: MD5 that the config gives, "any" to compare with none, None for the published one.

    Returns:
        What the manifest records: "md5", and in "md5_compared" whether it was compared.

    Raises:
        StudyError: the MD5 is another.
    """
    expected = CELEBA_MD5 if md5 is None and kind == "celeba" else md5
    actual = archive.md5()
    if expected in (None, "any"):
        logger.info("%s has MD5 %s, which was not compared", archive.path, actual)
        return {"md5": actual, "md5_compared": False}
    if actual != expected:
        raise StudyError(
            f"{archive.path} has MD5 {actual}, not {expected}: it is incomplete or another "
            "archive; download it again, or set dataset.md5 to 'any' to use it as it is."
        )
    logger.info("%s has the MD5 that it must have", archive.path)
    return {"md5": actual, "md5_compared": True}
