"""A direction is named by the attribute that follows it most, the one that the page names too."""

from support.case_results import attribute_table, case_results

from zpoints.study.atlas.directions import followed
from zpoints.study.explanations import attribute_of


def test_the_strongest_significant_attribute_is_named():
    table = attribute_table()
    table.loc[len(table)] = ("<smile>", "direction", 1, 0.95, True)
    table.loc[len(table)] = ("age", "direction", 3, 0.99, False)
    table.loc[len(table)] = ("age", "component", 2, 0.99, True)
    assert followed(table, 4) == [{"attribute": "<smile>", "r": 0.95}, None, None, None]


def test_the_page_says_the_same():
    case = case_results()
    found = followed(case.attributes, 6)
    for rank, own in enumerate(found, 1):
        assert attribute_of(case, rank) == (own and (own["attribute"], own["r"]))
    assert found[0] == {"attribute": "skin_tone", "r": -0.9}


def test_of_equal_ones_the_first_is_taken():
    table = attribute_table().head(0)
    for name in ("b", "a"):
        table.loc[len(table)] = (name, "direction", 1, 0.5, True)
    assert followed(table, 1) == [{"attribute": "b", "r": 0.5}]


def test_without_attributes_nothing_follows():
    assert followed(attribute_table().head(0), 3) == [None, None, None]
