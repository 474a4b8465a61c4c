"""Adding one 10-page paper to a small and to a large index; and a build beside a bare encoding of the same texts.

Comes in: the sizes, of which the largest counts. Goes out: seconds of ``library.build`` and of the whole command at
1,000 passages and at the largest size, the ratio of each, passages a second of a build from nothing, and what a bare
``SentenceTransformer.encode`` of the same texts does in the same run. The indexes are of perturbed papers
(``synthetic``); the added papers are PDFs, a new one each time. ``python -m tests.bench.growing CORPUS INDEX …`` adds
to indexes that are there already.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from paper_search import library
from paper_search.embed import packaged_folder
from paper_search.store import FILE_NAME, Store
from tests.bench.figures import Figure, Options, at_least, at_most, ratio
from tests.bench.synthetic import Made, make, real_index

PAGES, PARAGRAPHS, WORDS = 10, 5, 80
ADDED = 5
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


def _command(corpus: Path, index: Path) -> None:
    command = [sys.executable, "-m", "paper_search", "build", "--json", "--corpus", corpus, "--index", index]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def adding(made: Made) -> tuple[list[float], list[float]]:
    """Seconds of each of several builds that add one paper: in this process, and as a command."""
    inside, whole = [], []
    library.build(made.corpus, made.index)
    for number in range(2 * ADDED + 2):
        write_paper(made.corpus / "added" / f"paper-{time.time_ns()}.pdf", time.time_ns())
        began = time.perf_counter()
        if number % 2:
            _command(made.corpus, made.index)
        else:
            library.build(made.corpus, made.index)
        (whole if number % 2 else inside).append(time.perf_counter() - began)
    # The first of each is of a process that has not done so before.
    return inside[1:], whole[1:]


def _adding(small: Made, large: Made) -> list[Figure]:
    figures, names = [], ("in one process", "as a command")
    both = [(adding(small)), (adding(large))]
    for place, name in enumerate(names):
        at_small, at_large = (statistics.median(times[place]) for times in both)
        figures += [
            Figure(f"Adding a paper to {small.passages:,} passages, {name}", at_small, "s"),
            Figure(f"Adding a paper to {large.passages:,} passages, {name}", at_large, "s"),
            ratio(f"The large one over the small one, {name}", at_large, at_small, at_most(1.5)),
        ]
    return figures


def _texts(index: Path) -> list[str]:
    store = Store(index / FILE_NAME)
    rows = store._connection.execute("SELECT DISTINCT embedded FROM passages WHERE embedded_hash NOT NULL").fetchall()
    return [str(row[0]) for row in rows]


def building(scratch: Path) -> list[Figure]:
    """A build from nothing, and a bare encoding of the same texts, loading the model left out of the latter."""
    report = library.build(_SAMPLE, scratch / "from-nothing")
    texts = _texts(scratch / "from-nothing")
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_folder()), device="cpu")
    model.encode(texts[:32], show_progress_bar=False)
    began = time.perf_counter()
    model.encode(texts, batch_size=32, show_progress_bar=False)
    bare = len(texts) / (time.perf_counter() - began)
    whole = report.embedded / report.seconds
    return [
        Figure("Passages a second of a build from nothing", whole, "/s", note=f"{report.embedded} texts"),
        Figure("Passages a second of a bare SentenceTransformer.encode", bare, "/s"),
        ratio("The build over the bare encoding", whole, bare, at_least(0.95)),
    ]


def run(options: Options) -> tuple[Figure, ...]:
    """Both measurements."""
    real = real_index(options.scratch)
    small, large = (make(options.scratch / str(size), size, real) for size in (SMALL, max(options.sizes)))
    return (*_adding(small, large), *building(options.scratch))


def main(arguments: Sequence[str]) -> None:
    for corpus, index in zip(arguments[::2], arguments[1::2], strict=True):
        inside, whole = adding(Made(Path(corpus), Path(index), 0))
        shown = [[round(each, 2) for each in times] for times in (inside, whole)]
        sys.stdout.write(f"{index}: in one process {shown[0]}, as a command {shown[1]} s\n")


if __name__ == "__main__":
    main(sys.argv[1:])
