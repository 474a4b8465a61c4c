"""Systems that answer the questions of a set: the library, and plain baselines over the same index.

The baselines retrieve and do nothing else: ``bm25`` takes the lexical list as it is, ``dense`` the cosines of the
pooled vectors, ``rrf`` the sum of reciprocal ranks of the two (Cormack, Clarke and Büttcher, SIGIR 2009), ``scores``
the weighted sum of scores that our own search re-ranks. Their answer is the first sentence of the first hit, and
their confidence its score. ``first`` takes our own hits, and of them that sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.embeddings import Encoder
from paper_search.errors import EvaluationError, QueryError
from paper_search.evaluation.retrieval.qrels import JUDGED_DEPTH, Question, RetrievedSpan
from paper_search.evaluation.retrieval.runs import QuestionResult
from paper_search.evaluation.retrieval.set_index import IndexedSet
from paper_search.records import Answer, Candidates, Document, Filters, Passage, Quote, ScoredPassage
from paper_search.retrieval import fusion
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.query.parse import parse_terms
from paper_search.text.spans import split_sentences

LIBRARY_SYSTEM = "paper-search"
BASELINE_DEPTH = 100
RRF_CONSTANT = 60
"""As in the paper: with it, a first rank in one list is worth no more than two good ranks."""

SearchSystem = Callable[[Question, Filters], QuestionResult]
DocumentNames = Mapping[str, str]


def create_library_system(indexed_set: IndexedSet, config: AnswerConfig = ANSWERING) -> SearchSystem:
    """Return the library's own answers, under these settings of ranking and answering."""

    def answer_question(question: Question, filters: Filters) -> QuestionResult:
        try:
            answer = indexed_set.library.ask(question.text, filters, JUDGED_DEPTH, config)
        except QueryError as error:
            raise EvaluationError(
                f"{indexed_set.evaluation_set.folder}: {question.query_id!r} cannot be asked. {error}"
            ) from error
        places = tuple(
            _to_retrieved_span(hit.passage, hit.document, indexed_set.names, hit.score) for hit in answer.hits
        )
        first = quote_to_span(answer.quotes[0], indexed_set.names) if answer.quotes else None
        return QuestionResult(question.query_id, places, first, answer.confidence, find_match(answer))

    return answer_question


def find_match(answer: Answer) -> str | None:
    """Return the word of certainty that an answer is shown with; None where nothing was found."""
    return answer.match if answer.quotes else None


def create_first_sentence_system(indexed_set: IndexedSet) -> SearchSystem:
    """Return the first sentence of the first of our own hits: what choosing a sentence must be better than."""

    def answer_question(question: Question, filters: Filters) -> QuestionResult:
        hits = indexed_set.library.search(question.text, filters, JUDGED_DEPTH)
        places = tuple(_to_retrieved_span(hit.passage, hit.document, indexed_set.names, hit.score) for hit in hits)
        answer = _take_first_sentence(hits[0].passage, hits[0].document, indexed_set.names) if hits else None
        return QuestionResult(question.query_id, places, answer, places[0].score if places else 0.0)

    return answer_question


def create_baseline_system(name: str, engine: Engine, encoder: Encoder, names: DocumentNames) -> SearchSystem:
    """Return a baseline by its name, one of ``BASELINES``."""
    order = BASELINES[name]

    def answer_question(question: Question, filters: Filters) -> QuestionResult:
        query = parse_terms(question.text, filters)
        with engine.snapshot() as index:
            candidates = index.retrieve(query, encoder.encode_query(query.text), BASELINE_DEPTH)
            best = order(candidates)[:JUDGED_DEPTH]
            held = index.fetch([item.passage_id for item in best])
        found = [(item, *held[item.passage_id]) for item in best if item.passage_id in held]
        places = tuple(_to_retrieved_span(passage, document, names, item.score) for item, passage, document in found)
        answer = _take_first_sentence(*found[0][1:], names) if found else None
        return QuestionResult(question.query_id, places, answer, places[0].score if places else 0.0)

    return answer_question


def _to_retrieved_span(
    passage: Passage, document: Document, names: DocumentNames, score: float | None = None
) -> RetrievedSpan:
    return RetrievedSpan(
        names.get(document.source, document.source),
        passage.start,
        passage.end,
        passage.text,
        passage.locator.pages or (1, 1),
        score,
        passage.passage_id,
    )


def quote_to_span(quote: Quote, names: DocumentNames) -> RetrievedSpan:
    """Return the words of a quote, under the set's name of its paper."""
    paper = names.get(quote.document.source, quote.document.source)
    return RetrievedSpan(paper, quote.start, quote.end, quote.text, quote.passage.locator.pages or (1, 1))


def _take_first_sentence(passage: Passage, document: Document, names: DocumentNames) -> RetrievedSpan:
    start, end = split_sentences(passage.text)[0]
    paper = names.get(document.source, document.source)
    pages = passage.locator.pages or (1, 1)
    return RetrievedSpan(paper, passage.start + start, passage.start + end, passage.text[start:end], pages)


# -- orders ----------------------------------------------------------------------------------------------------


def fuse_reciprocal_ranks(candidates: Candidates) -> list[ScoredPassage]:
    """Both lists as one, by the sum of 1 / (60 + rank); ties by passage id."""
    total: defaultdict[str, float] = defaultdict(float)
    for ranked in (candidates.dense, candidates.lexical):
        for rank, item in enumerate(ranked, 1):
            total[item.passage_id] += 1 / (RRF_CONSTANT + rank)
    return sorted((ScoredPassage(*item) for item in total.items()), key=lambda item: (-item.score, item.passage_id))


def _fuse_weighted_scores(candidates: Candidates) -> list[ScoredPassage]:
    return [ScoredPassage(item.passage_id, item.score) for item in fusion.fuse(candidates)]


FIRST_SENTENCE_SYSTEM = "first"
"""Our own hits with the first sentence of the first as their answer."""

BASELINES: Mapping[str, Callable[[Candidates], Sequence[ScoredPassage]]] = {
    "bm25": lambda candidates: candidates.lexical,
    "dense": lambda candidates: candidates.dense,
    "rrf": fuse_reciprocal_ranks,
    "scores": _fuse_weighted_scores,
}
