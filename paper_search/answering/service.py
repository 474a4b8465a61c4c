"""What is asked of an open index, from the words typed to the record shown: read, weighed, searched, answered.

In: words, limits, an engine and the encoder that its vectors were made with; out: records. Promised: whichever way a
question is put, to all papers, to each authority or along the meetings, it goes through the same search and has the
same confidence. Whoever calls sees to it that all of it happens inside one snapshot. Raises QueryError.
"""

from __future__ import annotations

from dataclasses import replace

from paper_search.answering import compare as comparing
from paper_search.answering import extract as answers
from paper_search.answering import timeline as timelines
from paper_search.answering.compare import Comparison
from paper_search.answering.timeline import Seen, Timeline
from paper_search.embeddings import Encoder
from paper_search.records import Answer, Coverage, Filters, Hit, Listing, Query
from paper_search.retrieval import boosts as preferences
from paper_search.retrieval import searcher
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.late_interaction import Weighed
from paper_search.retrieval.query import rewrite as reading
from paper_search.retrieval.searcher import checked, resolve


def listing(text: str, filters: Filters, k: int, engine: Engine, encoder: Encoder) -> Listing:
    """The k best passages, with remarks on how the question was read."""
    query, remarks = _understood(text, filters, k, engine, encoder)
    hits = searcher.search(query, searcher.weigh(query.text, engine, encoder), engine, encoder)
    return Listing(hits, (*remarks, *preferences.remarks(query.asked, hits)))


def ask(question: str, filters: Filters, k: int, engine: Engine, encoder: Encoder) -> Answer:
    """Exact quotes, or "nothing found", with the k best passages."""
    return _answered(question, filters, k, engine, encoder)[0]


def _answered(
    question: str, filters: Filters, k: int, engine: Engine, encoder: Encoder
) -> tuple[Answer, Query, Weighed]:
    """The answer, and the question as it was searched for and weighed."""
    query, remarks = _understood(question, filters, max(k, answers.READ_HITS), engine, encoder)
    weighed = searcher.weigh(query.text, engine, encoder)
    hits = searcher.search(query, weighed, engine, encoder)
    first = [hit.passage for hit in hits[: answers.READ_HITS]]
    matches = searcher.match(weighed, first, engine, encoder)
    found = answers.answer(
        checked(question),
        weighed,
        hits,
        matches,
        engine.coverage(query.filters),
        of_each_authority=query.asked.wants_each_authority,
    )
    found = answers.with_lead_ins(found, engine.reading_text)
    remarks = (*remarks, *preferences.remarks(query.asked, hits))
    if preferences.lacks_reference(query.asked, hits):
        found = replace(found, found=False, quotes=())
    return replace(answers.limited(found, k), remarks=remarks), query, weighed


def compare(question: str, filters: Filters, k: int, engine: Engine, encoder: Encoder) -> Comparison:
    """What each authority's papers say, with up to ``k`` quotes of each. An authority that is named and not held is a
    row of what is compared, not an error."""
    others = resolve(replace(filters, authorities=()), engine)
    held = engine.facets().authorities
    names = [facet.value for facet in held]
    asked = comparing.authorities(filters.authorities, held, lambda name: searcher.fitting(name, names))

    def one(limits: Filters) -> Answer:
        return ask(question, limits, 1, engine, encoder)

    return comparing.compare(checked(question), others, asked, one, engine.coverage, k)


def timeline(matter: str, filters: Filters, k: int, engine: Engine, encoder: Encoder) -> Timeline:
    """Up to ``k`` passages of a matter in the order of its meetings."""
    answer, query, weighed = _answered(matter, filters, timelines.DEPTH, engine, encoder)

    # What was read of the matter's wording says nothing of other words.
    asked = replace(query.asked, otherwise=None, defining=(), topic=None)

    def look(words: str) -> Seen:
        other = replace(query, text=words[: searcher.LONGEST_QUESTION], asked=asked)
        hits = searcher.search(other, searcher.weigh(other.text, engine, encoder), engine, encoder)
        return _seen(hits, weighed, engine, encoder)

    return timelines.timeline(answer, _seen(answer.hits, weighed, engine, encoder), look, k)


def coverage(filters: Filters, engine: Engine) -> Coverage:
    """What a question with these filters searches, and what it does not."""
    return engine.coverage(resolve(filters, engine))


def _understood(text: str, filters: Filters, k: int, engine: Engine, encoder: Encoder) -> tuple[Query, tuple[str, ...]]:
    """The question as it is searched for, and what is said of how it was read."""
    return reading.understood(Query(checked(text), resolve(filters, engine), k), engine, encoder)


def _seen(hits: tuple[Hit, ...], weighed: Weighed, engine: Engine, encoder: Encoder) -> Seen:
    return Seen(hits, searcher.match(weighed, [hit.passage for hit in hits], engine, encoder))
