"""The number of cores changes no byte."""

from zpoints.files import digest

FILES = (
    "I/models/autoencoder.keras",
    "I/models/encoder.onnx",
    "I/models/decoder.onnx",
    "I/latents/latents.json",
    "I/cloud/cloud.npz",
    "I/cloud/lengths.npz",
    "I/geometry/pca.csv",
)


def test_one_core_gives_the_bytes_of_two(finished):
    """A training takes its threads from the config: sums of floats depend on their number."""
    expected = {name: digest(finished.results / name) for name in FILES}
    targets = [f"results/tiny/{name}" for name in FILES]
    options = ["--cores", "1", "--forcerun", "training", "encoding_shard", "covariance_shard"]
    ran = {job[0] for job in finished.snakemake(*targets, options=options).jobs}
    assert {"training", "encoding_shard", "encoding", "covariance", "spectrum"} <= ran
    assert {name: digest(finished.results / name) for name in FILES} == expected
