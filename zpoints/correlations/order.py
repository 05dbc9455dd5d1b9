"""An order of the components in which those that correlate stand together."""

import numpy as np

# Among more components the best order of the leaves takes longer than it is worth.
BEST_ORDER = 1000


def clustered(matrix: np.ndarray) -> np.ndarray:
    """Order by hierarchical clustering with average linkage, where |r| = 1 is no distance.

    Args:
        matrix: Pearson matrix (z_dim, z_dim); NaN counts as no correlation.

    Returns:
        int64 (z_dim,), the components in their new order.
    """
    # Imported here, because they take longer to load than to order few components.
    from scipy.cluster import hierarchy
    from scipy.spatial import distance

    z_dim = len(matrix)
    if z_dim < 3:
        return np.arange(z_dim)
    apart = 1 - np.abs(np.nan_to_num(matrix))
    apart = (apart + apart.T) / 2
    np.fill_diagonal(apart, 0)
    condensed = distance.squareform(apart, checks=False)
    tree = hierarchy.linkage(condensed, "average", optimal_ordering=z_dim <= BEST_ORDER)
    return hierarchy.leaves_list(tree).astype(np.int64)
