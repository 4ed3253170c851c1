"""Data frames: sales by shop, and a week's sensor by the hour."""

import numpy as np
import pandas as pd


def frames() -> list[pd.DataFrame]:
    """20 frames of 40,000 sales."""
    chance = np.random.default_rng(1)
    return [
        pd.DataFrame(
            {
                "shop": chance.integers(0, 50, 40_000),
                "kind": chance.integers(0, 6, 40_000),
                "price": chance.uniform(1, 90, 40_000).round(2),
            }
        )
        for _ in range(20)
    ]


def sales_by_shop(frame: pd.DataFrame) -> dict[str, float]:
    """Sum and mean of the dearest shops."""
    sums = frame.groupby(["shop", "kind"])["price"].agg(["sum", "mean", "max"])
    top = sums.sort_values("sum", ascending=False).head(10)
    names = [f"{shop}/{kind}" for shop, kind in top.index]
    return dict(zip(names, top["sum"].round(4).tolist(), strict=True))


DAYS = list(range(1, 15))


def hourly_means(day: int) -> list[float]:
    """A sensor's day, by the hour, with what was missing filled in."""
    chance = np.random.default_rng(day)
    index = pd.date_range(f"2024-03-{day:02}", periods=5760, freq="15s")
    values = pd.Series(chance.normal(20, 2, 5760), index=index)
    values[chance.uniform(size=5760) < 0.05] = np.nan
    return [round(float(one), 6) for one in values.interpolate().resample("1h").mean()]
