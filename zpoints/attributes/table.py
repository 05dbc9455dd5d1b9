"""The table of correlations with attributes as its readers need it, who compute none."""

from pathlib import Path
from typing import Any

import pandas as pd


def read_correlations(path: str | Path) -> pd.DataFrame:
    """Correlations of attributes with components and directions from their file.

    Returns:
        COLUMNS of `zpoints.attributes.correlations`; attribute is a text, also of one that is
        called NA; what could not be computed is NaN.
    """
    empty = {name: [""] for name in ("r", "p_value", "q_value")}
    return pd.read_csv(path, dtype={"attribute": str}, keep_default_na=False, na_values=empty)


def followed(table: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """The attribute that follows each principal direction most, where it does so significantly.

    Args:
        table: columns attribute, kind, index, r, significant, see `read_correlations`.

    Returns:
        Rank of a direction, from 1, to attribute and r; other directions are followed by none.
    """
    own = table[(table["kind"] == "direction") & table["r"].notna()]
    own = own[own["significant"].astype(bool)]
    own = own.sort_values("r", key=abs, ascending=False, kind="stable").drop_duplicates("index")
    return {
        int(row["index"]): {"attribute": str(row["attribute"]), "r": float(row["r"])}
        for row in own.to_dict("records")
    }
