"""What the figures were measured on: cores, processor, memory, the bandwidth of that memory, and versions.

Comes in: nothing. Goes out: a `Machine`. Promised: the bandwidth is measured when it is asked for, with the very kind
of reading that a scan of vectors does, so that a floor worked out from it is one that this machine can reach.
"""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np

DIMENSIONS = 384
PACKAGES = (
    "torch", "sentence-transformers", "transformers", "onnxruntime", "faiss-cpu", "numpy", "txtai", "chromadb",
    "pypdf", "pypdfium2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine as it is now; `bandwidth` in bytes a second, `load` the processes that were busy beside us."""

    cores: int
    processor: str
    memory: int
    bandwidth: float
    load: float
    versions: tuple[tuple[str, str], ...]


def machine() -> Machine:
    return Machine(
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        processor=processor(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        load=os.getloadavg()[0],
        bandwidth=memory_bandwidth(),
        versions=versions(),
    )


def processor() -> str:
    """The processor's own name, with its family and model where the name says little."""
    known: dict[str, str] = {}
    info = Path("/proc/cpuinfo")
    for line in info.read_text().splitlines() if info.exists() else ():
        key, _, value = line.partition(":")
        known.setdefault(key.strip(), value.strip())
    name = known.get("model name") or platform.processor() or platform.machine()
    where = f", family {known['cpu family']} model {known['model']}" if "cpu family" in known else ""
    flags = known.get("flags", "").split()
    wide = [word for word in ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8") if word in flags]
    return f"{name}{where} ({', '.join(wide)})" if wide else f"{name}{where}"


def memory_bandwidth(megabytes: int = 1024, seconds: float = 2.0) -> float:
    """Bytes a second read from memory by all cores: the best of several products of a large matrix and one vector."""
    rows = np.ones((megabytes * 2**20 // (4 * DIMENSIONS), DIMENSIONS), dtype=np.float32)
    one = np.ones(DIMENSIONS, dtype=np.float32)
    best, until = 0.0, time.perf_counter() + seconds
    while time.perf_counter() < until or not best:
        start = time.perf_counter()
        rows @ one
        best = max(best, rows.nbytes / (time.perf_counter() - start))
    return best


def versions() -> tuple[tuple[str, str], ...]:
    """What the figures depend on most, and what of it is installed here."""
    found = [("Python", platform.python_version()), ("SQLite", sqlite3.sqlite_version)]
    for name in PACKAGES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)


def processor_seconds() -> float:
    """Seconds of all processors that went into this process and into those that it started and that have ended."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)
