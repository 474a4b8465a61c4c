"""What a question asks for beside being matched, applied to candidates and to the order of what is found.

In: candidates or passages found, and what the question asks for (``records.Asked``); out: the same, in another order,
or with those that it names exactly beside them. Promised: nothing is hidden; but for what is named exactly, a
preference is a bounded share of the best score, so that a clearly better match stays above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from paper_search.embeddings import Rows
from paper_search.records import Acronym, Asked, Candidates, Document, Exact, Hit, Passage, Query, Scored
from paper_search.retrieval import fusion
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.fusion import Fused
from paper_search.retrieval.query import exact_terms as exact
from paper_search.retrieval.query import intent as forms
from paper_search.retrieval.query import offers
from paper_search.text import acronyms
from paper_search.text.spans import words
from paper_search.text.stemming import stem

Found = tuple[Fused, Passage, Document]

HELD = {"reference": 1.5, "sum": 0.5, "date": 0.3, "name": 0.3, "words": 0.0}
"""What a passage that holds something named exactly gains, in scores of ``fusion``: 1 is the whole of a cosine."""
DEFINES = 0.2
OTHERWISE = 0.85
"""What a score for the other wording of a question is worth."""
RECENT = 0.08
ATTRIBUTED = 0.15
NAMED_ABOVE = 0.08
DENSE = 0.05
FORMALITY = 0.2
EXPLAINS = 0.1
EXPLAINS_FIRST = 0.2
DECIDES = 0.2
OFFERS_NONE = 0.1
OFFERS_OTHER = 0.3
"""The last ten are shares of the best score."""
WORTH_SHOWING = 0.5
"""The best passage of an authority goes before others where it has this share of the best score."""
_NAMED_DEPTH = 20
_AUTHORITY_DEPTH = 5
_MOST_AUTHORITIES = 12
_MOST_OTHERS = 4
"""Authorities that are looked for beside the candidates: at worst each costs as much as a question with a filter."""
_DENSEST = 0.1
_FEW_WORDS = 20
"""Added to the words of a passage, so that a line of a few words is not all about one of them."""


# -- candidates ------------------------------------------------------------------------------------------------


def widened(candidates: Candidates, query: Query, engine: Engine, vector: Rows) -> tuple[Candidates, dict[str, float]]:
    """The candidates with those that hold what the question names exactly and with some of each authority where it asks
    for that; and what each that is named gains."""
    named = [(each, _holding(each, query, engine, vector)) for each in query.asked.exacts]
    own = _of_other_authorities(candidates, query, engine, vector) if query.asked.wants_each_authority else []
    gains: dict[str, float] = {each.passage_id: DEFINES for each in query.asked.defining}
    for each, found in named:
        for passage_id in {item.passage_id for item in (*found.dense, *found.lexical)}:
            gains[passage_id] = gains.get(passage_id, 0.0) + HELD[each.kind]
    every = [candidates, *(found for _, found in named), *own, _defining(query.asked)]
    if len(every) == 2 and not query.asked.defining:
        return candidates, gains
    return Candidates(_joined([each.dense for each in every]), _joined([each.lexical for each in every])), gains


def _holding(wanted: Exact, query: Query, engine: Engine, vector: Rows) -> Candidates:
    """The best passages that hold it; those of a meeting on a day that is asked about hold the day."""
    phrases = (*query.asked.phrases, wanted)
    found = engine.retrieve(replace(query, asked=Asked(phrases=phrases)), vector, _NAMED_DEPTH)
    if wanted.kind != "date":
        return found
    day = date.fromisoformat(wanted.key)
    limits = query.filters
    if (limits.since and limits.since > day) or (limits.until and limits.until < day):
        return found
    there = replace(query, filters=replace(limits, since=day, until=day))
    met = engine.retrieve(there, vector, _NAMED_DEPTH)
    return Candidates(_joined([found.dense, met.dense]), _joined([found.lexical, met.lexical]))


def _of_other_authorities(candidates: Candidates, query: Query, engine: Engine, vector: Rows) -> list[Candidates]:
    """The best of some authorities that none of the candidates is of: looked for together, which costs as much as
    looking for one, and then each that this has not brought up by itself."""
    wanted = query.filters.authorities or tuple(facet.value for facet in engine.facets().authorities)
    seen = _authorities(candidates, engine)
    unseen = tuple(each for each in wanted if each not in seen)[:_MOST_OTHERS]
    if not unseen:
        return []
    together = engine.retrieve(_of(query, unseen), vector, _AUTHORITY_DEPTH * (len(unseen) + 1))
    seen = _authorities(together, engine)
    alone = [engine.retrieve(_of(query, (each,)), vector, _AUTHORITY_DEPTH) for each in unseen if each not in seen]
    return [together, *alone]


def _authorities(candidates: Candidates, engine: Engine) -> set[str | None]:
    held = engine.fetch([item.passage_id for item in (*candidates.dense, *candidates.lexical)])
    return {document.meeting.authority for _, document in held.values()}


def _of(query: Query, authorities: tuple[str, ...]) -> Query:
    return replace(query, filters=replace(query.filters, authorities=authorities))


def _defining(asked: Asked) -> Candidates:
    """Where a passage was not retrieved its scores are not known, and count as the lowest."""
    return Candidates(lexical=tuple(Scored(each.passage_id, 0.0) for each in asked.defining))


def _joined(lists: Sequence[Sequence[Scored]]) -> tuple[Scored, ...]:
    best: dict[str, float] = {}
    for item in (each for scored in lists for each in scored):
        best[item.passage_id] = max(item.score, best.get(item.passage_id, item.score))
    return tuple(sorted((Scored(*each) for each in best.items()), key=lambda each: (-each.score, each.passage_id)))


def head(
    fused: Sequence[Fused], held: Mapping[str, tuple[Passage, Document]], asked: Asked, most: int
) -> list[tuple[Passage, Document]]:
    """The candidates to be looked at closely: the first ``most``, and the first of each authority where that counts."""
    still = [held[item.passage_id] for item in fused if item.passage_id in held]
    if not asked.wants_each_authority:
        return still[:most]
    first: dict[str, tuple[Passage, Document]] = {}
    for each in still[most:]:
        first.setdefault(each[1].whose, each)
    return [*still[:most], *list(first.values())[:_MOST_AUTHORITIES]]


def better_of(found: Sequence[Found], again: Sequence[Found]) -> list[Found]:
    """What was found by either wording of a question, each with the better of its scores, best first. The wording that
    was not the question's own counts for a little less: many words in the place of a few letters weigh too much."""
    lowered = [(replace(item, score=OTHERWISE * item.score), passage, paper) for item, passage, paper in again]
    best = {each[0].passage_id: each for each in lowered}
    for each in found:
        other = best.get(each[0].passage_id)
        if other is None or each[0].score >= other[0].score:
            best[each[0].passage_id] = each
    return sorted(best.values(), key=lambda each: (-each[0].score, each[0].passage_id))


