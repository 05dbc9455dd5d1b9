"""The preview sheet."""

from workflow.scripts.dataset.preview import preview


def test_the_sheet_is_drawn_from_more_or_fewer_images_than_asked_for(image_store, tmp_path):
    store = image_store(24)
    manifest = store.path.with_suffix(".json")
    for images in (5, 100):
        preview(manifest, tmp_path / f"{images}.png", images)
        assert (tmp_path / f"{images}.png").read_bytes()[1:4] == b"PNG"
