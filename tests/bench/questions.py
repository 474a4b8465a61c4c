"""One question, warm, from its words to its answer, at each size: by meaning, by words, by both; what opening costs.

Comes in: the sizes. Goes out: p50 and p95 in milliseconds, without and with a filter that keeps one passage in a
hundred, the memory of the process, and the floor: the bytes of vectors that a question must read over the bandwidth of
memory as measured in the same run. Each size is asked in a process of its own, that opens an index of perturbed papers
(``synthetic``). ``python -m tests.bench.questions INDEX [NUMBER]`` asks an index that is there already.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from subprocess import run as start

import numpy as np

from paper_search.api import open_library, read_index_encoder
from paper_search.library import Library
from paper_search.records import Filters
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.parse import parse_terms
from paper_search.text.vocabulary import STOP_WORDS
from tests.bench.figures import Figure, Options, at_most
from tests.bench.machine import memory_bandwidth
from tests.bench.synthetic import make, real_index
from tests.sample_corpus.questions import QUESTIONS

FILTERED = Filters(authorities=("Council 007",))
DEPTH = 100
WARMING = 20
REACH = {100_000: at_most(50.0), 1_000_000: at_most(60.0)}
REACH_IN_MEMORY = {1_000_000: at_most(350.0)}
_SAMPLE = Path(__file__).resolve().parents[2] / "corpus"


def texts(number: int, words: Sequence[str]) -> list[str]:
    """So many questions: those of the sample papers, then about words that stand side by side in the index's papers.

    One of five stop words is no question, and is not asked.
    """
    asked = [question.text for question in QUESTIONS]
    runs = [words[place : place + 5] for place in range(len(words) - 5)]
    telling = [run for run in runs if any(word.lower() not in STOP_WORDS for word in run)]
    drawn = np.random.default_rng(3).integers(len(telling), size=max(number - len(asked), 0))
    return [*asked, *(f"what was said about {' '.join(telling[place])}" for place in drawn)][:number]


def _words(library: Library) -> list[str]:
    """Words of passages of the index, in their order."""
    hits = [hit for question in QUESTIONS[:10] for hit in library.search(question.text)]
    return [word for hit in hits for word in hit.passage.text.split() if word.isalpha()]


def _time_call(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - began)


def _open_warm(index: Path) -> tuple[Library, dict[str, float]]:
    """The index open and warm, with what opening its store and vectors took, and then the model.

    Without the reader: what it takes does not depend on the index, and `reading` measures it.
    """
    library = replace(open_library(_SAMPLE, index), reader=None)
    engine = library.engine
    times = {"opening": _time_call(engine.refresh)}
    times["model"] = _time_call(library.warm)
    return library, times


def ask(index: Path, number: int) -> dict[str, object]:
    """All kinds of questions to one index: milliseconds of each, and the process's memory in bytes."""
    library, once = _open_warm(index)
    engine, encoder = library.engine, library.encoder
    asked = texts(number + WARMING, _words(library))

    def retrieve_dense(text: str, filters: Filters) -> object:
        vector = encoder.encode_query(text)
        with engine.snapshot() as snapshot:
            return snapshot._find_nearest(vector, DEPTH, snapshot._prepare_scan(parse_terms(text, filters), vector))

    def retrieve_lexical(text: str, filters: Filters) -> object:
        with engine.snapshot() as snapshot:
            return snapshot.retrieve_lexical(parse_terms(text, filters), DEPTH)

    kinds: dict[str, Callable[[str, Filters], object]] = {
        "meaning": retrieve_dense,
        "words": retrieve_lexical,
        "both, hits": library.search,
        "both, answer": library.ask,
    }
    times: dict[str, list[float]] = {}
    for name, filters in (("", Filters()), (", 1 % filter", FILTERED)):
        for text in asked[number:]:
            library.ask(text, filters)
        for kind, of in kinds.items():
            times[kind + name] = [
                _time_call(lambda of=of, text=text, to=filters: of(text, to)) for text in asked[:number]
            ]
    return {"once": once, "times": times, "memory": _memory(), "passages": library.status().passages}


def _memory() -> dict[str, int]:
    """Bytes of the process, and how much of it is its own: files that are mapped are shared with others."""
    said = Path("/proc/self/status")
    lines = dict(line.split(":", 1) for line in said.read_text().splitlines()) if said.exists() else {}
    return {name: int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "RssAnon") if name in lines}


def figures_of(said: dict[str, object], size: int, bandwidth: float) -> list[Figure]:
    """The figures of one size, which is what was asked for: an index holds a few passages more."""
    named = f"{said['passages']:,} passages"
    shown = []
    for kind, times in said["times"].items():  # type: ignore[attr-defined]
        for part in (50, 95):
            target = REACH.get(size) if part == 95 and kind.startswith("both") else None
            shown.append(Figure(f"{named}: {kind}, p{part}", float(np.percentile(times, part)), "ms", target))
    floor = 1000 * said["passages"] * 384 / bandwidth  # type: ignore[operator]
    note = f"{bandwidth / 1e9:.1f} GB/s; a byte a dimension, 384 dimensions"
    shown.append(Figure(f"{named}: floor of a scan without a filter", floor, "ms", note=note))
    for name, value in said["once"].items():  # type: ignore[attr-defined]
        shown.append(Figure(f"{named}: once, {name}", value, "ms"))
    for name, value in said["memory"].items():  # type: ignore[attr-defined]
        target = REACH_IN_MEMORY.get(size) if name == "VmRSS" else None
        shown.append(Figure(f"{named}: memory, {name}", value / 2**20, "MiB", target))
    return shown


def run(options: Options) -> tuple[Figure, ...]:
    real, shown = real_index(options.scratch), []
    for size in options.sizes:
        made = make(options.scratch / f"asked-{size}", size, real, with_files=False)
        made_with = read_index_encoder(made.index)
        LocalEngine(made.index, made_with.dimensions if made_with else 384).save_vectors()
        command = [sys.executable, "-m", __name__, str(made.index), str(options.questions)]
        said = json.loads(start(command, capture_output=True, check=True, text=True).stdout)
        shown += figures_of(said, size, memory_bandwidth())
    return tuple(shown)


if __name__ == "__main__":
    json.dump(ask(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200), sys.stdout)
