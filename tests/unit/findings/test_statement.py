"""What a statement is made of, and what it needs of the data."""

import pytest
from support.published import bins, published, replace

from zpoints.findings.statement import (
    NotTestableError,
    Outcome,
    needs,
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


def test_a_need_that_is_not_met_says_why():
    needs(True, "of no interest")
    with pytest.raises(NotTestableError, match=r"^there is no slice$"):
        needs(False, "there is no slice")


def test_the_published_size():
    needs_published_size(published())
    for need in (needs_published_size, needs_published_bins):
        with pytest.raises(NotTestableError, match="for 256 components, here are 24"):
            need(published(24))


def test_the_published_bins():
    evidence = replace(histogram=bins(0.1))(published())
    needs_published_size(evidence)
    with pytest.raises(NotTestableError, match=r"for bins of 0\.25, here they are 0\.1 wide"):
        needs_published_bins(evidence)
    # Centres read from a file differ from 0.25 by rounding.
    needs_published_bins(replace(histogram=bins(0.25 + 1e-12))(published()))
