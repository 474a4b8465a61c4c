"""A matter's passages in the order of its meetings: report, then minutes, then decision.

In: hits for a matter, how well each meets it, and a way of looking further; out: a Timeline. A passage is in it because
it meets the matter's words well enough, or because it stands in the same matter by what papers print: the same decision
number, the same title, the same item of the same meeting; which of these, it says. Promised: each passage has the date
of its paper's meeting and none is guessed: what has no date stands last; what was found and left out is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paper_search.records import Answer, Coverage, Document, Hit, Passage
from paper_search.retrieval.late_interaction import TokenMatch
from paper_search.text.spans import extract_content_words
from paper_search.text.stemming import stem

CANDIDATE_DEPTH = 60
"""How many of the nearest passages are considered."""
DEFAULT_EVENTS = 20
MIN_SCORE_SHARE = 0.75
"""The share of what the best passage meets that another must meet of the matter's words."""
ANCHOR_SCORE_SHARE = 0.9
"""The same for a passage whose paper's title and number say what else is of the matter."""
MAX_LINK_QUERIES = 4
MAX_EVENTS_PER_DOCUMENT = 4
MAX_LINKED_PER_DOCUMENT = 2
EVENTS_PER_LINKED_EVENT = 4
"""One event in so many at most is there by its link alone."""

