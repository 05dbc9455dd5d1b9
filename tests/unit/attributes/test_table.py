"""A direction is named by the attribute that follows it most, the one that the page names too."""

from support.case_results import attribute_table, case_results

from zpoints.attributes.table import followed, read_correlations
from zpoints.study.explanations import attribute_of


def test_the_strongest_significant_attribute_is_named():
    table = attribute_table()
    table.loc[len(table)] = ("<smile>", "direction", 1, 0.95, True)
    table.loc[len(table)] = ("age", "direction", 3, 0.99, False)
    table.loc[len(table)] = ("age", "component", 2, 0.99, True)
    assert followed(table) == {1: {"attribute": "<smile>", "r": 0.95}}


def test_the_page_says_the_same():
    case = case_results()
    assert followed(case.attributes)[1] == {"attribute": "skin_tone", "r": -0.9}
    for rank in range(1, 7):
        own = followed(case.attributes).get(rank)
        assert attribute_of(case, rank) == (own and (own["attribute"], own["r"]))


def test_of_equal_ones_the_first_is_taken():
    table = attribute_table().head(0)
    for name in ("b", "a"):
        table.loc[len(table)] = (name, "direction", 1, 0.5, True)
    assert followed(table) == {1: {"attribute": "b", "r": 0.5}}


def test_without_attributes_nothing_follows():
    assert followed(attribute_table().head(0)) == {}


def test_names_that_mean_nothing_elsewhere_are_names(tmp_path):
    table = attribute_table().head(2).assign(attribute=["NA", "nan"], r=[float("nan"), 0.5])
    table.to_csv(tmp_path / "attributes.csv", index=False)
    found = read_correlations(tmp_path / "attributes.csv")
    assert list(found["attribute"]) == ["NA", "nan"]
    assert found["r"].isna().tolist() == [True, False]
