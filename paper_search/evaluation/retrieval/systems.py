"""What answers the questions of a set: the library as people use it, and plain baselines over the same index.

In: an indexed set; out: for each system a function from a question to an ``Answered``. The baselines retrieve and do
nothing else: ``bm25`` takes the lexical list as it is, ``dense`` the cosines of the pooled vectors, ``rrf`` the sum of
reciprocal ranks of the two (Cormack, Clarke and Büttcher, SIGIR 2009), ``scores`` the weighted sum of scores that our
own search re-ranks. Their answer is the first sentence of the first hit, and their confidence its score. ``first``
takes our own hits, and of them that sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from paper_search.embeddings import Encoder
from paper_search.errors import EvaluationError, QueryError
from paper_search.evaluation.retrieval.qrels import DEPTH, Place, Question
from paper_search.evaluation.retrieval.runs import Answered
from paper_search.evaluation.retrieval.set_index import Indexed
from paper_search.records import Candidates, Document, Filters, Passage, Query, Quote, Scored
from paper_search.retrieval import fusion
from paper_search.retrieval.engine import Engine
from paper_search.text.spans import sentences

OURS = "paper-search"
RETRIEVED = 100
RRF_CONSTANT = 60
"""As in the paper: with it, a first rank in one list is worth no more than two good ranks."""

Asked = Callable[[Question, Filters], Answered]
Names = Mapping[str, str]


def ours(indexed: Indexed) -> Asked:
    """The library's own answers."""

    def asked(question: Question, filters: Filters) -> Answered:
        try:
            answer = indexed.library.ask(question.text, filters, DEPTH)
        except QueryError as error:
            raise EvaluationError(f"{indexed.judged.folder}: {question.query_id!r} cannot be asked. {error}") from error
        places = tuple(_place(hit.passage, hit.document, indexed.names, hit.score) for hit in answer.hits)
        first = _quoted(answer.quotes[0], indexed.names) if answer.quotes else None
        return Answered(question.query_id, places, first, answer.confidence)

    return asked


def first_sentence(indexed: Indexed) -> Asked:
    """The first sentence of the first of our own hits: what choosing a sentence must be better than."""

    def asked(question: Question, filters: Filters) -> Answered:
        hits = indexed.library.search(question.text, filters, DEPTH)
        places = tuple(_place(hit.passage, hit.document, indexed.names, hit.score) for hit in hits)
        answer = _first_sentence(hits[0].passage, hits[0].document, indexed.names) if hits else None
        return Answered(question.query_id, places, answer, places[0].score if places else 0.0)

    return asked


def baseline(name: str, engine: Engine, encoder: Encoder, names: Names) -> Asked:
    """A baseline by its name, one of ``BASELINES``."""
    order = BASELINES[name]

    def asked(question: Question, filters: Filters) -> Answered:
        query = Query(question.text, filters, DEPTH)
        candidates = engine.retrieve(query, encoder.encode_query(query.text), RETRIEVED)
        best = order(candidates)[:DEPTH]
        held = engine.fetch([item.passage_id for item in best])
        found = [(item, *held[item.passage_id]) for item in best if item.passage_id in held]
        places = tuple(_place(passage, document, names, item.score) for item, passage, document in found)
        answer = _first_sentence(*found[0][1:], names) if found else None
        return Answered(question.query_id, places, answer, places[0].score if places else 0.0)

    return asked


def _place(passage: Passage, document: Document, names: Names, score: float | None = None) -> Place:
    return Place(
        names.get(document.source, document.source),
        passage.start,
        passage.end,
        passage.text,
        passage.locator.pages or (1, 1),
        score,
        passage.passage_id,
    )


def _quoted(quote: Quote, names: Names) -> Place:
    paper = names.get(quote.document.source, quote.document.source)
    return Place(paper, quote.start, quote.end, quote.text, quote.passage.locator.pages or (1, 1))


def _first_sentence(passage: Passage, document: Document, names: Names) -> Place:
    start, end = sentences(passage.text)[0]
    paper = names.get(document.source, document.source)
    pages = passage.locator.pages or (1, 1)
    return Place(paper, passage.start + start, passage.start + end, passage.text[start:end], pages)


# -- orders ----------------------------------------------------------------------------------------------------


def reciprocal_ranks(candidates: Candidates) -> list[Scored]:
    """Both lists as one, by the sum of 1 / (60 + rank); ties by passage id."""
    total: defaultdict[str, float] = defaultdict(float)
    for ranked in (candidates.dense, candidates.lexical):
        for rank, item in enumerate(ranked, 1):
            total[item.passage_id] += 1 / (RRF_CONSTANT + rank)
    return sorted((Scored(*item) for item in total.items()), key=lambda item: (-item.score, item.passage_id))


def _weighted_scores(candidates: Candidates) -> list[Scored]:
    return [Scored(item.passage_id, item.score) for item in fusion.fuse(candidates)]


FIRST = "first"
"""Our own hits with the first sentence of the first as their answer."""

BASELINES: Mapping[str, Callable[[Candidates], Sequence[Scored]]] = {
    "bm25": lambda candidates: candidates.lexical,
    "dense": lambda candidates: candidates.dense,
    "rrf": reciprocal_ranks,
    "scores": _weighted_scores,
}
