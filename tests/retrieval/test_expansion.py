"""What is looked for beside a question's own candidates: exact terms, each authority, and definitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from paper_search.records import (
    Acronym,
    Candidates,
    Document,
    Facet,
    Facets,
    Filters,
    Meeting,
    ParsedQuery,
    Passage,
    RewrittenQuery,
    ScoredPassage,
)
from paper_search.retrieval.config import RANKING
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.expansion import expand_candidates
from paper_search.retrieval.query.parse import parse_query

VECTOR = np.zeros(3, dtype=np.float32)
OWN = Candidates((ScoredPassage("a", 0.5),), (ScoredPassage("a", 3.0),))


@dataclass
class NotingIndex:
    """An index that notes what it is asked for and has one passage of each authority."""

    asked: list[ParsedQuery] = field(default_factory=list)

    def retrieve(self, query: ParsedQuery, vector: Any, depth: int) -> Candidates:
        self.asked.append(query)
        found = query.filters.authorities or ("a",)
        return Candidates(tuple(ScoredPassage(name, 0.4) for name in found), ())

    def fetch(self, passage_ids: list[str]) -> dict[str, tuple[Passage, Document]]:
        return {
            name: (Passage(name, name, "paragraph", "", 0, 0), Document(name, name, "0", meeting=Meeting(name)))
            for name in passage_ids
        }

    def facets(self) -> Facets:
        return Facets(authorities=tuple(Facet(name, 1) for name in ("a", "b", "c")))


def expand(text: str, **definitions: tuple[Acronym, ...]) -> tuple[Candidates, dict[str, float], NotingIndex]:
    question, index = parse_query(text), NotingIndex()
    query = RewrittenQuery(question, question, **definitions)
    candidates, boosts = expand_candidates(OWN, question, query, cast(IndexSnapshot, index), VECTOR)
    return candidates, boosts, index


def test_a_question_that_names_nothing_is_looked_for_once() -> None:
    candidates, boosts, index = expand("late ferries")
    assert (candidates, boosts, index.asked) == (OWN, {}, [])


def test_an_exact_term_is_looked_for_as_a_phrase_and_boosts_what_holds_it() -> None:
    _, boosts, index = expand("what is 24/00031")
    assert [[phrase.kind for phrase in query.phrases] for query in index.asked] == [["reference"]]
    assert boosts == {"a": RANKING.exact_term_boosts["reference"]}


def test_a_day_may_be_that_of_the_meeting() -> None:
    _, _, index = expand("what was agreed on 9 January 2025")
    in_text, of_meeting = index.asked
    assert [phrase.kind for phrase in in_text.phrases] == ["date"]
    assert of_meeting.phrases == ()
    assert of_meeting.filters.since == of_meeting.filters.until is not None


def test_authorities_without_a_candidate_are_looked_for_together() -> None:
    candidates, _, index = expand("which councils have ferries")
    assert [query.filters for query in index.asked] == [Filters(authorities=("b", "c"))]
    assert {scored.passage_id for scored in candidates.dense} == {"a", "b", "c"}


def test_the_passage_that_defines_an_acronym_is_a_candidate() -> None:
    candidates, boosts, _ = expand("what is the MASH", definitions=(Acronym("MASH", "Hub", passage_id="z"),))
    assert [scored.passage_id for scored in candidates.lexical] == ["a", "z"]
    assert boosts == {"z": RANKING.definition_boost}
