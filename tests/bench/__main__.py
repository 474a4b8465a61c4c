"""Run benchmarks and print their figures: `python -m tests.bench [NAME …] [--sizes 10k,1m] [--pdfs FOLDER] [--write]`.

Comes in: which to run (all, where none is named) and how large. Goes out: a table each, and with ``--write`` their
sections of docs/benchmarks.md. Exit code 1 when a benchmark broke; a target that was not reached is a figure, not a
fault.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.bench import BENCHMARKS, page
from tests.bench.alone import BenchmarkError, BenchmarkResult, measure
from tests.bench.figures import Options
from tests.bench.machine import Machine, machine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
DEFAULTS = Options(Path())
_SIZE = re.compile(r"(\d+)([km]?)", re.IGNORECASE)


def size(text: str) -> int:
    """10k, 100k, 1m or a plain number."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write 10k, 1m or a whole number")
    return int(found[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[found[2].lower()]


def sizes(text: str) -> tuple[int, ...]:
    return tuple(size(part) for part in text.split(","))


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Timings, each in a fresh process.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all where none is named")
    parser.add_argument("--sizes", type=sizes, default=DEFAULTS.sizes, help="of indexes, in passages: 10k,100k,1m")
    parser.add_argument("--passages", type=size, default=DEFAULTS.passages, help="beside the others: 20000")
    parser.add_argument("--questions", type=size, default=DEFAULTS.questions, help="how many are asked: 200")
    parser.add_argument("--seconds", type=float, default=DEFAULTS.seconds, help="how long people ask: 60")
    parser.add_argument("--pdfs", action="append", default=[], metavar="FOLDER", help="of PDF files for peers: corpus")
    parser.add_argument("--scratch", type=Path, help="a folder with room for what is made; else a temporary one")
    parser.add_argument("--write", action="store_true", help=f"write the figures into {PAGE.name}")
    found = parser.parse_args(arguments)
    unknown = set(found.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    return found


def describe_command(arguments: Sequence[str]) -> str:
    """How the figures can be had again, without where the scratch folder was; folders of papers have no name."""
    shown, before = [], ""
    for argument in arguments:
        option = argument.partition("=")[0]
        if before == "--pdfs":
            shown.append("FOLDER")
        elif option == "--pdfs":
            shown.append(option if option == argument else f"{option} FOLDER")
        elif before != "--scratch" and option not in {"--write", "--scratch"}:
            shown.append(argument)
        before = argument
    return " ".join(["python -m tests.bench", *shown])


def write(name: str, measured: BenchmarkResult, shown: str, on: Machine, path: Path = PAGE) -> None:
    """Put the figures into the page, in the place of the older ones."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(
        page.replace_section(text, name, page.section(name, measured, shown, on, date.today())), encoding="utf-8"
    )


def run_benchmark(name: str, options: Options, shown: str, is_written: bool) -> bool:
    """Run one benchmark and show its figures; False when it broke."""
    on = machine()
    sys.stdout.write(f"\n{name} …\n")
    sys.stdout.flush()
    try:
        measured = measure(name, options)
    except BenchmarkError as error:
        sys.stdout.write(f"{error}\n")
        return False
    sys.stdout.write(f"{measured.title}\n{page.describe_machine(on)}\n\n{page.table(measured.figures)}\n")
    sys.stdout.write(f"{page.summary(measured.figures)}\n")
    if is_written:
        write(name, measured, shown, on)
    return True


def main(arguments: Sequence[str]) -> int:
    wanted = parse_arguments(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=wanted.scratch) as folder:
        numbers = wanted.sizes, wanted.passages, wanted.questions, wanted.seconds
        options = Options(Path(folder), *numbers, tuple(wanted.pdfs))
        fine = [
            run_benchmark(name, options, describe_command(arguments), wanted.write)
            for name in wanted.names or BENCHMARKS
        ]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
