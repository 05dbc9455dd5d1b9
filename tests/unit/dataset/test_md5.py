"""The MD5 of an archive."""

import hashlib

import pytest

from zpoints.dataset.image_files import Archive
from zpoints.dataset.md5 import check_md5
from zpoints.errors import StudyError


def test_the_md5_of_an_archive_is_compared_where_one_is_known(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"abc")
    archive, actual = Archive(tmp_path / "a.zip"), hashlib.md5(b"abc").hexdigest()
    assert check_md5(archive, "zip", None) == {"md5": actual, "md5_compared": False}
    assert check_md5(archive, "celeba", "any") == {"md5": actual, "md5_compared": False}
    assert check_md5(archive, "zip", actual) == {"md5": actual, "md5_compared": True}
    with pytest.raises(StudyError, match=rf"has MD5 {actual}, not 00d2c5.*download it again"):
        check_md5(archive, "celeba", None)
