"""Records in and out: tables as CSV, orders as XML, objects as text, rows in a database."""

import base64
import csv
import io
import pickle
import random
import sqlite3
import xml.etree.ElementTree as ElementTree


def tables() -> list[str]:
    """120 tables of 500 rows."""
    chance = random.Random(1)
    made = []
    for table in range(120):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["id", "city", "price", "note"])
        for row in range(500):
            price, city = f"{chance.uniform(1, 900):.2f}", chance.choice(("Ulm", "Bern", "Graz"))
            writer.writerow([500 * table + row, city, price, 'with "quotes", and commas'])
        made.append(out.getvalue())
    return made


def price_by_city(table: str) -> dict[str, float]:
    """The mean price of each city."""
    prices: dict[str, list[float]] = {}
    for row in csv.DictReader(io.StringIO(table)):
        prices.setdefault(row["city"], []).append(float(row["price"]))
    return {city: round(sum(own) / len(own), 4) for city, own in sorted(prices.items())}


def orders() -> list[str]:
    """60 documents, each with more lines than the one before."""
    chance = random.Random(2)
    return [
        "<order>"
        + "".join(
            f'<line sku="A{chance.randrange(999)}"><count>{chance.randrange(1, 9)}</count>'
            f"<price>{chance.uniform(1, 99):.2f}</price></line>"
            for _ in range(20 * number)
        )
        + "</order>"
        for number in range(1, 61)
    ]


def order_total(order: str) -> float:
    """What an order costs."""
    lines = ElementTree.fromstring(order).iter("line")  # noqa: S314 our own document
    return round(sum(int(one[0].text or 0) * float(one[1].text or 0) for one in lines), 2)


def parcels() -> list[str]:
    """16 lists of numbers and names, pickled and in letters."""
    chance = random.Random(3)
    parcel = [
        [(row, chance.random(), f"name {row}") for row in range(10_000)] for _ in range(16)
    ]  # fmt: skip
    return [base64.b64encode(pickle.dumps(one)).decode() for one in parcel]


def repack(parcel: str) -> str:
    """The half with the greater numbers, packed again: 300 kB in, half of it out."""
    rows = pickle.loads(base64.b64decode(parcel))  # noqa: S301 our own parcel
    rows.sort(key=lambda row: row[1])
    return base64.b64encode(pickle.dumps(rows[len(rows) // 2 :])).decode()


MONTHS = list(range(1, 13))


def month_report(month: int) -> list[tuple[str, int, float]]:
    """A database in memory: filled, indexed and asked."""
    chance = random.Random(month)
    rows = [(chance.randrange(40), chance.uniform(1, 500)) for _ in range(10_000)]
    with sqlite3.connect(":memory:") as database:
        database.execute("create table sale (shop integer, amount real)")
        database.executemany("insert into sale values (?, ?)", rows)
        database.execute("create index by_shop on sale (shop)")
        found = database.execute(
            "select 'shop ' || shop, count(*), round(sum(amount), 2) from sale "
            "where amount > 20 group by shop order by 3 desc, shop limit 10"
        ).fetchall()
    database.close()
    return found
