"""Where our own files lie: in a checkout, or inside the installed package."""

from pathlib import Path

#: The package itself.
PACKAGE = Path(__file__).resolve().parents[1]
#: The folder from which ``lightwork`` is imported: the checkout, or ``site-packages``.
LIBRARY = PACKAGE.parent
#: Whether this is a checkout: then the suite's entry points lie beside the package, not in it.
IS_CHECKOUT = (LIBRARY / "conftest.py").is_file() and (LIBRARY / "workloads").is_dir()
#: The folder with ``conftest.py``, ``benchmarks/`` and ``workloads/``, from which these are
#: imported.
SUITE = LIBRARY if IS_CHECKOUT else PACKAGE / "suite"
#: What one types to measure and to report: shown wherever the next step is named.
BENCH = "pytest benchmarks/ --benchmark-autosave" if IS_CHECKOUT else "lightwork bench"
REPORT = "python reports/plot.py" if IS_CHECKOUT else "lightwork report"
#: What ``lightwork bench`` says to pytest before the words of its user.
BENCH_ARGUMENTS = (
    *(str(SUITE / "benchmarks"), "-c", str(SUITE / "pyproject.toml"), "--rootdir", str(SUITE)),
    *("-p", "no:cacheprovider"),  # the package's folder may not be ours to write to
    "--benchmark-autosave",
)
#: What workers on other hosts must be able to import.
SHIPPED = ("lightwork", "workloads")


def source_of(package: str) -> Path:
    """The folder of one of `SHIPPED`."""
    return PACKAGE if package == PACKAGE.name else SUITE / package
