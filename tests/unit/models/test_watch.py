"""A training that is asked to end, or whose epochs are long, is kept and goes on."""

import contextlib
import signal

import numpy as np
import pytest
from support.tiny_models import SEED, SETTINGS, SMALL, same_weights

from zpoints.errors import Stopped
from zpoints.models import training, watch
from zpoints.models.architecture import Architecture


class After:
    """A request to end that comes after some batches, those of validation included."""

    def __init__(self, batches):
        self.left = batches

    @property
    def signal(self):
        self.left -= 1
        return signal.SIGTERM if self.left < 0 else None


MIXED = {"dropout": 0.2, "batch_norm": True}, {"precision": "mixed_float16", "schedule": "cosine"}


# An epoch has five batches for training, one for validation, and a look at its end.
@pytest.mark.parametrize(
    ("looks", "place", "again", "variant"),
    [
        (0, "epoch 0, batch 1 of 5;", "batch 1 of 5 in epoch 1 of 3", ({}, {})),
        (9, "epoch 1, batch 3 of 5;", "batch 3 of 5 in epoch 2 of 3", MIXED),
        (11, "epoch 1, batch 5 of 5;", "batch 5 of 5 in epoch 2 of 3", MIXED),
        (12, "epoch 1, batch 5 of 5;", "batch 5 of 5 in epoch 2 of 3", ({}, {})),
        (13, "epoch 2;", "epoch 2 of 3", ({}, {})),
        (20, "epoch 3;", "epoch 3 of 3", ({}, {})),
    ],
    ids=["first batch", "any batch", "last batch", "validation", "end of an epoch", "end"],
)
def test_a_training_that_is_asked_to_end_goes_on_from_the_same_batch(
    store, tmp_path, monkeypatch, caplog, looks, place, again, variant
):
    architecture, settings = variant
    shape, settings = Architecture(**(SMALL | architecture)), SETTINGS | settings | {"epochs": 3}

    def train(request):
        seeds = np.random.SeedSequence(SEED)
        path = tmp_path / "checkpoint.npz"
        checkpoints = training.checkpoints_of(path, store, shape, seeds, **settings)
        return training.train(
            store,
            shape,
            seeds,
            **settings,
            memory_gb=1,
            gpus=0,
            checkpoints=checkpoints if request else None,
            request=request,
        )

    expected = train(None)
    with pytest.raises(Stopped) as stopped:
        train(After(looks))
    assert f"stopped by SIGTERM after {place} run snakemake again" in str(stopped.value)
    assert stopped.value.status == 143
    # Once more on the way: what goes on can be stopped again.
    monkeypatch.setattr(training.logger, "propagate", True)
    caplog.set_level("INFO", "zpoints")
    with contextlib.suppress(Stopped):
        train(After(1))
    assert f"resuming after {again}" in caplog.messages
    ended = train(After(1000))
    assert same_weights(ended.autoencoder, expected.autoencoder)
    columns = ["epoch", "loss", "val_loss"]
    assert ended.history[columns].equals(expected.history[columns])
    assert (ended.history["images_per_second"] > 0).all()


def test_a_long_epoch_is_kept_now_and_then(store, tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    arguments = store, Architecture(**SMALL), np.random.SeedSequence(SEED)
    settings = SETTINGS | {"epochs": 2}
    checkpoints = training.checkpoints_of(tmp_path / "checkpoint.npz", *arguments, **settings)
    written = []
    monkeypatch.setattr(checkpoints, "write", written.append)
    training.train(*arguments, **settings, memory_gb=1, gpus=0, checkpoints=checkpoints)
    assert [checkpoint.batches for checkpoint in written] == [1, 2, 3, 4, 5, 0] * 2
    seconds = [checkpoint.seconds for checkpoint in written[:6]]
    assert seconds[:5] == sorted(seconds[:5])
    assert seconds[5] == 0


def test_batches_that_are_computed_at_once_end_like_one_by_one(store, tmp_path):
    """As on a GPU: the host looks at every third batch only, and at the end of an epoch."""
    settings = SETTINGS | {"epochs": 3, "augment": {"flip": True}}

    def train(at_once, request=None):
        arguments = store, Architecture(**SMALL), np.random.SeedSequence(SEED)
        checkpoints = training.checkpoints_of(tmp_path / "checkpoint.npz", *arguments, **settings)
        return training.train(
            *arguments,
            **settings,
            memory_gb=1,
            gpus=0,
            checkpoints=checkpoints if request else None,
            request=request,
            batches_at_once=at_once,
        )

    expected = train(1)
    together = train(3)
    assert same_weights(together.autoencoder, expected.autoencoder)
    # Looks: after batches 3 and 5, after validation, at the end of the epoch.
    with pytest.raises(Stopped, match="after epoch 1, batch 3 of 5; run snakemake again"):
        train(3, After(4))
    ended = train(3, After(1000))
    assert same_weights(ended.autoencoder, expected.autoencoder)
    columns = ["epoch", "loss", "val_loss"]
    for found in (together, ended):
        np.testing.assert_allclose(found.history[columns], expected.history[columns], rtol=1e-6)


def test_progress_counts_each_image_once(store, monkeypatch):
    counted = []
    monkeypatch.setattr(watch.Progress, "update", lambda self, count, note: counted.append(count))
    arguments = store, Architecture(**SMALL), np.random.SeedSequence(SEED)
    for at_once, expected in ((1, [16] * 5), (3, [48, 32])):
        counted.clear()
        settings = SETTINGS | {"epochs": 2}
        training.train(*arguments, **settings, memory_gb=1, gpus=0, batches_at_once=at_once)
        assert counted == expected * 2
