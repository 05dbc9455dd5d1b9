"""Shapes of autoencoders: plain arithmetic."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints.errors import StudyError
from zpoints.models import architecture

CASE = {
    "z_dim": 256,
    "encoder": {"filters": [32, 64], "kernels": [3, 3], "strides": None},
    "decoder": {"filters": [32, "channels"], "kernels": [5, 3], "strides": None},
    "activation": "relu",
    "batch_norm": True,
    "dropout": 0.25,
}


def case_with(**stacks):
    case = copy.deepcopy(CASE)
    for name, changes in stacks.items():
        case[name].update(changes)
    return case


def test_a_case_becomes_an_architecture():
    found = architecture.from_config(CASE, 96, 3)
    assert found == architecture.Architecture(
        image_size=96,
        channels=3,
        z_dim=256,
        encoder=architecture.Layers((32, 64), (3, 3), (2, 2)),
        decoder=architecture.Layers((32, 3), (5, 3), (2, 2)),
        activation="relu",
        batch_norm=True,
        dropout=0.25,
    )
    assert found.bottleneck == (24, 24, 64)


def test_the_case_is_left_as_it_is():
    case = case_with()
    architecture.from_config(case, 96, 3)
    assert case == CASE


@pytest.mark.parametrize("channels", [1, 3])
def test_the_word_channels_is_the_number_of_channels(channels):
    assert architecture.from_config(CASE, 96, channels).decoder.filters == (32, channels)


def test_the_number_of_channels_may_be_written_out():
    written = case_with(decoder={"filters": [32, 3]})
    assert architecture.from_config(written, 96, 3) == architecture.from_config(CASE, 96, 3)


def test_strides_are_two_unless_given():
    case = case_with(encoder={"strides": [3, 2]}, decoder={"strides": [1, 6]})
    found = architecture.from_config(case, 12, 3)
    assert found.encoder.strides == (3, 2)
    assert found.decoder.strides == (1, 6)
    assert found.bottleneck == (2, 2, 64)


@given(st.integers(8, 300), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_the_bottleneck_counts_every_position_a_stride_visits(size, strides):
    layers = architecture.Layers((5,) * len(strides), (3,) * len(strides), tuple(strides))
    found = architecture.Architecture(size, 3, 8, layers, layers, "relu", False, 0)
    side = size
    for stride in strides:
        side = len(range(0, side, stride))
    assert found.bottleneck == (side, side, 5)


@given(st.integers(8, 200), st.lists(st.integers(1, 4), min_size=2, max_size=2))
def test_a_case_is_accepted_exactly_if_it_gives_the_image_size(size, strides):
    case = case_with(encoder={"strides": strides}, decoder={"strides": strides[::-1]})
    product = strides[0] * strides[1]
    if size % product == 0:
        assert architecture.from_config(case, size, 3).bottleneck[0] == size // product
    else:
        with pytest.raises(StudyError, match=r"decoder\.strides"):
            architecture.from_config(case, size, 3)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (
            case_with(encoder={"kernels": [3]}),
            ["case.encoder.kernels", "1 entries", "case.encoder.filters", "2", "one entry for"],
        ),
        (case_with(encoder={"strides": [2, 2, 2]}), ["case.encoder.strides", "3 entries"]),
        (case_with(decoder={"kernels": [3, 3, 3]}), ["case.decoder.kernels", "3 entries"]),
        (case_with(decoder={"strides": [2]}), ["case.decoder.strides", "1 entries"]),
        (
            case_with(encoder={"filters": [32, "channels"]}),
            ["case.encoder.filters", "'channels'", "write a number"],
        ),
        (
            case_with(decoder={"filters": ["channels", "channels"]}),
            ["case.decoder.filters", "[channels, channels]", "end the list"],
        ),
        (
            case_with(decoder={"filters": [32, 16]}),
            ["case.decoder.filters", "[32, 16]", "'channels'"],
        ),
        (
            case_with(decoder={"strides": [2, 4]}),
            ["case.decoder.strides", "[2, 4]", "24x24", "192x192", "96", "choose"],
        ),
    ],
)
def test_a_mistake_is_named_with_its_value_and_a_remedy(case, words):
    with pytest.raises(StudyError) as caught:
        architecture.from_config(case, 96, 3)
    for word in words:
        assert word in str(caught.value)
