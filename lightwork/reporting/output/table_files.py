"""Tables as files for other tools, CSV or Parquet.

Of one run ``table`` (a row per round) and ``estimates``, of several ``comparison``.

A Parquet file has the rows, columns and values of the CSV of the same name; what is empty there is
null.
"""

import importlib.util
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

CSV, PARQUET = "csv", "parquet"
TABLES = (CSV, PARQUET)


def why_no_tables(tables: Iterable[str]) -> str | None:
    """What is not installed and how to install it, in one line; None if all ``tables`` can be."""
    if PARQUET not in tables or importlib.util.find_spec("pyarrow"):
        return None
    # This very interpreter: a bare `pip` may well install for another one.
    command = f"{shlex.quote(sys.executable)} -m pip install 'pyarrow>=17'"
    return f"parquet needs pyarrow, which is not installed. Install it: {command}"


def table_file(table: str, tables: Sequence[str]) -> str:
    """The file that words name for ``table``, of those written: CSV rather than Parquet."""
    return f"{table}.{CSV if CSV in tables else PARQUET}"


def write_table(table: "pd.DataFrame", folder: Path, name: str, tables: Sequence[str]) -> None:
    """Write the file of each of ``tables``. Raises OSError; ImportError without pyarrow."""
    if CSV in tables:
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    if PARQUET in tables:
        table.replace("", None).to_parquet(folder / f"{name}.parquet", index=False)
