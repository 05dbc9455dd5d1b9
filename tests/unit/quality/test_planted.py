"""A study in which the answer is known: the decoder is the identity, the clouds are planted.

An image has a left half of brightness t and a right half of brightness 255 - t, so real images and
drawn ones lie on one line. Where they lie evenly, the balls of their neighbours fill the piece of
the line that they cover: precision is the share of the drawn piece that lies in the real one, and
recall the share of the real piece that lies in the drawn one.
"""

import numpy as np
import pytest
from support.linear_models import identity_model

from zpoints.models import inference
from zpoints.quality.checks import overlap_failures, summary
from zpoints.quality.features import FEATURES
from zpoints.quality.reference import Reference
from zpoints.quality.reference_rows import reference_rows
from zpoints.quality.table import table_of

SHAPE, Z_DIM, COUNT = (8, 8, 1), 64, 300
LOW, HIGH = 64, 192  # brightness of the real images


def halves(t):
    """Images of brightness t, uint8 (n, 8, 8, 1)."""
    left = np.rint(np.asarray(t, float))[:, None, None, None] * np.ones((1, 8, 4, 1))
    return np.concatenate([left, 255 - left], axis=2).astype(np.uint8)


def evenly(low, high):
    return np.random.default_rng(int(low)).uniform(low, high, COUNT)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Encoder and decoder: an image is its own latent vector."""
    folder = tmp_path_factory.mktemp("identity")
    encoder = identity_model(folder / "encoder.onnx", SHAPE, (Z_DIM,))
    decoder = identity_model(folder / "decoder.onnx", (Z_DIM,), SHAPE)
    return inference.load(encoder, 1, "cpu"), inference.load(decoder, 1, "cpu")


@pytest.fixture(scope="module")
def study(models, cloud_of, distances_of):
    """Make the table of a study: its features, planted brightness, and images held out."""
    encoder, decoder = models

    def make(features, drawn, held_out=None, picture=halves):
        generator = np.random.default_rng(5)
        other = picture(generator.uniform(LOW, HIGH, COUNT))
        judged = picture(generator.uniform(LOW, HIGH, COUNT)) if held_out is None else held_out
        z = encoder.run(judged)
        cloud = cloud_of(np.concatenate([z, encoder.run(other)]))
        reference = Reference.of(
            cloud=cloud,
            distances=distances_of(z, cloud),
            kind=features,
            images=other,
            reconstructions=decoder.decode(encoder.run(other)),
        )
        rows = reference_rows(
            reference=reference,
            images=judged,
            latents=z,
            reconstructions=decoder.decode(z),
            encoder=encoder,
            generator=generator,
            scores={},
            meter="none",
            neighbours=5,
            processes=1,
        )
        for name, t in drawn.items():
            vectors = halves(t).reshape(-1, Z_DIM).astype(np.float32) / 255
            images = decoder.decode(vectors)
            figures = reference.judge(
                images, vectors, encoder.run(images), None, 5, np.random.default_rng(6)
            )
            rows.append({"sampler": name, "kind": "sampler", "meter": "none", **figures})
        return table_of(rows)

    return make


PLANTED = {
    # Drawn brightness, and precision and recall as calculated.
    "equal": (evenly(64, 192), 1, 1),
    "shifted": (evenly(96, 224), 96 / 128, 96 / 128),
    "narrower": (evenly(96, 160), 1, 64 / 128),
    "wider": (evenly(0, 255), 128 / 255, 1),
    "apart": (evenly(210, 250), 0, 0),
    "collapsed": (np.full(COUNT, 100), 1, 0),
    "half of it": (np.concatenate([evenly(64, 192), evenly(210, 255)]), 0.5, 1),
}


@pytest.mark.parametrize("features", FEATURES)
def test_overlaps_come_out_as_calculated(study, features):
    table = study(features, {name: t for name, (t, _, _) in PLANTED.items()}).set_index("sampler")
    for name, (_, precision, recall) in PLANTED.items():
        row = table.loc[name]
        assert row["precision"] == pytest.approx(precision, abs=0.05), name
        assert row["recall"] == pytest.approx(recall, abs=0.05), name
        assert row["overlap"] == min(row["precision"], row["recall"]), name
        assert row["overlap_low"] <= row["overlap"] <= row["overlap_high"], name
        assert row["overlap_low"] - 0.02 <= min(precision, recall) <= row["overlap_high"] + 0.02
        assert row["share_of_ceiling"] == pytest.approx(min(precision, recall), abs=0.06), name
        assert row["cycle_error"] == 0
    samplers = [name for name in table.index if name in PLANTED]
    assert samplers[0] == "equal"
    assert samplers[1] == "shifted"
    assert set(samplers[-2:]) == {"apart", "collapsed"}


@pytest.mark.parametrize("features", FEATURES)
def test_controls_of_the_planted_study_pass(study, features):
    table = study(features, {})
    assert overlap_failures(table) == []
    assert summary(table) == "controls pass"
    assert table["sampler"].tolist()[:2] == ["images", "reconstructions"], "equal ones"
    assert table["overlap"].iloc[0] > 0.9


@pytest.mark.parametrize("features", FEATURES)
def test_where_scrambling_changes_nothing_the_control_says_so(study, features):
    def flat(t):
        return np.repeat(halves(t)[:, :, :4], 2, axis=2)

    failures = overlap_failures(study(features, {}, picture=flat))
    assert len(failures) == 1
    assert failures[0].startswith("scrambled has overlap ")


@pytest.mark.parametrize("features", FEATURES)
def test_held_out_images_of_another_kind_are_found_out(study, features):
    failures = overlap_failures(study(features, {}, held_out=halves(evenly(200, 255))))
    assert [text.split(" has ")[0] for text in failures] == ["reconstructions"]
