"""Batches: every image once an epoch, in an order without locality, half of them mirrored."""

import numpy as np
import pytest
from support.tiny_models import fit

from zpoints.models.batches import Batches
from zpoints.models.scratch import ScratchFile


def batches(rows, seed=1, size=16, **settings):
    seeds = None if seed is None else np.random.SeedSequence(seed)
    return Batches(rows, size, seeds, **settings)


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


def test_half_of_the_images_are_mirrored_others_in_each_epoch():
    data = batches(np.arange(5000), flip=True)
    mirrored = []
    for epoch in range(4):
        data.start_epoch(epoch)
        assert data.mirrored.mean() == pytest.approx(0.5, abs=0.03)
        mirrored.append(data.mirrored[np.argsort(data.order)])
    # Whether an image is mirrored says nothing of the next epoch.
    assert abs(np.corrcoef(mirrored) - np.eye(4)).max() < 0.06


def test_order_and_mirroring_depend_on_seed_and_epoch_only():
    rows = np.arange(50)
    first, second, other = batches(rows), batches(rows, size=7, flip=True), batches(rows, seed=2)
    first.start_epoch(0)
    first.start_epoch(3)
    second.start_epoch(3)
    other.start_epoch(3)
    assert (first.order == second.order).all()
    assert (first.mirrored == second.mirrored).all()
    assert (first.order != other.order).any()
    assert (first.mirrored != other.mirrored).any()


def test_validation_keeps_its_order():
    data = batches(np.array([4, 2, 9]), seed=None)
    data.start_epoch(5)
    assert data.order.tolist() == [4, 2, 9]


def test_every_batch_is_given_once_the_last_may_be_short(store):
    scratch = ScratchFile(store, None)
    data = batches(np.arange(10, 50), scratch=scratch, flip=True)
    numbers = batches(np.arange(10, 50), flip=True)
    assert len(data) == len(numbers) == 3
    given = [data[k][0] for k in range(3)]
    assert [len(x["pixels"]) for x in given] == [16, 16, 8]
    pixels = np.concatenate([x["pixels"] for x in given])
    assert pixels.dtype == np.uint8
    assert (pixels == store.read("images")[data.order]).all()
    assert (np.concatenate([x["mirrored"] for x in given]) == data.mirrored).all()
    assert (np.concatenate([numbers[k][0]["rows"] for k in range(3)]) == data.order).all()


def test_a_part_of_an_epoch_goes_on_where_it_ended():
    data, rest = batches(np.arange(40), flip=True), batches(np.arange(40), flip=True)
    rest.first = 2
    assert len(rest) == 1
    for name, values in rest[0][0].items():
        assert (values == data[2][0][name]).all()


def test_replicas_get_equal_shares_with_the_mirroring_of_their_rows():
    data = batches(np.arange(100, 140), count=3, flip=True)
    inputs, _, weights = data[2]  # 8 images for 3 replicas
    assert len(inputs["rows"]) == len(inputs["mirrored"]) == len(weights) == 9
    assert (inputs["rows"][:8] == data.order[32:]).all()
    for row, mirrored in zip(inputs["rows"], inputs["mirrored"], strict=True):
        assert mirrored == data.mirrored[data.order.tolist().index(row)]


@pytest.mark.parametrize("memory_gb", [1, 0])
def test_keras_trains_on_each_training_image_once_an_epoch(store, monkeypatch, memory_gb):
    """Watched where batches are made, so that what Keras really asks for is counted."""
    taken = {}
    original = Batches.__getitem__

    def watched(self, number):
        if self.seeds is not None:
            taken.setdefault(self.order.tobytes(), {})[number] = original(self, number)[0]
        return original(self, number)

    monkeypatch.setattr(Batches, "__getitem__", watched)
    fit(store, epochs=3, memory_gb=memory_gb)
    rows = np.flatnonzero(store.read("split") == 0)
    assert len(taken) == 3
    orders = [np.frombuffer(order, rows.dtype) for order in taken]
    for order, given in zip(orders, taken.values(), strict=True):
        assert sorted(given) == list(range(5))
        name = "rows" if memory_gb else "pixels"
        batch = np.concatenate([given[k][name] for k in range(5)])
        assert (batch == (order if memory_gb else store.read("images")[order])).all()
    assert (orders[0] != orders[1]).mean() > 0.8