# -- the order of what is found --------------------------------------------------------------------------------


def preferred(found: Sequence[Found], asked: Asked) -> list[Found]:
    """What was found with what is preferred further up, best first."""
    if not found:
        return []
    best = max(item.score for item, _, _ in found)
    recency = _recency(found) if asked.wants_recent else {}
    gains = {
        item.passage_id: best * (_gain(passage, document, asked) + RECENT * recency.get(item.passage_id, 0.0))
        for item, passage, document in found
    }
    return _lifted(found, gains)


def each_authority_first(groups: Sequence[list[Found]], asked: Asked) -> list[list[Found]]:
    """With the best of each authority in front, where it is worth showing and the question asks for that."""
    if not asked.wants_each_authority or not groups:
        return list(groups)
    best = max(group[0][0].score for group in groups)
    first: dict[str, int] = {}
    for place, group in enumerate(groups):
        if group[0][0].score >= WORTH_SHOWING * best:
            first.setdefault(group[0][2].whose, place)
    ahead = set(first.values())
    lifted = [_raised(group, best) if place in ahead else group for place, group in enumerate(groups)]
    return sorted(lifted, key=lambda group: (-group[0][0].score, group[0][0].passage_id))


def _raised(group: list[Found], by: float) -> list[Found]:
    return [(replace(item, score=item.score + by), passage, document) for item, passage, document in group]


