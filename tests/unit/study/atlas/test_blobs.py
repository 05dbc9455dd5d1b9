"""Values stand in the page as they are, little-endian, and the same values as the same bytes."""

import base64
import gzip
import re

import numpy as np
import pytest

from zpoints.study.atlas.blobs import TYPES, blob

ELEMENT = re.compile(
    r'<script type="application/octet-stream" data-blob="(.+?)" data-type="(\w+)"( data-gzip)?>'
    r"([A-Za-z0-9+/=]*)</script>\n"
)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("packed", [True, False])
def test_values_come_back_from_the_element(kind, packed):
    values = np.arange(-40, 40).astype(kind).reshape(8, 10)
    one = blob("0/points", values, packed)
    name, written, is_packed, text = ELEMENT.fullmatch(one.markup).groups()
    assert (name, written, bool(is_packed)) == ("0/points", kind, packed)
    content = base64.b64decode(text)
    content = gzip.decompress(content) if packed else content
    found = np.frombuffer(content, np.dtype(kind).newbyteorder("<"))
    np.testing.assert_array_equal(found, values.ravel())


def test_a_transposed_array_is_written_in_the_order_of_its_shape():
    values = np.arange(6, dtype=np.int16).reshape(2, 3).T
    assert gzip.decompress(blob("p", values).content) == np.int16([0, 3, 1, 4, 2, 5]).tobytes()


def test_big_endian_values_are_turned():
    values = np.array([1, 2], ">u4")
    assert blob("p", values, packed=False).content == b"\1\0\0\0\2\0\0\0"


def test_the_same_values_give_the_same_bytes_at_any_time(monkeypatch):
    values = np.arange(1000, dtype=np.float32)
    before = blob("p", values)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert blob("p", values) == before


def test_a_type_that_the_page_does_not_know_is_refused():
    with pytest.raises(ValueError, match="no float64; of 0/mean make one of int8, uint8"):
        blob("0/mean", np.zeros(3))
