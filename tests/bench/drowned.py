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

from paper_search import api
from paper_search.config import Settings
from paper_search.evaluation.retrieval import (
    judged_sets,
    set_index,
    significance,
    systems,
)
from paper_search.evaluation.retrieval.scoring import score_run
from paper_search.evaluation.retrieval.set_index import IndexedSet
from paper_search.records import Filters
from paper_search.storage import fulltext
from paper_search.storage.store import DATABASE_FILE_NAME, Store
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
    judged = judged_sets.load(SHARED / "evalsets" / SET)
    indexed = set_index.build_set_index(judged, PAPERS, options.scratch / SET, Settings().model)
    alone = values(indexed)
    among = add_other_passages(indexed, real_index(options.scratch))
    with set_word_budget(EVERY_WORD, EVERY_WORD):
        whole = values(among)
    share = among.passages / LARGEST
    with set_word_budget(int(share * fulltext.MAX_RANKED_PASSAGES), int(share * fulltext.MAX_SCORING_POSTINGS)):
        pruned = values(among)
    size = f"{MEASURE} on {SET}, {among.passages:,} passages"
    return (
        Figure(f"{MEASURE} on {SET}, its own {indexed.passages:,} passages", _mean(alone)),
        Figure(f"{size}, every word looked up", _mean(whole), note=gain(whole, alone)),
        Figure(f"{size}, the words' budget of {LARGEST:,}", _mean(pruned), note=gain(pruned, whole)),
    )


def add_other_passages(indexed: IndexedSet, real: Path) -> IndexedSet:
    """The same index with the other passages written into it, by the functions that a build writes with."""
    store, others = Store(indexed.index / DATABASE_FILE_NAME), load_real(real)
    for entries, rows, origins in _blocks(others, OTHERS, seed=0):
        _write_block(store, entries, rows, [others.tokens[origin] for origin in origins], ["other"] * len(entries))
    store.close()
    opened = api.open_library(PAPERS[0], indexed.index)
    return replace(indexed, library=opened, passages=indexed.passages + OTHERS)


@contextmanager
def set_word_budget(ranked: int, weighed: int) -> Iterator[None]:
    """The words' budget as it is given, as long as the block lasts."""
    before = fulltext.MIN_RANKED_PASSAGES, fulltext.MAX_RANKED_PASSAGES, fulltext.MAX_SCORING_POSTINGS
    fulltext.MIN_RANKED_PASSAGES, fulltext.MAX_RANKED_PASSAGES, fulltext.MAX_SCORING_POSTINGS = ranked, ranked, weighed
    try:
        yield
    finally:
        fulltext.MIN_RANKED_PASSAGES, fulltext.MAX_RANKED_PASSAGES, fulltext.MAX_SCORING_POSTINGS = before


def values(indexed: IndexedSet) -> list[float]:
    """nDCG@10 of each question that can be answered, in their order."""
    asked, questions = systems.create_library_system(indexed), indexed.evaluation_set.questions
    return _values(score_run(indexed.evaluation_set, questions, [asked(question, Filters()) for question in questions]))


def gain(ours: list[float], theirs: list[float]) -> str:
    found = significance.compare_paired(ours, theirs)
    low, high = found.gain.low, found.gain.high
    return f"{found.gain.value:+.3f} ({low:+.3f} to {high:+.3f}), p = {found.p_value:.4f}"


def _mean(each: list[float]) -> float:
    return sum(each) / len(each)
