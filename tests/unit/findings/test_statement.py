"""What a statement is made of, and what it needs of the data."""

import math

import pytest
from support.published import bins, published, replace

from zpoints.findings.about import OWN, PUBLISHED
from zpoints.findings.statement import (
    NotTestableError,
    Outcome,
    needs,
    needs_modes,
    needs_published_bins,
    needs_published_size,
    statement,
)


def test_a_statement_is_named_as_its_check():
    @statement("Twice two is four.", published="4", rule="reproduced if it is")
    def twice_two(evidence):
        return Outcome(str(evidence), evidence, evidence == 4)

    texts = (twice_two.id, twice_two.text, twice_two.published, twice_two.rule)
    assert texts == ("twice_two", "Twice two is four.", "4", "reproduced if it is")
    assert twice_two.check(4) == Outcome("4", 4, True)
    assert not twice_two.check(5).holds
    assert twice_two.source == PUBLISHED
    assert twice_two.judge(4) == Outcome("4", 4, True)


def test_failing_controls_decide_nothing():
    """What was measured is kept; that it holds, and by which chance, is not."""

    @statement("It is 4.", "-", "holds if it is", source=OWN, controls=lambda failures: failures)
    def four(failures):
        needs(failures is not None, "nothing is known")
        return Outcome("4", 4, True, chance=0.025)

    assert four.source == OWN
    assert four.judge([]) == Outcome("4", 4, True, chance=0.025)
    outcome = four.judge(["noise is missing", "scrambled has overlap 0.50"])
    assert (outcome.measured, outcome.value, outcome.holds) == ("4", 4, None)
    assert outcome.reason == "controls fail: noise is missing; scrambled has overlap 0.50"
    assert math.isnan(outcome.chance)
    with pytest.raises(NotTestableError, match="nothing is known"):
        four.judge(None)


def test_a_need_that_is_not_met_says_why():
    needs(True, "of no interest")
    with pytest.raises(NotTestableError, match=r"^there is no slice$"):
        needs(False, "there is no slice")


def test_the_published_size():
    needs_published_size(published())
    with pytest.raises(NotTestableError, match="for 256 components, here are 24"):
        needs_published_size(published(24))


def test_the_published_bins():
    needs_published_bins(published(24))
    evidence = replace(histogram=bins(0.1))(published())
    needs_published_size(evidence)
    with pytest.raises(NotTestableError, match=r"for bins of 0\.25, here they are 0\.1 wide"):
        needs_published_bins(evidence)
    # Centres read from a file differ from 0.25 by rounding.
    needs_published_bins(replace(histogram=bins(0.25 + 1e-12))(published()))


def test_components_without_a_mode_are_counted():
    needs_modes(0)
    for missing, words in ((1, "^1 component lies outside"), (7, "^7 components lie outside")):
        with pytest.raises(NotTestableError, match=rf"{words} distributions\.histogram\.range$"):
            needs_modes(missing)
