"""The step writes the distances and the spectra of each pair of trainings."""

import numpy as np
import pandas as pd
import pytest

from workflow.scripts.trainings.training_distances import training_distances
from zpoints import files
from zpoints.stores.writer import Writer

SEED = [1, "study", "compare_trainings"]


@pytest.fixture
def latents(tmp_path):
    """Manifests of three clouds: the second is the first renumbered, the third is wider."""
    vectors = np.random.default_rng(0).normal(size=(600, 4)) * [2, 1.5, 1, 0.5]
    clouds = {"I": vectors, "I-copy": vectors[:, ::-1], "I-wider": 1.3 * vectors}
    paths = {}
    for name, cloud in clouds.items():
        path = tmp_path / name / "latents.json"
        path.parent.mkdir()
        with Writer(path, "latents", ("image", "component"), (4,), "float32", 256) as writer:
            writer.append(cloud.astype(np.float32))
            writer.publish({}, {}, {})
        paths[name] = str(path)
    return paths


def run(latents, pairs, folder):
    training_distances(
        pairs=pairs,
        first=[latents[case] for case, _ in pairs],
        second=[latents[other] for _, other in pairs],
        table=str(folder / "trainings.csv"),
        spectra=str(folder / "spectra.npz"),
        vectors=200,
        subsets=4,
        seed=SEED,
    )
    table = pd.read_csv(folder / "trainings.csv")
    return table, files.read_arrays(folder / "spectra.npz")


def test_each_pair_has_distances_and_spectra(latents, tmp_path):
    pairs = [["I", "I-copy"], ["I", "I-wider"]]
    table, spectra = run(latents, pairs, tmp_path)
    assert list(table)[:3] == ["case", "other", "quantity"]
    assert table[["case", "other"]].drop_duplicates().to_numpy().tolist() == pairs
    distance = table.set_index(["other", "quantity"])["distance"]
    assert distance["I-copy"].to_numpy() == pytest.approx([0, 0], abs=1e-6)
    assert (distance["I-wider"] > 0.3).all()
    assert set(spectra) == {
        f"{case}/{other}/{name}" for case, other in pairs for name in ("spreads", "lengths")
    }
    assert spectra["I/I-wider/spreads"].shape == (2, 4)
    first, wider = spectra["I/I-wider/lengths"]
    assert first.shape == (200,)
    np.testing.assert_allclose(wider, 1.3 * first, rtol=1e-6)


def test_a_pair_is_compared_by_its_own_random_numbers(latents, tmp_path):
    both, _ = run(latents, [["I", "I-copy"], ["I", "I-wider"]], tmp_path)
    alone, _ = run(latents, [["I", "I-wider"]], tmp_path)
    pd.testing.assert_frame_equal(both.tail(2).reset_index(drop=True), alone)
