"""A study in shards gives what one without gives, and what fails is made again alone."""

import shutil

import numpy as np

MADE = (
    "I/distributions/components.csv",
    "I/distributions/radii.csv",
    "I/correlations/full_matrix.npy",
)


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def arrays(path):
    with np.load(path) as saved:
        return dict(saved)


def test_shards_change_no_result(finished):
    """Three shards share three chunks of images; of four for the latents, one is empty."""
    before = finished.folder / "before"
    shutil.copytree(finished.results, before)

    def share(config):
        config["dataset"]["shards"] = 3
        config["encoding"]["shards"] = 4

    finished.configure(share)
    jobs = finished.snakemake("results/tiny/dataset/images.json").jobs
    assert ("images_shard", "3-of-3") in jobs
    assert contents(finished.results / "dataset") == contents(before / "dataset")

    # The manifest is the same, so nothing is trained again.
    planned = finished.planned("latents")
    assert ("encoding_shard", "I", "4-of-4") in planned
    assert "training" not in {job[0] for job in planned}
    targets = [f"results/tiny/{path}" for path in MADE]
    finished.snakemake(*targets, options=["--forcerun", "matrix", "radii"])
    for name in ("latents/latents.zarr", "correlations/matrix.npy", "cloud/histogram.npz"):
        now, then = (folder / "I" / name for folder in (finished.results, before))
        if now.is_dir():
            assert contents(now) == contents(then)
        else:
            assert now.read_bytes() == then.read_bytes()
    manifests = [folder / "I/latents/latents.json" for folder in (finished.results, before)]
    assert manifests[0].read_bytes() == manifests[1].read_bytes()
    for path in MADE[:2]:  # nine digits
        assert (finished.results / path).read_bytes() == (before / path).read_bytes()
    for name in ("cloud.npz", "lengths.npz"):
        now, then = (arrays(folder / "I/cloud" / name) for folder in (finished.results, before))
        for key, value in then.items():
            np.testing.assert_allclose(now[key], value, rtol=1e-12, atol=1e-15)
    assert not list(finished.results.rglob("*shards/*.*"))


def test_a_shard_that_is_lost_is_made_again_alone(finished):
    (finished.results / "I/latents/latents.json").unlink()
    options = ["--set-scatter", "vectors=3", "--notemp"]
    finished.snakemake("results/tiny/I/latents/latents.json", options=options)
    shards = finished.results / "I/latents/shards"
    lost = shards / "2-of-3.json"
    lost.unlink()
    (finished.results / "I/latents/latents.json").unlink()
    planned = finished.planned("results/tiny/I/latents/latents.json", options=options)
    assert planned == {("encoding_shard", "I", "2-of-3"), ("encoding", "I")}


def test_a_damaged_shard_is_named(finished):
    (finished.results / "I/latents/latents.json").unlink()
    target, options = (
        "results/tiny/I/latents/latents.json",
        ["--set-scatter", "vectors=3", "--notemp"],
    )
    finished.snakemake(target, options=options)
    chunk = finished.results / "I/latents/shards/2-of-3.zarr/latents/0.0"
    chunk.write_bytes(chunk.read_bytes()[:-1] + b"?")
    result = finished.snakemake(target, options=[*options, "--forcerun", "encoding"], check=False)
    assert result.returncode != 0
    assert "shards/2-of-3.zarr/latents/0.0 is not the chunk that was written" in result.output
    assert "delete results/tiny/I/latents/shards/2-of-3.json and run snakemake" in result.output
    assert "Traceback" not in result.output
