"""The poster of images that were read from their files."""

from workflow.scripts.quality.poster import poster
from zpoints import files


def test_rows_of_real_and_decoded_images_are_drawn(tmp_path, table, samples, is_picture):
    pictures = files.read_array(samples.images)
    reconstructions = tmp_path / "reconstructions.npz"
    files.write_arrays(reconstructions, originals=pictures, decoded=pictures)
    poster(
        table=table,
        reconstructions=reconstructions,
        decoded={"uniform-b2": samples.images, "latents": samples.images},
        output=tmp_path / "poster.png",
        images=5,
        case="I",
    )
    assert is_picture(tmp_path / "poster.png")
