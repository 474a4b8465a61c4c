"""Questions to begin with: made of what the register holds of public papers, and kept where the papers answer them.

A question is offered only after it was asked. It is answered well where the match is strong or partial and the first
quote is of the paper that the question was made of and has the kind of words asked for. See docs/decisions/0040.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from paper_search.records import NOT_FINAL_STATUSES, Answer, Document, Filters
from paper_search.records.register import Decision, DecisionOutcome, EntryT, HeldEntry, RegisterQuery, Role, Vote
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.committees import is_main_body
from paper_search.text.title_topics import find_topic, list_small_words

ExampleKind = Literal["decision", "vote", "role", "aims"]
MAX_EXAMPLES = 6
"""Questions that are offered at a time."""
MAX_QUESTIONS_ASKED = 20
"""Questions that are asked for them at the end of a build, so that no build takes much longer."""
_MAX_AUTHORITIES, _MAX_ENTRIES, _MAX_DOCUMENTS, _MAX_TEXTS = 12, 60, 200, 60
_MAX_QUESTION_CHARS = 100
_NO_NEWS: frozenset[DecisionOutcome] = frozenset({"noted", "withdrawn"})
"""Outcomes that tell nothing of the matter: "that the report be noted"."""
_NO_NEWS_WORDS = re.compile(r"\b(?:exempt|noted?|minutes|receive[ds]?)\b", re.IGNORECASE)
_POINTS_ELSEWHERE = re.compile(
    r"\b(?:this|these|that|the)\s+(?:course|suggestion|proposal|motion|action|recommendation)s?\s+(?:be|was|were|of\s+action)\b"
    r"|\b(?:the\s+same|as\s+above|accordingly)\b",
    re.IGNORECASE,
)
"""Words of a decision that say what was decided only to those who read what stands before them."""
_ELECTED_ROLE = re.compile(
    r"(?:(?:deputy )?leader\b|(?:cabinet|executive) member for\b|portfolio holder for\b|mayor\b|chair\w* of\b)",
    re.IGNORECASE,
)
_AIMED = re.compile(r"\b(?:strategy|plan|policy|programme|framework)$")
_AIM_WORDS = re.compile(
    r"\b(?:aims?|objectives?|goals?|vision)\s+(?:to|is|are|that)\b|\b(?:has|with)\s+(?:\w+\s+){1,3}?(?:aims|objectives|goals)\b",
    re.IGNORECASE,
)
_HANDICAPS: dict[ExampleKind, int] = {"role": 1, "aims": 2}
"""Turns that a kind waits: most aims are not answered well, and a few roles are enough."""
_STATED_KINDS = ("report", "appendix", "decision record")


@dataclass(frozen=True, slots=True)
class ExampleCandidate:
    """A question that the papers may answer, and the paper that it was made of.

    Attributes:
        question: the question.
        kind: what it asks for.
        topic: what it is about.
        document: the paper whose words made it, of which the answer must be.
    """

    question: str
    kind: ExampleKind
    topic: str
    document: Document


def list_candidates(index: IndexSnapshot) -> list[ExampleCandidate]:
    """Return questions that public papers may answer, in the order in which they are worth asking.

    Args:
        index: one generation of the index, as everybody may see it.
    """
    maker = _CandidateMaker(index)
    candidates: dict[str, ExampleCandidate] = {}
    for candidate in maker.list_all():
        if len(candidate.question) <= _MAX_QUESTION_CHARS:
            candidates.setdefault(candidate.question, candidate)
    return _mix(candidates.values())


def is_answered_well(candidate: ExampleCandidate, answer: Answer) -> bool:
    """Return True if an answer may be shown as an example of what can be asked.

    Args:
        candidate: the question.
        answer: what the papers say to it.
    """
    if answer.match not in ("strong", "partial") or not answer.quotes:
        return False
    first = answer.quotes[0]
    if first.document.doc_id != candidate.document.doc_id or not first.type_match.is_met:
        return False
    if candidate.kind == "aims":
        return _AIM_WORDS.search(first.text) is not None
    # The register's own words: what the search finds alone may only speak of the matter.
    return answer.match == "strong" and not _POINTS_ELSEWHERE.search(first.text)


def choose_examples(
    candidates: Sequence[ExampleCandidate],
    ask: Callable[[str], Answer | None],
    is_time_left: Callable[[], bool],
    known_questions: Collection[str] = (),
) -> tuple[ExampleCandidate, ...]:
    """Ask candidates in turn, and return those that are answered well, in their order.

    Those that were answered well before are asked first: a build that adds a paper seldom changes that, and where they
    are enough no other is asked.

    Args:
        candidates: the questions, in the order in which they are worth asking.
        ask: answers a question as everybody may ask it; None where it cannot be asked.
        is_time_left: False when no further question shall be asked.
        known_questions: those that were chosen of the papers as they were before.
    """
    newest = candidates[:MAX_QUESTIONS_ASKED]
    chosen: list[ExampleCandidate] = []
    for candidate in sorted(newest, key=lambda candidate: candidate.question not in known_questions):
        if len(chosen) == MAX_EXAMPLES or not is_time_left():
            break
        is_new = candidate.topic not in {other.topic for other in chosen}
        answer = ask(candidate.question) if is_new else None
        if answer is not None and is_answered_well(candidate, answer):
            chosen.append(candidate)
    return tuple(sorted(chosen, key=newest.index))


def _mix(candidates: Iterable[ExampleCandidate]) -> list[ExampleCandidate]:
    """Return candidates so that councils and kinds take turns, the newest first in each."""
    left = sorted(candidates, key=lambda candidate: (-_to_day_number(candidate.document), candidate.question))
    by_kind, by_authority, by_topic = Counter(_HANDICAPS), Counter[str](), Counter[str]()
    mixed: list[ExampleCandidate] = []
    while left and len(mixed) < 4 * MAX_QUESTIONS_ASKED:
        best = min(
            left,
            key=lambda candidate: (
                by_topic[candidate.topic],
                by_authority[candidate.document.authority_key] + by_kind[candidate.kind],
                by_authority[candidate.document.authority_key],
            ),
        )
        left.remove(best)
        mixed.append(best)
        by_kind[best.kind] += 1
        by_authority[best.document.authority_key] += 1
        by_topic[best.topic] += 1
    return mixed


@dataclass(frozen=True)
class _CandidateMaker:
    """Makes questions of the register and the titles of one generation of the index."""

    index: IndexSnapshot

    def list_all(self) -> Iterator[ExampleCandidate]:
        yield from self._list_decisions()
        yield from self._list_votes()
        yield from self._list_roles()
        yield from self._list_titles()

    def _list_decisions(self) -> Iterator[ExampleCandidate]:
        for held in self._list_entries(Decision):
            decision, body = held.entry, _name_body(held.document)
            topic = self._find_topic(decision.subject, held.document)
            is_news = decision.outcome not in _NO_NEWS and not _NO_NEWS_WORDS.search(decision.source.text)
            if topic and body and is_news:
                question = f"What did {body} decide about {topic}?"
                yield ExampleCandidate(question, "decision", topic, held.document)

    def _list_votes(self) -> Iterator[ExampleCandidate]:
        for held in self._list_entries(Vote):
            topic = self._find_topic(held.entry.subject, held.document)
            if topic:
                yield ExampleCandidate(f"How did the vote on {topic} go?", "vote", topic, held.document)

    def _list_roles(self) -> Iterator[ExampleCandidate]:
        for held in self._list_entries(Role):
            title = " ".join(held.entry.title.split())
            if _ELECTED_ROLE.match(title) and not re.search(r"[,;()\d]", title):
                yield ExampleCandidate(f"Who is the {title}?", "role", title, held.document)

    def _list_titles(self) -> Iterator[ExampleCandidate]:
        for document in self._documents:
            topic = self._find_topic(document.title, document) if document.kind in _STATED_KINDS else None
            if topic and _AIMED.search(topic):
                yield ExampleCandidate(f"What are the aims of {topic}?", "aims", topic, document)

    # -- what the index holds ------------------------------------------------------------------------------------

    def _list_entries(self, kind: type[EntryT]) -> Iterator[HeldEntry[EntryT]]:
        """Yield the newest entries of each authority, of papers that are final."""
        authorities = [facet.value for facet in self.index.facets().authorities[:_MAX_AUTHORITIES]]
        for authority in authorities:
            query = RegisterQuery(Filters(authorities=(authority,)), limit=_MAX_ENTRIES)
            yield from (held for held in self.index.list_entries(kind, query).entries if _is_usable(held.document))

    @cached_property
    def _documents(self) -> list[Document]:
        """The newest papers that are final."""
        usable = [document for document in self.index.documents() if _is_usable(document)]
        return sorted(usable, key=lambda document: (-_to_day_number(document), document.doc_id))[:_MAX_DOCUMENTS]

    @cached_property
    def _small_words(self) -> frozenset[str]:
        texts = (self._read_text(document.doc_id) or "" for document in self._documents)
        return list_small_words(islice(texts, _MAX_TEXTS))

    @cached_property
    def _read_text(self) -> Callable[[str], str | None]:
        """The reading text of a paper; a minute book has an entry for each item, and is read once for all of them."""
        return lru_cache(maxsize=_MAX_TEXTS)(self.index.reading_text)

    def _find_topic(self, title: str | None, document: Document) -> str | None:
        text = self._read_text(document.doc_id) if title else None
        return find_topic(title, text, self._small_words) if title and text else None


def _is_usable(document: Document) -> bool:
    return document.access == "public" and document.status not in NOT_FINAL_STATUSES


def _to_day_number(document: Document) -> int:
    return (document.meeting.held_on or date.min).toordinal()


def _name_body(document: Document) -> str | None:
    """Return the body that met as it stands in a sentence ("Cabinet", "the Planning Committee")."""
    committee = document.meeting.committee
    if not committee:
        return None
    if is_main_body(committee):
        return "the Council"
    return committee if committee == "Cabinet" or committee.startswith("The ") else f"the {committee}"
