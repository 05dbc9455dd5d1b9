"""Which attribute of the images follows each principal direction."""

from typing import Any

import pandas as pd


def followed(table: pd.DataFrame, z_dim: int) -> list[dict[str, Any] | None]:
    """The attribute that follows each principal direction most.

    Args:
        table: see `zpoints.attributes.correlations`; directions are numbered from 1.
        z_dim: number of directions.

    Returns:
        For each direction attribute and r, None where no r is significant.
    """
    own = table[(table["kind"] == "direction") & table["r"].notna()]
    own = own[own["significant"].astype(bool)]
    own = own.assign(reach=own["r"].abs()).sort_values("reach", ascending=False, kind="stable")
    result: list[dict[str, Any] | None] = [None] * z_dim
    for row in own.drop_duplicates("index").to_dict("records"):
        result[int(row["index"]) - 1] = {"attribute": str(row["attribute"]), "r": float(row["r"])}
    return result
