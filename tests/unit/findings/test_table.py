"""The table of verdicts as figure and page read it."""

import pandas as pd
from support.published import published

from zpoints import files
from zpoints.findings.table import COLUMNS, read_table, single_cases
from zpoints.findings.verdicts import judge, judge_trainings


def test_the_table_survives_a_file(tmp_path):
    cases = {"1": published(), "nan": published(24)}
    table = pd.concat([judge(cases), judge_trainings(None, cases)], ignore_index=True)
    path = tmp_path / "findings.csv"
    files.write_table(path, table)
    read = read_table(path)
    assert list(read) == COLUMNS
    assert (read.drop(columns="value") == table.drop(columns="value")).all(axis=None)


def test_rows_about_several_cases_have_no_column_of_their_own():
    table = pd.DataFrame({"case": ["II", "I", "II", "I", "I, I-seed2", "II, I, I-seed2"]})
    assert single_cases(table) == ["II", "I"]
