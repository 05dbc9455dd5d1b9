"""Shards cover everything once, and what they make is what one job would have made."""

import json
import os
import shutil
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints import shards
from zpoints.cloud.covariance import Covariance
from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.cloud.lengths import LengthStatistics
from zpoints.errors import StudyError
from zpoints.shards import Shard
from zpoints.stores.reader import covering, open_store, store_path
from zpoints.stores.writer import Writer

ROWS = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
ORIGIN = {"images": "sha256:0"}


@given(st.integers(1, 300), st.integers(0, 10_000), st.integers(1, 99))
def test_shards_hold_all_rows_once_in_whole_chunks(of, total, chunk):
    ranges = [Shard(number, of).rows(total, chunk) for number in range(1, of + 1)]
    assert ranges[0][0] == 0 and ranges[-1][1] == total
    assert all(before[1] == after[0] for before, after in pairwise(ranges))
    assert all(first % chunk == 0 or first == total for first, _ in ranges)
    chunks = [-(-(last - first) // chunk) for first, last in ranges]
    assert max(chunks) - min(chunks) <= 1


def test_names_are_snakemakes():
    assert Shard.named("3-of-12") == Shard(3, 12)
    for name in ("0-of-2", "3-of-2", "1-of-", "x", "1-of-2-of-3"):
        with pytest.raises(ValueError, match="names no shard"):
            Shard.named(name)


# Parts of a store.


def write(manifest, rows, covers=None, chunk=4, origin=ORIGIN):
    with Writer(
        manifest, "latents", ("image", "component"), rows.shape[1:], "float32", chunk
    ) as writer:
        writer.append(rows)
        writer.publish(origin, {"images": len(rows)}, covers=covers)


def write_parts(folder, of, rows=ROWS, chunk=4):
    paths = []
    for number in range(1, of + 1):
        first, last = Shard(number, of).rows(len(rows), chunk)
        paths.append(folder / f"{number}.json")
        write(paths[-1], rows[first:last], (first, last), chunk)
    return paths


def join(manifest, paths, total=50, chunk=4):
    parts = covering(paths, total, ORIGIN)
    with Writer(
        manifest, "latents", ("image", "component"), parts[0].row_shape("latents"), "float32", chunk
    ) as writer:
        for part in parts:
            writer.append_part(part)
        writer.publish(ORIGIN, {"images": total})
        return len(writer.linked)


def content(manifest):
    store = store_path(manifest)
    files = {p.relative_to(store): p.read_bytes() for p in store.rglob("*") if p.is_file()}
    return files, manifest.read_bytes()


@pytest.mark.parametrize("of", [1, 2, 4, 13, 20])
def test_the_whole_is_the_unsharded_store_to_the_byte(tmp_path, of):
    write(tmp_path / "one.json", ROWS)
    join(tmp_path / "joined.json", reversed(write_parts(tmp_path, of)))
    assert content(tmp_path / "joined.json") == content(tmp_path / "one.json")
    assert (open_store(tmp_path / "joined.json").read("latents") == ROWS).all()


def test_whole_chunks_are_linked_and_survive_their_parts(tmp_path):
    paths = write_parts(tmp_path, 3)
    assert join(tmp_path / "joined.json", paths) == 12  # the 13th chunk holds two rows
    for path in paths:
        path.unlink()
        shutil.rmtree(store_path(path))
    assert (open_store(tmp_path / "joined.json").read("latents") == ROWS).all()


def test_without_hard_links_chunks_are_copied(tmp_path, monkeypatch):
    paths = write_parts(tmp_path, 3)

    link = os.link

    def refuse(source, target):
        if source.parent.parent.name != "1.zarr":
            return link(source, target)  # zarr's own files
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    join(tmp_path / "joined.json", paths)
    write(tmp_path / "one.json", ROWS)
    assert content(tmp_path / "joined.json") == content(tmp_path / "one.json")


@pytest.mark.parametrize(("rows", "wanted"), [(9, 9), (7, 5), (8, 8), (3, 0)])
def test_parts_that_end_within_a_chunk_are_copied(tmp_path, rows, wanted):
    write(tmp_path / "1.json", ROWS[:rows], (0, rows))
    write(tmp_path / "2.json", ROWS[rows:], (rows, 50))
    first, second = covering([tmp_path / "1.json", tmp_path / "2.json"], 50, ORIGIN)
    with Writer(
        tmp_path / "joined.json", "latents", ("image", "component"), (3,), "float32", 4
    ) as writer:
        writer.append_part(first, wanted)
        writer.append_part(second)
        writer.publish({}, {})
    found = open_store(tmp_path / "joined.json").read("latents")
    assert (found == np.concatenate([ROWS[:wanted], ROWS[rows:]])).all()


def refused(folder, paths, *words, total=50):
    before = sorted(folder.iterdir())
    with pytest.raises(StudyError) as caught:
        join(folder / "joined.json", paths, total)
    text = str(caught.value)
    assert "\n" not in text
    for word in words:
        assert word in text
    assert sorted(folder.iterdir()) == before


def test_a_missing_shard(tmp_path):
    paths = write_parts(tmp_path, 4)
    refused(tmp_path, paths[:1] + paths[2:], "rows 12 to 23 are missing from the shards", "3.json")
    refused(tmp_path, paths[:3], "rows 36 to 49 are missing from the shards", "run snakemake")


def test_shards_of_two_kinds_of_sharing(tmp_path):
    paths = write_parts(tmp_path, 4)
    first, last = Shard(2, 3).rows(50, 4)
    write(paths[1], ROWS[first:last], (first, last))
    refused(tmp_path, paths, "rows 12 to 15 are missing from the shards")
    write(paths[1], ROWS[8:24], (8, 24))
    refused(tmp_path, paths, "rows 8 to 11 are more than once in the shards")


def test_a_shard_of_other_data(tmp_path):
    paths = write_parts(tmp_path, 2)
    write(paths[0], ROWS[:24], (0, 24), origin={"images": "sha256:1"})
    refused(tmp_path, paths, "1.zarr is not a part of this study's data", "delete")


def test_a_store_that_is_no_part(tmp_path):
    paths = write_parts(tmp_path, 2)
    write(paths[0], ROWS[:24])
    refused(tmp_path, paths, "1.zarr is not a part of this study's data")


def test_digests_that_are_not_the_stores(tmp_path):
    paths = write_parts(tmp_path, 2)
    manifest = json.loads(paths[1].read_text())
    manifest["part"]["digests"].reverse()
    paths[1].write_text(json.dumps(manifest))
    refused(tmp_path, paths, "2.zarr is not a part of this study's data")


@pytest.mark.parametrize("size", [0, 3, 51, 60])
def test_a_chunk_that_was_changed_after_its_shard_was_written(tmp_path, size):
    paths = write_parts(tmp_path, 2)
    chunk = store_path(paths[0]) / "latents" / "2.0"
    chunk.write_bytes((chunk.read_bytes() + bytes(10))[:size])
    refused(tmp_path, paths, "latents/2.0 is not the chunk that was written", "delete")


def test_a_chunk_of_another_place(tmp_path):
    paths = write_parts(tmp_path, 2)
    folder = store_path(paths[0]) / "latents"
    shutil.copy(folder / "3.0", folder / "2.0")
    refused(tmp_path, paths, "latents/2.0 is not the chunk that was written")


# Statistics.


def statistics(rows):
    components = ComponentStatistics.of(rows, Bins(-2, 2, 9))
    lengths = LengthStatistics()
    lengths.update(np.linalg.norm(rows, axis=1))
    return components, Covariance.of(rows), lengths


@given(st.integers(1, 9), st.integers(1, 20))
def test_statistics_of_shards_merge_to_those_of_one(tmp_path_factory, of, chunk):
    folder = tmp_path_factory.mktemp("shards")
    paths = {kind: [] for kind in ("components", "cloud")}
    for number in range(1, of + 1):
        first, last = Shard(number, of).rows(len(ROWS), chunk)
        components, covariance, lengths = statistics(ROWS[first:last])
        for kind, state in (
            ("components", components.state()),
            ("cloud", {**covariance.state(), **lengths.arrays()}),
        ):
            paths[kind].append(folder / f"{kind}-{number}.npz")
            shards.save(paths[kind][-1], (first, last), "sha256:1", state)
    components = ComponentStatistics(3, Bins(-2, 2, 9))
    covariance, lengths = Covariance(3), LengthStatistics()
    for state in shards.load(reversed(paths["components"]), len(ROWS), "sha256:1"):
        components.merge(ComponentStatistics.from_state(state))
    for state in shards.load(paths["cloud"], len(ROWS), "sha256:1"):
        covariance.merge(Covariance.from_state(state))
        lengths.merge(LengthStatistics.from_arrays(state))
    whole = statistics(ROWS)
    assert (components.counts == whole[0].counts).all()
    assert components.vectors == covariance.vectors == lengths.vectors == len(ROWS)
    assert (components.min == whole[0].min).all() and (components.max == whole[0].max).all()
    close = {"rtol": 1e-12, "atol": 1e-14}
    np.testing.assert_allclose(components.moments.mean, whole[0].moments.mean, **close)
    np.testing.assert_allclose(components.moments.powers, whole[0].moments.powers, **close)
    np.testing.assert_allclose(covariance.covariance, whole[1].covariance, **close)
    np.testing.assert_allclose(lengths.std, whole[2].std, **close)
    assert (lengths.counts(1)[1] == whole[2].counts(1)[1]).all()


@pytest.fixture
def saved(tmp_path):
    paths = [tmp_path / f"{k}.npz" for k in range(3)]
    for k, path in enumerate(paths):
        shards.save(path, (10 * k, 10 * k + 10), "sha256:1", {"value": np.float64(k)})
    return paths


def test_what_shards_found_comes_in_the_order_of_rows(saved):
    states = shards.load(saved[::-1], 30, "sha256:1")
    assert [float(state["value"]) for state in states] == [0, 1, 2]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda paths: paths.pop(1), "rows 10 to 19 are missing from the shards; delete"),
        (lambda paths: paths.pop(), "rows 20 to 29 are missing from the shards; delete"),
        (lambda paths: paths.append(paths[2]), "more than once in the shards; delete"),
        (lambda paths: paths[1].write_bytes(b"PK\x03\x04"), r"1\.npz cannot be read"),
        (lambda paths: paths[1].unlink(), r"1\.npz cannot be read"),
        (
            lambda paths: shards.save(paths[1], (10, 20), "sha256:2", {}),
            r"1\.npz is of other data; delete .*1\.npz and run snakemake again",
        ),
    ],
)
def test_what_shards_found_must_be_whole(saved, spoil, words):
    spoil(saved)
    with pytest.raises(StudyError, match=words):
        list(shards.load(saved, 30, "sha256:1"))


def test_no_shards_at_all():
    with pytest.raises(StudyError, match="rows 0 to 29 are missing"):
        list(shards.load([], 30, "sha256:1"))