def _lifted(found: Sequence[Found], gains: Mapping[str, float]) -> list[Found]:
    held = {item.passage_id: (passage, document) for item, passage, document in found}
    lifted = fusion.lift([item for item, _, _ in found], gains)
    return [(item, *held[item.passage_id]) for item in lifted]


def _gain(passage: Passage, document: Document, asked: Asked) -> float:
    """As a share of the best score, what a passage gains or loses for what it is."""
    gain = 0.0
    if asked.speaker and is_attributed(passage, asked.speaker):
        gain += ATTRIBUTED
    if asked.wants_decision and passage.kind == "resolution":
        gain += DECIDES
    if asked.sought and not offers(passage.text, asked.sought):
        gain -= OFFERS_NONE if asked.sought.is_plain else OFFERS_OTHER
    if asked.topic:
        gain += _on_topic(passage, document, asked.topic)
    for each in asked.defining:
        if _defines(passage.text, each):
            gain += EXPLAINS_FIRST if acronyms.opens_with(passage.text, each) else EXPLAINS
    if not asked.wants_formalities and not asked.phrases and forms.is_formality(passage.text):
        gain -= FORMALITY
    return gain


def _defines(text: str, wanted: Acronym) -> bool:
    """Whether the text says that the letters stand for this."""
    found = acronyms.definitions(text) if wanted.short in text else []
    return any(acronyms.key(each.long) == acronyms.key(wanted.long) for each in found)


def _on_topic(passage: Passage, document: Document, topic: str) -> float:
    """More where the word stands above the passage, and often in it."""
    wanted, above = stem(topic), " ".join((document.title or "", *passage.headings))
    is_named = any(stem(above[start:end]) == wanted for start, end in words(above))
    spans = words(passage.text)
    share = sum(stem(passage.text[start:end]) == wanted for start, end in spans) / (len(spans) + _FEW_WORDS)
    return NAMED_ABOVE * is_named + DENSE * min(share / _DENSEST, 1.0)


def _recency(found: Sequence[Found]) -> dict[str, float]:
    """How recent each passage's paper is, 0 for the oldest of those found and 1 for the newest; undated ones are 0."""
    days = {item.passage_id: paper.meeting.held_on for item, _, paper in found}
    known = [day for day in days.values() if day]
    if not known or min(known) == max(known):
        return {}
    oldest, span = min(known), (max(known) - min(known)).days
    return {passage_id: (day - oldest).days / span for passage_id, day in days.items() if day}


def is_attributed(passage: Passage, speaker: str) -> bool:
    """Whether the passage is reported as the words of a speaker, as a question names him or her."""
    said = passage.attribution or ""
    spoken = {stem(said[start:end]) for start, end in words(said)}
    wanted = {stem(word) for word in forms.named(speaker)}
    return bool(wanted) and wanted <= spoken


# -- what is said of it ----------------------------------------------------------------------------------------


def remarks(asked: Asked, hits: Sequence[Hit]) -> Iterator[str]:
    """What of that which the question names no passage found has: those that have it come first, so no other has."""
    if asked.phrases and not hits:
        quoted = " and ".join(f"“{each.forms[0]}”" for each in asked.phrases)
        together = (
            "stand word for word in no one passage" if len(asked.phrases) > 1 else "stands word for word in no paper"
        )
        yield f"{quoted} {together} of those searched."
    yield from (f"{_printed(each)} stands in none of the papers searched." for each in _lacking(asked, hits))
    if asked.speaker and hits and not any(is_attributed(hit.passage, asked.speaker) for hit in hits):
        yield f"None of the passages found is attributed to {asked.speaker}."


def lacks_reference(asked: Asked, hits: Sequence[Hit]) -> bool:
    """Whether a reference that the question names stands nowhere: what has another reference is no answer to it."""
    return any(each.kind == "reference" for each in _lacking(asked, hits))


def _lacking(asked: Asked, hits: Sequence[Hit]) -> list[Exact]:
    """What the question names and none of the hits holds; a day may be that of a meeting, and is passed over."""
    named = [each for each in asked.exacts if each.kind != "date"] if hits else []
    return [each for each in named if not any(exact.holds(hit.passage.text, each) for hit in hits)]


def _printed(wanted: Exact) -> str:
    """As a remark shows it."""
    return f"£{wanted.forms[0]}" if wanted.kind == "sum" else wanted.forms[0]
