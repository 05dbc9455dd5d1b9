"""The poster of images that were read from their files."""

from PIL import Image

from workflow.scripts.quality.poster import poster
from zpoints import files
from zpoints.figures.montage import SMALL_WIDTH


def test_rows_of_real_and_decoded_images_are_drawn(tmp_path, table, samples, is_picture):
    pictures = files.read_array(samples.images)
    reconstructions = tmp_path / "reconstructions.npz"
    files.write_arrays(reconstructions, originals=pictures, decoded=pictures)
    poster(
        table=table,
        reconstructions=reconstructions,
        decoded={"uniform-b2": samples.images, "latents": samples.images},
        output=tmp_path / "poster.png",
        small=tmp_path / "poster.jpg",
        images=5,
        case="I",
    )
    assert is_picture(tmp_path / "poster.png")
    with Image.open(tmp_path / "poster.jpg") as small, Image.open(tmp_path / "poster.png") as large:
        assert small.width == min(large.width, SMALL_WIDTH)
        assert small.format == "JPEG"
