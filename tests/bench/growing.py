"""Adding one 10-page paper to a small and to a large index.

Comes in: the sizes, of which the largest counts. Goes out: seconds of ``library.build`` and of the whole command at
1,000 passages and at the largest size, and the ratio of each, by the clock and by processor seconds, which other
programs slow less; and how long it takes to look at every file of each corpus, which is what grows by nature. A new
paper goes into either index in turn, so that whatever else the machine does meets both; the middle of all counts. The
indexes are of perturbed papers (``synthetic``); the added papers are PDFs, a new one each time. ``python -m
tests.bench.growing CORPUS INDEX CORPUS INDEX`` adds to two indexes that are there already, the smaller first.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_search import api
from paper_search.ingest.discovery import scan_corpus
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.bench.figures import Figure, Options, at_most, ratio
from tests.bench.machine import processor_seconds
from tests.bench.synthetic import SyntheticIndex, make, real_index

PAGES, PARAGRAPHS, WORDS = 10, 5, 80
ADDED = 7
LOOKS = 5
SMALL = 1_000
_SAMPLE = Path(__file__).resolve().parents[2] / "corpus"


def write_paper(path: Path, seed: int) -> None:
    """A PDF of ten pages, of words that were never said before in this order."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    generator, words = np.random.default_rng(seed), _words()
    style, story = getSampleStyleSheet()["BodyText"], []
    for page in range(PAGES):
        for number in range(1, PARAGRAPHS + 1):
            said = " ".join(words[at] for at in generator.integers(len(words), size=WORDS))
            story.append(Paragraph(f"{page + 1}.{number} {said.capitalize()}.", style))
        story.append(PageBreak())
    path.parent.mkdir(parents=True, exist_ok=True)
    SimpleDocTemplate(str(path)).build(story)


def _words() -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(_SAMPLE.rglob("*.txt")))
    return [word for text in texts for word in text.split() if word.isalpha()]


@dataclass(frozen=True, slots=True)
class BuildTime:
    """Seconds of one build that added one paper."""

    by_clock: float
    by_processor: float


def _in_one_process(made: SyntheticIndex) -> None:
    api.build(made.corpus, made.index)


def _as_a_command(made: SyntheticIndex) -> None:
    where = ["--corpus", made.corpus, "--index", made.index]
    subprocess.run([sys.executable, "-m", "paper_search", "build", "--json", *where], check=True, capture_output=True)


WAYS: dict[str, Callable[[SyntheticIndex], None]] = {"in one process": _in_one_process, "as a command": _as_a_command}


def _time_build(made: SyntheticIndex, build: Callable[[SyntheticIndex], None]) -> BuildTime:
    seed = time.time_ns()
    write_paper(made.corpus / "added" / f"paper-{seed}.pdf", seed)
    began, before = time.perf_counter(), processor_seconds()
    build(made)
    return BuildTime(time.perf_counter() - began, processor_seconds() - before)


def measure_adding(
    small: SyntheticIndex, large: SyntheticIndex, times: int = ADDED
) -> dict[str, tuple[BuildTime, BuildTime]]:
    """Of each way the middle of several papers, added to the small index and to the large one in turn."""
    for made in (small, large):
        api.build(made.corpus, made.index)
        for build in WAYS.values():
            _time_build(made, build)
    found: dict[str, tuple[list[BuildTime], list[BuildTime]]] = {name: ([], []) for name in WAYS}
    for _ in range(times):
        for name, build in WAYS.items():
            for place, made in enumerate((small, large)):
                found[name][place].append(_time_build(made, build))
    return {name: (_median(both[0]), _median(both[1])) for name, both in found.items()}


def _median(times: Sequence[BuildTime]) -> BuildTime:
    by_clock, by_processor = zip(*((each.by_clock, each.by_processor) for each in times), strict=True)
    return BuildTime(statistics.median(by_clock), statistics.median(by_processor))


def measure_scan(made: SyntheticIndex) -> tuple[float, int]:
    """Seconds that it takes to see that no file of a corpus has changed, and how many files those are."""
    hints, taken = Store(made.index / DATABASE_FILE_NAME).build_state.load_file_fingerprints(), []
    for _ in range(LOOKS):
        began = time.perf_counter()
        scan_corpus(made.corpus, hints, made.index)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), len(hints)


def figures(small: SyntheticIndex, large: SyntheticIndex) -> list[Figure]:
    """All of it, for two indexes; the figures name how many passages either has."""
    found = []
    for name, (at_small, at_large) in measure_adding(small, large).items():
        found += [
            _seconds(f"adding a paper to {small.passages:,} passages, {name}", at_small),
            _seconds(f"adding a paper to {large.passages:,} passages, {name}", at_large),
            ratio(f"the large one over the small one, {name}", at_large.by_clock, at_small.by_clock, at_most(1.2)),
            ratio(f"the same by processor seconds, {name}", at_large.by_processor, at_small.by_processor),
        ]
    for made in (small, large):
        seconds, files = measure_scan(made)
        found.append(Figure(f"of which a look at each of {files:,} files", 1000 * seconds, "ms"))
    return found


def _seconds(name: str, taken: BuildTime) -> Figure:
    return Figure(name, taken.by_clock, "s", note=f"{taken.by_processor:.2f} processor seconds; {ADDED} papers")


def run(options: Options) -> tuple[Figure, ...]:
    real = real_index(options.scratch)
    small, large = (make(options.scratch / str(size), size, real) for size in (SMALL, max(options.sizes)))
    return tuple(figures(small, large))


def main(arguments: Sequence[str]) -> None:
    pairs = zip(map(Path, arguments[::2]), map(Path, arguments[1::2]), strict=True)
    small, large = (
        SyntheticIndex(corpus, index, Store(index / DATABASE_FILE_NAME).statistics.count_documents_and_passages()[1])
        for corpus, index in pairs
    )
    for figure in figures(small, large):
        sys.stdout.write(f"{figure.name}: {figure.value:.4g} {figure.unit} {figure.note}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
