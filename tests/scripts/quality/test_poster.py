"""The poster of images that were read from their files."""

from workflow.scripts.quality.poster import poster


def test_rows_of_real_and_decoded_images_are_drawn(tmp_path, table, judged, samples, is_picture):
    poster(
        table=table,
        reference=judged.reference,
        decoded={"uniform-b2": samples.images, "latents": samples.images},
        output=tmp_path / "poster.png",
        images=5,
        case="I",
    )
    assert is_picture(tmp_path / "poster.png")