STAGES = {
    "agenda frontsheet": 0,
    "report": 1,
    "appendix": 2,
    "supplement/public pack": 2,
    "questions": 2,
    "minutes": 3,
    "decision record": 4,
}
"""How far a matter has come in a paper of each kind, within one day."""
_UNKNOWN_STAGE = 2
_REFERENCE = re.compile(r"(?<![\d/-])\d{2}[/-]\d{5}(?![\d/-])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DECISION_KINDS = ("resolution", "recommendation", "minute")
_GENERIC_STEMS = frozenset(
    map(stem, ("report appendix minutes agenda item annex record decision executive proposed draft revised cabinet"
               " committee meeting council county city borough district update page of and for the to").split())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """A passage of the matter. ``link`` says what ties it to the matter where its words alone do not."""

    passage: Passage
    document: Document
    max_sim: float
    link: str | None = None

    @property
    def held_on(self) -> date | None:
        return self.document.meeting.held_on


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events in order; ``left_out`` counts the passages looked at that meet the matter less well or that stand
    behind others of their paper. ``nearest`` is the one that came nearest where nothing was found."""

    matter: str
    events: tuple[Event, ...]
    left_out: int
    coverage: Coverage
    remarks: tuple[str, ...] = ()
    nearest: Hit | None = None

    @property
    def has_events(self) -> bool:
        return bool(self.events)


@dataclass(frozen=True, slots=True)
class MatchedHits:
    """What was looked at: hits, best first, and how each meets the matter's words, by passage id."""

    hits: tuple[Hit, ...]
    matches: Mapping[str, TokenMatch]

    def score_hit(self, hit: Hit) -> float:
        match = self.matches.get(hit.passage.passage_id)
        return match.score_passage() if match else 0.0


@dataclass(frozen=True, slots=True)
class _MatterKeys:
    """By what a matter is known: decision numbers, titles as sets of word stems, and items of meetings."""

    references: frozenset[str]
    titles: frozenset[frozenset[str]]
    items: frozenset[tuple[object, ...]]


def build_timeline(
    answer: Answer, matched: MatchedHits, find_more: Callable[[str], MatchedHits], max_events: int = DEFAULT_EVENTS
) -> Timeline:
    """Up to ``most`` events, in order; none where the matter is not among the papers.

    Args:
        answer: what the matter gives as a question, which says whether there is anything.
        look: the nearest passages of other words, and how they meet the matter's.
    """
    if not answer.found:
        nearest = matched.hits[0] if matched.hits else None
        return Timeline(answer.question, (), len(matched.hits), answer.coverage, answer.remarks, nearest)
    best = max(map(matched.score_hit, matched.hits))
    fitting = [hit for hit in matched.hits if matched.score_hit(hit) >= MIN_SCORE_SHARE * best]
    direct = [Event(hit.passage, hit.document, matched.score_hit(hit)) for hit in _limit_per_document(fitting)]
    anchors = [hit for hit in fitting if matched.score_hit(hit) >= ANCHOR_SCORE_SHARE * best]
    marks = _collect_matter_keys(anchors, matched)
    linked = _find_linked_events(marks, direct, [matched, *map(find_more, _choose_link_queries(anchors, marks))])
    linked = linked[: max_events // EVENTS_PER_LINKED_EVENT]
    events = [*direct[: max_events - len(linked)], *linked]
    left_out = len(matched.hits) - sum(event.link is None for event in events)
    return Timeline(
        answer.question, tuple(sorted(events, key=compute_sort_key)), left_out, answer.coverage, answer.remarks
    )


def compute_sort_key(event: Event) -> tuple[object, ...]:
    """By date, those without one last; within a day by authority, by how far the matter has come, and by place."""
    held_on = event.held_on
    stage = STAGES.get(event.document.kind or "", _UNKNOWN_STAGE)
    authority = event.document.meeting.authority or ""
    return held_on is None, held_on or date.max, authority, stage, event.document.doc_id, event.passage.start


def _limit_per_document(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits without those that stand behind PER_PAPER better ones of their paper; who reports what to whom only
    where nothing else of the paper is there."""
    counts: dict[str, int] = {}
    of_substance = {hit.document.doc_id for hit in hits if hit.passage.kind != "front matter"}
    for hit in hits:
        if hit.passage.kind == "front matter" and hit.document.doc_id in of_substance:
            continue
        counts[hit.document.doc_id] = counts.get(hit.document.doc_id, 0) + 1
        if counts[hit.document.doc_id] <= MAX_EVENTS_PER_DOCUMENT:
            yield hit


# -- the same matter in other papers -----------------------------------------------------------------------------


def _collect_matter_keys(anchors: Sequence[Hit], matched: MatchedHits) -> _MatterKeys:
    """By what the anchors are known; a paper's number is often in its front matter only."""
    papers = {hit.document.doc_id for hit in anchors}
    fronts = [hit for hit in matched.hits if hit.passage.kind == "front matter" and hit.document.doc_id in papers]
    return _MatterKeys(
        frozenset(each for hit in (*anchors, *fronts) for each in find_references(hit.passage, hit.document)),
        frozenset(title for hit in anchors for title in _find_titles(hit.passage, hit.document)),
        frozenset(filter(None, (_find_agenda_item(hit.passage, hit.document) for hit in anchors))),
    )


def find_references(passage: Passage, document: Document) -> set[str]:
    """The decision numbers that a paper's title or file's name, or the passage with its headings, print: 24/00117."""
    printed = (document.title or "", document.doc_id.rsplit("/", 1)[-1], *passage.headings, passage.text)
    return {each.replace("-", "/") for text in printed for each in _REFERENCE.findall(text)}


def _find_titles(passage: Passage, document: Document) -> Iterator[frozenset[str]]:
    """What the matter may be called: the paper's title, the headings over the passage, the line of an agenda. Of
    figures only years count; a single word is no title."""
    listed = (passage.text,) if document.kind == "agenda frontsheet" else ()
    for title in (document.title or "", *passage.headings, *listed):
        stems = frozenset(map(stem, extract_content_words(title))) - _GENERIC_STEMS
        named = {each for each in stems if each.isalpha()}
        if len(named) >= 2:
            yield frozenset(named | {each for each in stems if _YEAR.fullmatch(each)})


def _find_agenda_item(passage: Passage, document: Document) -> tuple[object, ...] | None:
    """The item of a meeting that a passage belongs to, where all of it is stated."""
    meeting, item = document.meeting, passage.locator.agenda_item or document.agenda_item
    named = (meeting.authority, meeting.committee, meeting.held_on, item)
    return named if all(named) else None


def _choose_link_queries(anchors: Sequence[Hit], matter_keys: _MatterKeys) -> list[str]:
    """What to look for further: the numbers and the titles of the anchors' papers, each once."""
    titles = dict.fromkeys(hit.document.title for hit in anchors if hit.document.title)
    return [*sorted(matter_keys.references)[: MAX_LINK_QUERIES // 2], *list(titles)[: MAX_LINK_QUERIES // 2]]


def _find_linked_events(
    matter_keys: _MatterKeys, direct_events: Sequence[Event], searches: Sequence[MatchedHits]
) -> list[Event]:
    """Passages of the matter in papers that have none yet: what was decided before what was said, best first."""
    papers = {event.document.doc_id for event in direct_events}
    found: dict[str, Event] = {}
    for seen in searches:
        for hit in seen.hits:
            link = _find_link(hit, matter_keys)
            if link and hit.document.doc_id not in papers:
                event = Event(hit.passage, hit.document, seen.score_hit(hit), link)
                found.setdefault(hit.passage.passage_id, event)
    counts: dict[str, int] = {}
    linked = []
    for event in sorted(found.values(), key=_compute_link_key):
        counts[event.document.doc_id] = counts.get(event.document.doc_id, 0) + 1
        if counts[event.document.doc_id] <= MAX_LINKED_PER_DOCUMENT:
            linked.append(event)
    return linked


def _compute_link_key(event: Event) -> tuple[bool, float, str]:
    return event.passage.kind not in _DECISION_KINDS, -event.max_sim, event.passage.passage_id


def _find_link(hit: Hit, matter_keys: _MatterKeys) -> str | None:
    """What ties a passage to the matter, the surest first."""
    shared = sorted(find_references(hit.passage, hit.document) & matter_keys.references)
    if shared:
        return f"the same decision, {shared[0]}"
    if any(
        _is_same_title(title, other)
        for title in _find_titles(hit.passage, hit.document)
        for other in matter_keys.titles
    ):
        return "the same title"
    if _find_agenda_item(hit.passage, hit.document) in matter_keys.items:
        return "the same item of the meeting"
    return None


def _is_same_title(title: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two titles share four in five of their words."""
    return 5 * len(title & other) >= 4 * len(title | other)
