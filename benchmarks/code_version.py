"""What is measured, and with what: a hash of the sources that measure, and the packages' versions.

Two runs of which either differs have not measured the same, so that one can't continue the other.
"""

import hashlib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: Folders whose code runs while something is timed.
MEASURING = ("workloads", "strategies", "benchmarks")
#: What measures or is measured beside our own code; absent ones are told as such.
PACKAGES = (
    "pytest", "pytest-benchmark", "psutil", "threadpoolctl", "numpy", "joblib", "mpire",
    "multiprocess", "distributed", "ray", "mpi4py",
)  # fmt: skip


def code_version(root: Path = ROOT) -> str:
    """A hash of all Python files that measure, by name and content; about 10 ms."""
    whole = hashlib.blake2b(digest_size=16)
    for folder in MEASURING:
        for path in sorted((root / folder).rglob("*.py")):
            content = path.read_bytes()
            name = path.relative_to(root).as_posix()
            whole.update(f"{name}\0{len(content)}\0".encode())
            whole.update(content)
    return whole.hexdigest()


def package_versions() -> dict[str, str]:
    """The version of each of `PACKAGES`; "none" where it is not installed."""
    return {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"
