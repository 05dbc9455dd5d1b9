"""The hero of images that were read from their files."""

from workflow.scripts.quality.hero import hero
from zpoints import files


def test_a_few_samplers_are_drawn(tmp_path, table, samples, is_picture):
    pictures = files.read_array(samples.images)
    reconstructions = tmp_path / "reconstructions.npz"
    files.write_arrays(reconstructions, originals=pictures, decoded=pictures)
    hero(
        table=table,
        reconstructions=reconstructions,
        decoded={"uniform-b2": samples.images, "latents": samples.images},
        output=tmp_path / "hero.png",
        images=5,
        case="I",
    )
    assert is_picture(tmp_path / "hero.png")
