"""A query in, hits out: encode, retrieve, fuse, re-rank the best, fetch, fold repeats.

It sees an engine and an encoder, never what lies behind them. Ties are settled by id, so two runs give the same
list; words printed again elsewhere (packs hold every report again) are one hit that says where else they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from paper_search.citations.format import cite
from paper_search.embeddings import Encoder, Tokens
from paper_search.embeddings import token_codec as tokens
from paper_search.errors import QueryError
from paper_search.records import Asked, Document, Filters, Hit, Passage, Query
from paper_search.retrieval import (
    boosts as preferences,
)
from paper_search.retrieval import (
    context_scoring as lending,
)
from paper_search.retrieval import (
    fusion,
)
from paper_search.retrieval import (
    late_interaction as interaction,
)
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.fusion import Fused
from paper_search.retrieval.late_interaction import Match, Met, Weighed
from paper_search.text.spans import content_words, fold

DEPTH = 100
RERANKED = 60
LENT_TO = 20
"""To so many of them, the best by themselves, passages lend that are no candidates; to twice as many moved no set by
.002."""
TOGETHER_WEIGHT = 0.15
"""Words of the question side by side that a passage meets near one another add so much at most."""
COSTS = {"front matter": 0.2, "table": 0.1, "agenda frontsheet": 0.1}
"""By the kind of a passage and of its paper: these share many words with a question and answer it less often."""
LONGEST_QUESTION = 500
_PACK = "supplement/public pack"
_SAID = re.compile(r"[-+\u2212]?[£$€]?\d(?:[\d.,]*\d)?%?|\w+")
"""What of a text tells it from another: its words and figures, with sign and unit."""

NOTHING_ASKED = Asked()

Found = tuple[Fused, Passage, Document]


def search(query: Query, weighed: Weighed, engine: Engine, encoder: Encoder) -> tuple[Hit, ...]:
    """The ``query.k`` best passages, repeats folded; ``weighed`` is the query's text as ``weigh`` gives it."""
    found = _candidates(query, weighed, engine, encoder)
    if query.asked.otherwise:
        other = replace(query, text=query.asked.otherwise)
        again = _candidates(other, weigh(other.text, engine, encoder), engine, encoder)
        found = preferences.better_of(found, again)
    return listed(preferences.preferred(found, query.asked), query.asked)[: query.k]


def _candidates(query: Query, weighed: Weighed, engine: Engine, encoder: Encoder) -> list[Found]:
    """Passages that may answer, scored, best first."""
    depth = max(DEPTH, 4 * query.k)
    vector = encoder.encode_query(query.text)
    candidates, gains = preferences.widened(engine.retrieve(query, vector, depth), query, engine, vector)
    fused = fusion.lift(fusion.fuse(candidates, weighed.rarity), gains)[: depth + len(gains)]
    # What is not worth re-ranking is looked at no more closely, unless so many or each authority's are asked for.
    looked_at = fused if query.asked.wants_each_authority else fused[: max(RERANKED, 4 * query.k)]
    held = engine.fetch([item.passage_id for item in looked_at])
    head = preferences.head(fused, held, query.asked, RERANKED)
    best = fusion.rerank(fused, _met(weighed, fused, head, engine, encoder))
    found = [(item, *held[item.passage_id]) for item in best if item.passage_id in held]
    return found[: max(len(head), 4 * query.k)]


def listed(found: Sequence[Found], asked: Asked = NOTHING_ASKED) -> tuple[Hit, ...]:
    """Candidates, best first, as hits: what was replaced below what replaces it, repeats folded."""
    groups = preferences.each_authority_first(_fold_repeats(_replaced_last(found)), asked)
    return tuple(_hit(rank, group) for rank, group in enumerate(groups, 1))


def _met(
    weighed: Weighed,
    fused: list[Fused],
    head: Sequence[tuple[Passage, Document]],
    engine: Engine,
    encoder: Encoder,
) -> dict[str, float]:
    """How well each passage meets the question, with what stands around it."""
    pieces = _pieces([passage for passage, _ in head], engine, encoder)
    met = _each_met(weighed, pieces)
    alone = fusion.rerank(fused, _scores(weighed, head, met, {}))
    first = [item.passage_id for item in alone if item.passage_id in met][:LENT_TO]
    beside = engine.neighbours(list(met))
    around = {other for each in first for other in beside.get(each, ())} - met.keys()
    return _scores(weighed, head, met | _each_met(weighed, engine.tokens(sorted(around))), beside)


def _each_met(weighed: Weighed, pieces: Mapping[str, Tokens]) -> dict[str, Met]:
    return dict(zip(pieces, interaction.meet(weighed, list(pieces.values())), strict=True))


def _scores(
    weighed: Weighed,
    head: Sequence[tuple[Passage, Document]],
    met: Mapping[str, Met],
    beside: Mapping[str, Sequence[str]],
) -> dict[str, float]:
    """What the passages of the head score."""
    papers = {passage.passage_id: paper.doc_id for passage, paper in head if passage.passage_id in met}
    costs = {each.passage_id: COSTS.get(each.kind, 0.0) + COSTS.get(paper.kind or "", 0.0) for each, paper in head}
    lent = lending.lend(weighed, {passage_id: each.best for passage_id, each in met.items()}, beside, papers)
    return {
        passage_id: max(score + TOGETHER_WEIGHT * met[passage_id].together - costs[passage_id], 0.0)
        for passage_id, score in lent.items()
    }


