"""What it costs that frequent words are not looked up: nDCG@10 among a hundred thousand other passages.

Comes in: a folder to work in. Goes out: nDCG@10 of one county's questions over its own passages; over those among
perturbed passages of other papers (``synthetic``), with every word looked up; and there with the words' budget in the
proportion that it has at 1,000,000 passages. Where the judged set is not at hand, no figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from paper_search import library
from paper_search.config import Settings
from paper_search.evaluation.retrieval import (
    judged_sets as sets,
)
from paper_search.evaluation.retrieval import (
    set_index as corpora,
)
from paper_search.evaluation.retrieval import (
    significance as chance,
)
from paper_search.evaluation.retrieval import (
    systems,
)
from paper_search.evaluation.retrieval.scoring import mark
from paper_search.evaluation.retrieval.set_index import Indexed
from paper_search.records import Filters
from paper_search.storage import fulltext as retrieval
from paper_search.storage.documents import FILE_NAME, Store
from tests.bench.figures import Figure, Options
from tests.bench.judged import MEASURE, PAPERS, SHARED, _values
from tests.bench.synthetic import _blocks, _write_block, load_real, real_index

SET = "kent-cabinet"
OTHERS = 100_000
LARGEST = 1_000_000
EVERY_WORD = 10**9


def run(options: Options) -> tuple[Figure, ...]:
    """The three figures, each later one with its difference from the one before."""
    if not (SHARED / "evalsets" / SET).is_dir():
        return (Figure(f"{MEASURE} among {OTHERS:,} other passages", None, note="the judged set is not at hand"),)
    judged = sets.load(SHARED / "evalsets" / SET)
    indexed = corpora.indexed(judged, PAPERS, options.scratch / SET, Settings().model)
    alone = values(indexed)
    among = drowned(indexed, real_index(options.scratch))
    with looked_up(EVERY_WORD, EVERY_WORD):
        whole = values(among)
    share = among.passages / LARGEST
    with looked_up(int(share * retrieval.MOST_RANKED), int(share * retrieval.MOST_WEIGHED)):
        pruned = values(among)
    size = f"{MEASURE} on {SET}, {among.passages:,} passages"
    return (
        Figure(f"{MEASURE} on {SET}, its own {indexed.passages:,} passages", _mean(alone)),
        Figure(f"{size}, every word looked up", _mean(whole), note=gain(whole, alone)),
        Figure(f"{size}, the words' budget of {LARGEST:,}", _mean(pruned), note=gain(pruned, whole)),
    )


def drowned(indexed: Indexed, real: Path) -> Indexed:
    """The same index with the other passages written into it, by the functions that a build writes with."""
    store, others = Store(indexed.index / FILE_NAME), load_real(real)
    for entries, rows, origins in _blocks(others, OTHERS, seed=0):
        _write_block(store, entries, rows, [others.tokens[one] for one in origins], ["other"] * len(entries))
    store.close()
    opened = library.open_library(PAPERS[0], indexed.index)
    return replace(indexed, library=opened, passages=indexed.passages + OTHERS)


@contextmanager
def looked_up(ranked: int, weighed: int) -> Iterator[None]:
    """The words' budget as it is given, as long as the block lasts."""
    before = retrieval.LEAST_RANKED, retrieval.MOST_RANKED, retrieval.MOST_WEIGHED
    retrieval.LEAST_RANKED, retrieval.MOST_RANKED, retrieval.MOST_WEIGHED = ranked, ranked, weighed
    try:
        yield
    finally:
        retrieval.LEAST_RANKED, retrieval.MOST_RANKED, retrieval.MOST_WEIGHED = before


def values(indexed: Indexed) -> list[float]:
    """nDCG@10 of each question that can be answered, in their order."""
    asked, questions = systems.ours(indexed), indexed.judged.questions
    return _values(mark(indexed.judged, questions, [asked(question, Filters()) for question in questions]))


def gain(ours: list[float], theirs: list[float]) -> str:
    found = chance.difference(ours, theirs)
    low, high = found.gain.low, found.gain.high
    return f"{found.gain.value:+.3f} ({low:+.3f} to {high:+.3f}), p = {found.p:.4f}"


def _mean(each: list[float]) -> float:
    return sum(each) / len(each)
