"""An aggregate in SQLite: one sqlite3_step does it all, without the GIL (_sqlite/statement.c)."""

import sqlite3

ITEMS = list(range(16))
_QUERY = """
with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 60000)
select count(*), sum(n * n % 1001) from numbers where n % 7 <> ?
"""


def work(item: int) -> tuple[int, int]:
    """Count and sum over rows that the query makes itself."""
    connection = sqlite3.connect(":memory:")
    try:
        count, total = connection.execute(_QUERY, (item % 7,)).fetchone()
        return count, total
    finally:
        connection.close()
