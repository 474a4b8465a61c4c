"""One step of one system in a process of its own: `python -m tests.bench.steps SYSTEM STEP FOLDER STARTED`.

Comes in: a folder with the rows and the questions as JSON. Goes out: one line of JSON on stdout. Promised: imports are
not in any time but that of reopening, which counts from the start of the process to the first answer; loading the
model and opening the index are in all.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.contestants import SYSTEMS, Contestant, Row

ROWS, ADDED, QUESTIONS, BEGUN = "rows.json", "added.json", "questions.json", "begun"
"""What stands in a system's folder beside its index; the last is made when an ingest begins."""

WARMING = 3
SAMPLED = 100
LONGEST = 250


def rows_of(path: Path) -> list[Row]:
    return [Row(*fields) for fields in json.loads(path.read_text(encoding="utf-8"))]


def words_of(text: str) -> str:
    """A question that only this text answers well: its last words."""
    return text[-LONGEST:].partition(" ")[2] if len(text) > LONGEST else text


def _read_usage() -> tuple[float, int]:
    """Seconds of processor time so far, and the most memory that was used, in bytes; with the processes begun here."""
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    unit = 1 if sys.platform == "darwin" else 1024
    return sum(one.ru_utime + one.ru_stime for one in each), unit * max(one.ru_maxrss for one in each)


def ingest(system: Contestant, folder: Path) -> dict[str, Any]:
    rows = rows_of(folder / ROWS) if (folder / ROWS).exists() else []
    (folder / BEGUN).touch()
    before, began = _read_usage()[0], time.perf_counter()
    system.ingest(rows)
    seconds = time.perf_counter() - began
    after, memory = _read_usage()
    index = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    return {"seconds": seconds, "processor": after - before, "memory": memory, "disk": index}


def ask(system: Contestant, folder: Path) -> dict[str, Any]:
    questions = json.loads((folder / QUESTIONS).read_text(encoding="utf-8"))
    system.open()
    for question in questions[:WARMING]:
        system.search(question)
    return {"seconds": [_time_call(lambda each=each: system.search(each)) for each in questions]}


def reopen(system: Contestant, folder: Path) -> dict[str, Any]:
    """The seconds are those from the start of the process; see ``main``."""
    questions = json.loads((folder / QUESTIONS).read_text(encoding="utf-8"))
    system.open()
    return {"found": len(system.search(questions[0]))}


def add(system: Contestant, folder: Path) -> dict[str, Any]:
    rows = rows_of(folder / ADDED)
    began = time.perf_counter()
    system.open()
    held = system.count()
    system.add(rows)
    first = system.search(words_of(rows[0].text))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "more": system.count() - held, "found": rows[0].id in first}


def measure_left(system: Contestant, folder: Path) -> dict[str, Any]:
    """What can be found: rows spread evenly over all of them are asked for by their own words."""
    rows = rows_of(folder / ROWS)
    system.open()
    sample = rows[:: max(1, len(rows) // SAMPLED)][:SAMPLED]
    found = sum(row.id in system.search(words_of(row.text)) for row in sample)
    return {"count": system.count(), "asked": len(sample), "found": found}


STEPS: dict[str, Callable[[Contestant, Path], dict[str, Any]]] = {
    "ingest": ingest,
    "ask": ask,
    "reopen": reopen,
    "add": add,
    "left": measure_left,
}


def _time_call(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def main(arguments: Sequence[str]) -> None:
    name, step, folder, started = arguments
    system = SYSTEMS[name](Path(folder))
    system.load()
    found = STEPS[step](system, Path(folder))
    found["since_start"] = time.time() - float(started)
    sys.stdout.write(f"\n{json.dumps(found)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
