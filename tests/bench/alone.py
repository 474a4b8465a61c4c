"""One benchmark in a process of its own, and its figures handed back to the process that started it.

Comes in: a benchmark's name and its options. Goes out: its figures, or BenchmarkError with the last lines that it
wrote. Promised: what one benchmark leaves in memory or on disk, another never meets.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.bench.figures import Figure, Options, Target

LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """What a benchmark says of itself in one line, and its figures."""

    title: str
    figures: tuple[Figure, ...]


class BenchmarkError(Exception):
    """A benchmark ended without figures."""


def measure(name: str, options: Options) -> BenchmarkResult:
    """Run one benchmark in a fresh process, in a folder of its own under ``options.scratch``."""
    options.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=options.scratch) as folder:
        written = Path(folder) / "figures.json"
        room = Path(folder) / "room"
        room.mkdir()
        asked = options_to_json(replace(options, scratch=room))
        ended = subprocess.run(
            [sys.executable, "-m", "tests.bench.alone", name, asked, str(written)],
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if ended.returncode or not written.is_file():
            last = "\n".join(ended.stderr.splitlines()[-LAST_LINES:])
            raise BenchmarkError(f"{name} ended with {ended.returncode}:\n{last}")
        return from_json(written.read_text(encoding="utf-8"))


def to_json(measured: BenchmarkResult) -> str:
    """The figures as one process hands them to another."""
    return json.dumps(asdict(measured))


def from_json(text: str) -> BenchmarkResult:
    """The figures that ``written`` wrote."""
    found = json.loads(text)
    return BenchmarkResult(found["title"], tuple(_figure(each) for each in found["figures"]))


def _figure(fields: dict[str, object]) -> Figure:
    target = fields.pop("target")
    return Figure(**fields, target=Target(**target) if isinstance(target, dict) else None)  # type: ignore[arg-type]


def options_to_json(options: Options) -> str:
    """The options as one process hands them to another."""
    return json.dumps(asdict(options) | {"scratch": str(options.scratch)})


def options_from_json(asked: str) -> Options:
    """The options that ``handed`` wrote."""
    fields = json.loads(asked)
    lists = {"sizes": tuple(fields["sizes"]), "pdfs": tuple(fields["pdfs"])}
    return Options(**(fields | lists | {"scratch": Path(fields["scratch"])}))


def main(name: str, asked: str, path: str) -> None:
    module = importlib.import_module(f"tests.bench.{name}")
    title = (module.__doc__ or name).strip().splitlines()[0].removesuffix(".")
    Path(path).write_text(to_json(BenchmarkResult(title, module.run(options_from_json(asked)))), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
