"""Batches: every image once an epoch, in an order without locality."""

import numpy as np
import pytest
from support.tiny_models import fit

from zpoints.models.batches import Batches, RandomAccess


def test_memory_and_scratch_file_hold_the_images_of_the_store(store, tmp_path):
    images = store.read("images")
    for memory in (1e9, images.nbytes, images.nbytes - 1, 0):
        access = RandomAccess(store, memory, tmp_path)
        assert (access.memory is not None) is (memory >= images.nbytes)
        for rows in ([5], [95, 0, 40, 40], np.arange(96)[::-1], []):
            rows = np.array(rows, int)
            assert (access.take(rows) == images[rows]).all()


def batches(rows, seed=1, size=16):
    seeds = None if seed is None else np.random.SeedSequence(seed)
    return Batches(None, rows, size, seeds)


def test_each_order_is_a_permutation_of_the_whole_set():
    """No locality: neighbours in an epoch lie as far apart as in any random permutation."""
    rows = np.arange(1000, 6000)
    data = batches(rows)
    orders = []
    for epoch in range(5):
        data.start_epoch(epoch)
        orders.append(data.order)
        assert sorted(data.order) == rows.tolist()
        distance = np.abs(np.diff(data.order)).mean()
        assert distance == pytest.approx((len(rows) + 1) / 3, rel=0.04)
        # Nor does the place in the epoch tell the place in the store.
        assert abs(np.corrcoef(data.order, np.arange(5000))[0, 1]) < 0.06
    for k in range(4):
        assert (orders[k] == orders[k + 1]).mean() < 0.01


def test_an_order_depends_on_seed_and_epoch_only():
    rows = np.arange(50)
    first, second, other = batches(rows), batches(rows, size=7), batches(rows, seed=2)
    first.start_epoch(0)
    first.start_epoch(3)
    second.start_epoch(3)
    other.start_epoch(3)
    assert (first.order == second.order).all()
    assert (first.order != other.order).any()


def test_validation_keeps_its_order():
    data = batches(np.array([4, 2, 9]), seed=None)
    data.start_epoch(5)
    assert data.order.tolist() == [4, 2, 9]


def test_every_batch_is_given_once_the_last_may_be_short(store):
    access = RandomAccess(store, 1e9, None)
    data = Batches(access, np.arange(10, 50), 16, np.random.SeedSequence(1))
    assert len(data) == 3
    given = [data[k] for k in range(3)]
    assert [len(x) for x, _ in given] == [16, 16, 8]
    images = np.concatenate([x for x, _ in given])
    assert images.dtype == np.float32
    assert (images == store.read("images")[data.order] / np.float32(255)).all()
    assert all((x == y).all() for x, y in given)


def test_keras_trains_on_each_training_image_once_an_epoch(store, monkeypatch):
    """Watched where images are read, so that what Keras really asks for is counted."""
    taken = []
    original = RandomAccess.take
    monkeypatch.setattr(
        RandomAccess,
        "take",
        lambda self, rows: taken.append(np.array(rows)) or original(self, rows),
    )
    fit(store, epochs=3)
    split = store.read("split")
    calls = [rows for rows in taken if (split[rows] == 0).all()]
    assert len(calls) + sum((split[rows] == 1).all() for rows in taken) == len(taken)
    epochs = np.concatenate(calls[-15:]).reshape(3, 80)  # Keras looks at some batches beforehand
    for order in epochs:
        assert sorted(order) == np.flatnonzero(split == 0).tolist()
    assert (epochs[0] != epochs[1]).mean() > 0.8
    assert (epochs[1] != epochs[2]).mean() > 0.8
