"""The committed engine is what its source gives."""

import pytest

from zpoints.study.atlas.engine import build


def test_the_engine_is_built_of_its_source(tmp_path):
    if not build.available():
        pytest.skip("no compiler: the package ziglang is not installed")
    path = tmp_path / "engine.wasm"
    build.build(path)
    assert path.read_bytes() == build.BINARY.read_bytes()


def test_a_mistake_is_reported(tmp_path, monkeypatch):
    if not build.available():
        pytest.skip("no compiler: the package ziglang is not installed")
    source = tmp_path / "engine.c"
    source.write_text("int x = ;")
    monkeypatch.setattr(build, "SOURCE", source)
    with pytest.raises(RuntimeError, match="expected expression"):
        build.build(tmp_path / "engine.wasm")


def test_the_engine_is_small_and_imports_nothing():
    content = build.BINARY.read_bytes()
    assert content[:8] == b"\0asm\1\0\0\0"
    assert len(content) < 12_000
    sections, place = set(), 8
    while place < len(content):
        kind, length, shift, place = content[place], 0, 0, place + 1
        while True:  # LEB128
            byte, place = content[place], place + 1
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        sections.add(kind)
        place += length
    assert 2 not in sections  # imports
    assert {1, 3, 5, 7, 10} <= sections
