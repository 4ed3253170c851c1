"""Tables as files for other tools, CSV or Parquet: ``table`` (a row per round) and ``estimates``;
of several runs ``comparison``.

A Parquet file has the rows, columns and values of the CSV of the same name; what is empty there is
null in a column of numbers and "" in one of words. Each column says its unit in its metadata:
``pyarrow.parquet.read_schema(file).field("case_seconds").metadata[b"unit"]``.
"""

import csv
import importlib.util
import io
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.record import CASE_KEYS

CSV, PARQUET = "csv", "parquet"
TABLES = (CSV, PARQUET)

#: What is counted, and what is yes or no; all other columns of numbers are fractions.
COUNTS = ("workers", "chunksize", "tasks", "round", "rounds", "usable_cores", "runs")
YES_OR_NO = ("disturbed", "gil")
WORDS = (
    "run_id", "machine_id", "family", "kind", "workload_version", "order", "disturbed_by", "void",
    "quantity", "warnings", "series", "python",
    *(key for key in CASE_KEYS if key not in COUNTS),
)  # fmt: skip
#: Ends of names, and what such a column is in. A speedup, share or efficiency has the unit 1.
UNITS = (("_seconds", "s"), ("_bytes", "B"), ("cost", "s"))
#: Columns of ``estimates`` whose unit hangs on the row's quantity.
BY_QUANTITY = ("value", "low", "high")


def missing(tables: Iterable[str]) -> str:
    """What is not installed and how to install it, in one line; "" if all ``tables`` can be."""
    if PARQUET not in tables or importlib.util.find_spec("pyarrow"):
        return ""
    # This very interpreter: a bare `pip` may well install for another one.
    command = f"{shlex.quote(sys.executable)} -m pip install 'pyarrow>=17'"
    return f"parquet needs pyarrow, which is not installed. Install it: {command}"


def named(table: str, tables: Sequence[str]) -> str:
    """The file that words name for ``table``, of those written: CSV rather than Parquet."""
    return f"{table}.{CSV if CSV in tables else PARQUET}"


def unit(column: str) -> str:
    """The unit of a column: s, B, 1 (a ratio or a count), "by quantity", or "" for words."""
    if column in WORDS:
        return ""
    if column in BY_QUANTITY:
        return "by quantity"
    return next((own for end, own in UNITS if column.endswith(end)), "1")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV, with a line of names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def by_column(
    columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Mapping[str, Sequence[object]]:
    """The same rows as one list per column; what is empty is None in a column of numbers."""
    made: dict[str, list[object]] = {name: [] for name in columns}
    for row in rows:
        for name, value in zip(columns, row, strict=True):
            made[name].append(None if value == "" and name not in WORDS else value)
    return made


def write_parquet(columns: Mapping[str, Iterable[object]], file: Path) -> None:
    """Write a table, given as its columns. Raises OSError; ImportError without pyarrow."""
    # By name, as pyarrow ships no types and need not be there; here, as it is heavy.
    pyarrow, parquet = map(importlib.import_module, ("pyarrow", "pyarrow.parquet"))
    fields = [
        pyarrow.field(name, kind, metadata={"unit": unit(name)}) for name, kind in _types(columns)
    ]
    arrays = [
        pyarrow.array(columns[field.name], type=field.type, from_pandas=True) for field in fields
    ]
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
    parquet.write_table(table, file, compression="zstd")


def _types(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name with the Arrow type of its values."""
    for name in names:
        if name in WORDS:
            yield name, "string"
        elif name in COUNTS:
            yield name, "int64"
        else:
            yield name, "bool" if name in YES_OR_NO else "double"
