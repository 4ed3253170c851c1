"""pandas groupby with a function of one's own for each group: Python code, so it holds the GIL.

(Sums of groups by whole numbers, on the other hand, run without it.)
"""

import numpy as np
import pandas as pd

ITEMS = list(range(16))
_KEYS = np.random.default_rng(1).integers(0, 60, 3_000)
_TABLE = pd.DataFrame({"key": _KEYS, "value": np.arange(3_000.0)})


def work(item: int) -> float:
    """The span of each group; one of them."""
    groups = _TABLE.groupby("key")["value"]
    return float(groups.apply(lambda group: group.max() - group.min()).iloc[item])
