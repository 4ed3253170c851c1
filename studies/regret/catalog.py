"""The jobs of the study: everyday functions in plain files, with what is special about each."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "jobs"
#: The serial loop over all items takes less than 50 ms, by far; in some other jobs it comes near.
SHORT = "short"
#: Fewer than 20 items.
FEW = "few"
#: Items that are sorted by cost, or of which a few take most of the seconds.
UNEVEN = "uneven"
#: The function waits: for time to pass, for a socket, for another program.
WAITS = "waits"
#: An answer has 50 kB or more.
LARGE = "large"


class Job(NamedTuple):
    """A function, and where its items are: a list, or a function that returns one."""

    file: str
    function: str
    items: str
    traits: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The file; a full path stays as it is."""
        return FOLDER / self.file

    @property
    def module(self) -> str:
        """The name by which a script beside the file imports it."""
        return self.path.stem


JOBS = (
    Job("text_jobs.py", "score_text", "texts"),
    Job("text_jobs.py", "count_words", "chapters", (FEW, UNEVEN)),
    Job("text_jobs.py", "edit_distance", "PAIRS"),
    Job("text_jobs.py", "closest_names", "MISSPELT"),
    Job("log_jobs.py", "bytes_by_status", "blocks"),
    Job("log_jobs.py", "failed_paths", "archives", (FEW, UNEVEN)),
    Job("log_jobs.py", "read_event", "json_lines"),
    Job("log_jobs.py", "read_page", "json_pages"),
    Job("log_jobs.py", "weekday_of", "STAMPS", (SHORT,)),
    Job("record_jobs.py", "price_by_city", "tables"),
    Job("record_jobs.py", "order_total", "orders", (UNEVEN,)),
    Job("record_jobs.py", "repack", "parcels", (FEW, LARGE)),
    Job("record_jobs.py", "month_report", "MONTHS", (FEW,)),
    Job("native_jobs.py", "hash_password", "PASSWORDS"),
    Job("native_jobs.py", "compress", "blobs", (LARGE,)),
    Job("native_jobs.py", "checksum", "parts", (SHORT,)),
    Job("native_jobs.py", "archived_size", "letters", (FEW, UNEVEN)),
    Job("number_jobs.py", "log_of_two", "DIGITS", (UNEVEN,)),
    Job("number_jobs.py", "describe", "samples", (SHORT,)),
    Job("number_jobs.py", "estimate_pi", "SEEDS"),
    Job("number_jobs.py", "longest_orbit", "STARTS", (UNEVEN,)),
    Job("number_jobs.py", "best_load", "CAPACITIES", (FEW, UNEVEN)),
    Job("number_jobs.py", "harmonic", "TERMS", (SHORT, UNEVEN)),
    Job("number_jobs.py", "check_digit", "ORDER_NUMBERS", (SHORT,)),
    Job("source_jobs.py", "longest_function", "sources", (UNEVEN,)),
    Job("source_jobs.py", "token_kinds", "small_sources", (SHORT, FEW, UNEVEN)),
    Job("page_jobs.py", "write_letter", "CUSTOMERS", (SHORT,)),
    Job("page_jobs.py", "to_html", "notes", (UNEVEN,)),
    Job("puzzle_jobs.py", "queens", "BOARDS", (FEW, UNEVEN)),
    Job("puzzle_jobs.py", "life", "GARDENS"),
    Job("numpy_jobs.py", "peak_frequencies", "signals"),
    Job("numpy_jobs.py", "trace_of_product", "MATRIX_SEEDS", (FEW,)),
    Job("numpy_jobs.py", "sorted_array", "ARRAY_SEEDS", (SHORT, LARGE)),
    Job("numpy_jobs.py", "random_walk", "WALK_SEEDS"),
    Job("numpy_jobs.py", "blurred", "pictures", (FEW, UNEVEN)),
    Job("pandas_jobs.py", "sales_by_shop", "frames"),
    Job("pandas_jobs.py", "hourly_means", "DAYS", (SHORT, FEW)),
    Job("image_jobs.py", "thumbnail", "photographs"),
    Job("image_jobs.py", "outline", "large_photographs", (FEW,)),
    Job("wait_jobs.py", "fetch", "REQUESTS", (WAITS,)),
    Job("wait_jobs.py", "fetch_retried", "RETRIED", (WAITS, UNEVEN)),
    Job("wait_jobs.py", "read_sensor", "SENSORS", (SHORT, FEW, WAITS)),
    Job("wait_jobs.py", "ask", "QUESTIONS", (WAITS,)),
    Job("wait_jobs.py", "silent_for", "PORTS", (WAITS, UNEVEN)),
    Job("wait_jobs.py", "fetch_page", "PAGES", (WAITS,)),
    Job("wait_jobs.py", "run_command", "COMMANDS", (FEW, WAITS)),
    Job("wait_jobs.py", "read_feed", "FEEDS", (FEW, WAITS)),
    Job("mixed_jobs.py", "download_and_read", "REPORTS", (WAITS,)),
    Job("mixed_jobs.py", "mostly_waits", "TICKETS", (WAITS,)),
    Job("mixed_jobs.py", "mostly_computes", "JOBS", (WAITS,)),
    Job("mixed_jobs.py", "pack_and_send", "UPLOADS", (WAITS, UNEVEN)),
)
