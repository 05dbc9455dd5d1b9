"""Whose the statements are, and what data two studies have."""

import pytest

from zpoints.findings.about import (
    IMAGES,
    NOT_PUBLISHED,
    OVERLAP,
    OWN,
    PUBLISHED,
    PUBLISHED_DATA,
    data_text,
    rights_text,
)


def test_the_published_study_is_cited_by_title_address_and_date():
    for words in ("Autoencoders and latent space fragmentation", "linux-blog.anracom.com"):
        assert words in PUBLISHED
    assert PUBLISHED.endswith("March 2023")
    assert OWN != PUBLISHED
    assert NOT_PUBLISHED


def test_the_published_data():
    for words in ("170,000 of the 202,599 CelebA", "96x96", "256 components", "case II"):
        assert words in PUBLISHED_DATA


def test_our_own_statements_rest_on_the_overlap():
    for words in ("Nobody published", "smaller one of precision and recall", "ceiling"):
        assert words in OVERLAP


@pytest.mark.parametrize(
    ("study", "expected"),
    [
        (
            ("demo", "painted", 8000, (64, 64, 3)),
            "Study demo has 8,000 painted faces at 64x64 pixels, in colour.",
        ),
        (
            ("old", "folder", 501, (28, 32, 1)),
            "Study old has 501 images of a folder at 32x28 pixels, in grey.",
        ),
        (
            ("x", "satellite", 2, (96, 96, 3)),
            "Study x has 2 images (satellite) at 96x96 pixels, in colour.",
        ),
    ],
)
def test_the_data_of_a_study(study, expected):
    assert data_text(*study) == expected


def test_a_page_says_what_its_images_may_be_used_for():
    assert not rights_text("painted")
    assert "keep this page to yourself" in rights_text("celeba")
    assert "may pass them on" in rights_text("folder")


def test_every_source_has_a_name(schema):
    assert set(IMAGES) == set(schema["properties"]["dataset"]["properties"]["source"]["enum"])