def weigh(text: str, engine: Engine, encoder: Encoder) -> Weighed:
    """The question with its words weighted by how rare they are among the passages held."""
    frequencies = engine.frequencies(content_words(text))
    return interaction.weigh(text, frequencies, engine.info.passages, encoder)


def match(question: Weighed, passages: Sequence[Passage], engine: Engine, encoder: Encoder) -> dict[str, Match]:
    """The question's word pieces against those of each passage still held, its title and headings, by passage id."""
    pieces = _pieces(passages, engine, encoder, with_context=True)
    return dict(zip(pieces, interaction.match(question, list(pieces.values())), strict=True))


def _pieces(
    passages: Sequence[Passage], engine: Engine, encoder: Encoder, *, with_context: bool = False
) -> dict[str, Tokens]:
    """The word pieces of each passage still held, by id; of those that wait for their vectors as the build will keep
    them."""
    held = engine.tokens([passage.passage_id for passage in passages], with_context=with_context)
    waiting = [passage for passage in passages if passage.passage_id not in held]
    seen = engine.seen([passage.passage_id for passage in waiting]) if waiting else {}
    kept = [passage for passage in waiting if passage.passage_id in seen]
    _, every = encoder.encode_whole([seen[passage.passage_id] for passage in kept])
    contexts = [len(seen[passage.passage_id]) - len(passage.text) for passage in kept]
    since = [0] * len(contexts) if with_context else contexts
    unpacked = tokens.unpack_all([tokens.pack(each) for each in every], since)
    return held | {
        passage.passage_id: each.behind(context)
        for passage, each, context in zip(kept, unpacked, contexts, strict=True)
    }


def checked(text: str) -> str:
    """The question, trimmed. Raises QueryError when there is none or it is too long."""
    question = text.strip()
    if not question:
        raise QueryError("The question is empty; type some words to look for.")
    if len(question) > LONGEST_QUESTION:
        raise QueryError(
            f"The question has {len(question)} characters; the longest is {LONGEST_QUESTION}. Ask in fewer words."
        )
    return question


def _replaced_last(found: Sequence[Found]) -> list[Found]:
    """The candidates with those of a replaced paper below the best of the paper that replaces it, where that is
    among them: what was superseded may still be what was asked for, so nothing is left out."""
    best: dict[str, float] = {}
    for item, _, document in found:
        best[document.doc_id] = max(item.score, best.get(document.doc_id, item.score))
    below = {item.passage_id: best[paper.replaced_by] for item, _, paper in found if paper.replaced_by in best}
    items = {item.passage_id: item for item in fusion.demote([item for item, _, _ in found], below)}
    held = {item.passage_id: (passage, document) for item, passage, document in found}
    return [(item, *held[passage_id]) for passage_id, item in items.items()]


def _fold_repeats(found: Iterable[Found]) -> list[list[Found]]:
    """Candidates grouped by their words, best group first; a pack's copy stands behind the paper itself."""
    groups: dict[str, list[Found]] = {}
    for item in found:
        groups.setdefault(_words_of(item[1]), []).append(item)
    for group in groups.values():
        group.sort(key=lambda item: item[2].kind == _PACK)
    return list(groups.values())


def _words_of(passage: Passage) -> str:
    return " ".join(_SAID.findall(fold(passage.text)))


def same_words(passage: Passage, other: Passage) -> bool:
    """Whether one passage is the other printed again."""
    return _words_of(passage) == _words_of(other)


def held_passage(passage_id: str, engine: Engine) -> tuple[Passage, Document]:
    """A passage and its paper. Raises QueryError where it is not held."""
    found = engine.fetch([passage_id]).get(passage_id)
    if found is None:
        raise QueryError(
            f"No passage held has the id {passage_id!r}. Ids stand in what 'paper-search search --json' prints, as"
            " passage_id; one of a paper that was changed, withdrawn or taken away is held no more."
        )
    return found


def _hit(rank: int, group: list[Found]) -> Hit:
    best, passage, document = group[0]
    return Hit(
        rank=rank,
        score=max(item.score for item, _, _ in group),
        passage=passage,
        document=document,
        dense_rank=best.dense_rank,
        lexical_rank=best.lexical_rank,
        also_in=tuple(cite(other, paper) for _, other, paper in group[1:]),
    )


def resolve(filters: Filters, engine: Engine) -> Filters:
    """The filters with each value as the index spells it, a unique part of a name being enough.

    Raises QueryError naming what is held when a value fits nothing.
    """
    facets = engine.facets()
    return replace(
        filters,
        authorities=_spelt("authority", filters.authorities, [facet.value for facet in facets.authorities]),
        committees=_spelt("committee", filters.committees, [facet.value for facet in facets.committees]),
        kinds=_spelt("kind", filters.kinds, [facet.value for facet in facets.kinds]),
    )


def _spelt(name: str, wanted: tuple[str, ...], held: list[str]) -> tuple[str, ...]:
    spelt: list[str] = []
    for value in wanted:
        meant = fitting(value, held)
        if not meant:
            known = "; ".join(sorted(held)) or "none"
            raise QueryError(f"No paper held has the {name} {value!r}. Held: {known}.")
        spelt += meant
    return tuple(dict.fromkeys(spelt))


def fitting(value: str, held: Sequence[str]) -> list[str]:
    """Of the names held those that a value may mean: the one spelt so, or else all that it is a part of."""
    exact = [each for each in held if fold(each) == fold(value)]
    return exact or [each for each in held if fold(value) in fold(each)]
