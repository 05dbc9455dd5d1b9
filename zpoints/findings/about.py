"""Whose the statements are, and what data the published study and the one at hand have."""

from collections.abc import Sequence

# Sources of statements. Which of the posts has which statement is not told apart.
PUBLISHED = (
    "Autoencoders and latent space fragmentation, posts II, III and V; linux-blog.anracom.com, "
    "March 2023"
)
OWN = "zpoints"
# What stands in place of a published value where there is none.
NOT_PUBLISHED = "not published"

# What images of each dataset.source are called.
IMAGES = {
    "painted": "painted faces",
    "folder": "images of a folder",
    "zip": "images of a zip archive",
    "array": "images of an array",
    "celeba": "CelebA images",
}
PUBLISHED_DATA = (
    "The published study had 170,000 of the 202,599 CelebA images at 96x96 pixels, in colour, and "
    "latent vectors of 256 components (z_dim). Published values are those of its case II."
)
OVERLAP = (
    "Nobody published these. They rest on the overlap of a sampler's images with what the decoder "
    "makes of other real images, which is the smaller one of precision and recall; where something "
    "helps, the overlap is larger. The ceiling is that of reconstructions of held-out images."
)


def data_text(study: str, source: str, images: int, shape: Sequence[int]) -> str:
    """What data a study has, as a sentence.

    Args:
        study: its name.
        source: `dataset.source` of its config.
        images: how many there are.
        shape: (height, width, channels) of each.
    """
    height, width, channels = shape
    colour = "in colour" if channels == 3 else "in grey"
    kind = IMAGES.get(source, f"images ({source})")
    return f"Study {study} has {images:,} {kind} at {width}x{height} pixels, {colour}."


def rights_text(source: str) -> str:
    """What to mind before a page with images of a study is passed on; "" for painted ones.

    Args:
        source: `dataset.source` of its config.
    """
    if source == "painted":
        return ""
    if source == "celeba":
        return (
            "This page holds images of CelebA, which is for non-commercial research and whose "
            "images may not be passed on: keep this page to yourself."
        )
    return "This page holds some of your images: see that you may pass them on before you do."
