"""What machine this is: saved with every run, anonymous by default.

A saved file must not tell where the user's home is, nor what the checkout's folder is called. Host
name and user are not asked for in the first place.
"""

import hashlib
import os
import platform
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import psutil

from lightwork.measuring.host.cores import count_cores

#: A home with fewer parts (``/``, as in some containers) is no name of anybody.
FEWEST_PARTS = 2
#: What pytest-benchmark calls the project: by the folder of the checkout, if git has no origin.
PROJECT = "lightwork"
CPU_INFO = Path("/proc/cpuinfo")
#: Files that hold an id of the host which outlives reboots.
HOST_ID_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
#: What stands there before the first boot of an image: machine-id(5). All images have that.
NO_IDS = ("", "uninitialized")


def make_private(output: dict[str, Any]) -> None:
    """Change what is about to be saved, in place.

    The home folder becomes ``~`` in whatever text: a command line, a reason, a warning. The
    project's name becomes this suite's. The branch stays: it tells which code was measured.
    """
    home = _home()
    for key in output:
        output[key] = _without_home(output[key], home)
    commit = output.get("commit_info")
    if commit and "project" in commit:
        commit["project"] = PROJECT


def _home() -> re.Pattern[str] | None:
    """The home folder in a text, not as the beginning of another name; None without one."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if len(home.parts) < FEWEST_PARTS:
        return None
    return re.compile(rf"(?<![\w.~-]){re.escape(str(home))}(?![\w-]|\.\w)")


def _without_home(value: Any, home: re.Pattern[str] | None) -> Any:
    if home is None:
        return value
    if isinstance(value, str):
        return home.sub("~", value)
    if isinstance(value, dict):
        return {key: _without_home(item, home) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_home(item, home) for item in value]  # JSON knows no tuples
    return value


def machine_facts(label: str | None) -> dict[str, Any]:
    """The host and what limits us on it; ``label`` is what the user calls it."""
    cores, model = count_cores(), cpu_model()
    return {
        "id": machine_id(),
        "label": label or f"{model}, {cores.usable} usable cores",
        "cpu_model": model,
        "logical_cores": cores.logical,
        "process_cores": process_cores(),
        "physical_cores": cores.physical,
        "usable_cores": cores.usable,
        "affinity_cores": cores.affinity,
        "quota_cores": cores.quota,
        "memory_bytes": psutil.virtual_memory().total,
        "smt": None if cores.physical is None else cores.logical > cores.physical,
        "numa_nodes": _numa_nodes(),
        "virtualization": _virtualization(),
        "kernel": f"{platform.system()} {platform.release()}",
    }


def process_cores() -> int | None:
    """What ``os.process_cpu_count()`` says, which pools of Python 3.13 and later go by."""
    counted = getattr(os, "process_cpu_count", None)
    return int(counted() or 1) if counted is not None else None


def machine_id() -> str:
    """A stable id that does not tell who the host is: salted hash of the host's own id.

    The same after a reboot, another for each host of the same model. machine-id(5) asks that the
    id itself is never shown and a keyed hash of it is used instead.
    """
    return "m-" + hashlib.blake2b(_host_id().encode(), key=b"manyhands", digest_size=8).hexdigest()


def _host_id() -> str:
    for path in HOST_ID_FILES:
        try:
            text = path.read_text().strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text not in NO_IDS:
            return text
    if sys.platform == "darwin":
        return _output_of("ioreg", "-rd1", "-c", "IOPlatformExpertDevice")
    if sys.platform == "win32":
        return _windows_guid()
    return f"{uuid.getnode():x}"


def _windows_guid() -> str:
    if sys.platform != "win32":
        raise OSError("only Windows has a MachineGuid")
    import winreg

    key = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography")
    return str(winreg.QueryValueEx(key, "MachineGuid")[0])


def cpu_model() -> str:
    """The processor's name as it gives it, for example ``AMD EPYC 9654``."""
    if CPU_INFO.is_file():
        for line in CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    if sys.platform == "darwin":
        return _output_of("sysctl", "-n", "machdep.cpu.brand_string").strip()
    return platform.processor() or platform.machine() or "unknown processor"


def _output_of(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - fixed commands


def _numa_nodes() -> int | None:
    folder = Path("/sys/devices/system/node")
    return len(list(folder.glob("node[0-9]*"))) or None if folder.is_dir() else None


def _virtualization() -> str | None:
    """Which hypervisor or container, as far as files tell; None if none is seen."""
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return "container"
    vendor = Path("/sys/class/dmi/id/sys_vendor")
    if CPU_INFO.is_file() and " hypervisor" in CPU_INFO.read_text():
        return vendor.read_text().strip() if vendor.is_file() else "hypervisor"
    return None
