"""Timeline: a matter's passages in the order of its meetings: report, then minutes, then decision.

A passage is an event because it matches the matter's words well enough, or because it belongs to the same matter by
what papers print: the same decision number, the same title, the same item of the same meeting; its link says which.
Each passage has the date of its paper's meeting and none is guessed: what has no date comes last. What was found and
left out is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.records import Answer, Document, Event, Hit, Passage, Timeline
from paper_search.retrieval.late_interaction import TokenMatch
from paper_search.text.committees import committee_key
from paper_search.text.spans import extract_content_words
from paper_search.text.stemming import stem

STAGES = {
    "agenda frontsheet": 0,
    "report": 1,
    "appendix": 2,
    "supplement/public pack": 2,
    "questions": 2,
    "minutes": 3,
    "decision record": 4,
}
"""The stage of a matter in a paper of each kind, within one day."""
_UNKNOWN_STAGE = 2
_REFERENCE = re.compile(r"(?<![\d/-])\d{2}[/-]\d{5}(?![\d/-])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DECISION_KINDS = ("resolution", "recommendation", "minute")
_GENERIC_STEMS = frozenset(
    map(stem, ("report appendix minutes agenda item annex record decision executive proposed draft revised cabinet"
               " committee meeting council county city borough district update page of and for the to").split())
)  # fmt: skip

MeetingItem = tuple[str | None, str | None, date | None, str | None]
"""Authority, committee, date and item number."""


@dataclass(frozen=True, slots=True)
class MatchedHits:
    """Hits, best first, and the matter's words against each of them, by passage id."""

    hits: tuple[Hit, ...]
    matches: Mapping[str, TokenMatch]

    def score_hit(self, hit: Hit) -> float:
        """Return how well a hit matches the matter's words, from 0 to 1."""
        match = self.matches.get(hit.passage.passage_id)
        return match.score_passage() if match else 0.0


@dataclass(frozen=True, slots=True)
class _MatterKeys:
    """The keys of a matter: decision numbers, titles as sets of word stems, and items of meetings."""

    references: frozenset[str]
    titles: frozenset[frozenset[str]]
    items: frozenset[MeetingItem]


def build_timeline(
    answer: Answer,
    matched: MatchedHits,
    find_more: Callable[[str], MatchedHits],
    max_events: int,
    config: AnswerConfig = ANSWERING,
) -> Timeline:
    """Return a matter's events in order; none where the matter is not among the papers.

    Args:
        answer: what the matter gives as a question, which says whether there is anything.
        matched: the passages nearest to the matter.
        find_more: gives the passages nearest to other words, and how they match the matter's.
        max_events: the number of events wanted.
        config: the settings of timelines.
    """
    if not answer.is_found:
        nearest = matched.hits[0] if matched.hits else None
        return Timeline(answer.question, (), len(matched.hits), answer.coverage, answer.remarks, nearest)
    best = max(map(matched.score_hit, matched.hits))
    fitting = [hit for hit in matched.hits if matched.score_hit(hit) >= config.min_event_score_share * best]
    direct = [
        Event(hit.passage, hit.document, matched.score_hit(hit))
        for hit in _limit_per_document(fitting, config.max_events_per_document)
    ]
    anchors = [hit for hit in fitting if matched.score_hit(hit) >= config.anchor_score_share * best]
    keys = _collect_matter_keys(anchors, matched)
    searches = [matched, *map(find_more, _choose_link_queries(anchors, keys, config.max_link_queries))]
    linked = _find_linked_events(keys, direct, searches, config.max_linked_per_document)
    linked = linked[: max_events // config.events_per_linked_event]
    events = [*direct[: max_events - len(linked)], *linked]
    left_out = len(matched.hits) - sum(event.link is None for event in events)
    in_order = tuple(sorted(events, key=compute_sort_key))
    return Timeline(
        answer.question, in_order, left_out, answer.coverage, answer.remarks, match=answer.match if in_order else "none"
    )


def compute_sort_key(event: Event) -> tuple[object, ...]:
    """Return the order of an event: by date, those without one last; then by authority, stage and place."""
    held_on = event.held_on
    stage = STAGES.get(event.document.kind or "", _UNKNOWN_STAGE)
    authority = event.document.meeting.authority or ""
    return held_on is None, held_on or date.max, authority, stage, event.document.doc_id, event.passage.start


def _limit_per_document(hits: Sequence[Hit], max_per_document: int) -> Iterator[Hit]:
    """Yield the hits without those behind too many better ones of their paper.

    Who reports what to whom is passed over unless nothing else of the paper is there.
    """
    counts: Counter[str] = Counter()
    with_substance = {hit.document.doc_id for hit in hits if hit.passage.kind != "front matter"}
    for hit in hits:
        doc_id = hit.document.doc_id
        if hit.passage.kind == "front matter" and doc_id in with_substance:
            continue
        counts[doc_id] += 1
        if counts[doc_id] <= max_per_document:
            yield hit


# -- the same matter in other papers -----------------------------------------------------------------------------


def _collect_matter_keys(anchors: Sequence[Hit], matched: MatchedHits) -> _MatterKeys:
    """Return what the anchors are known by; a paper's number is often in its front matter only."""
    doc_ids = {hit.document.doc_id for hit in anchors}
    fronts = [hit for hit in matched.hits if hit.passage.kind == "front matter" and hit.document.doc_id in doc_ids]
    items = (_find_agenda_item(hit.passage, hit.document) for hit in anchors)
    return _MatterKeys(
        frozenset(reference for hit in (*anchors, *fronts) for reference in find_references(hit.passage, hit.document)),
        frozenset(title for hit in anchors for title in _find_titles(hit.passage, hit.document)),
        frozenset(item for item in items if item),
    )


def find_references(passage: Passage, document: Document) -> set[str]:
    """Return the decision numbers (24/00117) that a passage prints, with its headings, its paper's title and file."""
    printed = (document.title or "", document.doc_id.rsplit("/", 1)[-1], *passage.headings, passage.standing_text)
    return {reference.replace("-", "/") for text in printed for reference in _REFERENCE.findall(text)}


def _find_titles(passage: Passage, document: Document) -> Iterator[frozenset[str]]:
    """Yield what the matter may be called: the paper's title, the headings over the passage, the line of an agenda.

    Of figures only years count; a single word is no title.
    """
    agenda_line = (passage.standing_text,) if document.kind == "agenda frontsheet" else ()
    for title in (document.title or "", *passage.headings, *agenda_line):
        stems = frozenset(map(stem, extract_content_words(title))) - _GENERIC_STEMS
        of_words = {word_stem for word_stem in stems if word_stem.isalpha()}
        if len(of_words) >= 2:
            yield frozenset(of_words | {word_stem for word_stem in stems if _YEAR.fullmatch(word_stem)})


def _find_agenda_item(passage: Passage, document: Document) -> MeetingItem | None:
    """Return the item of a meeting that a passage belongs to, where all of it is stated."""
    meeting, number = document.meeting, passage.locator.agenda_item or document.agenda_item
    item = (meeting.authority, committee_key(meeting.committee or ""), meeting.held_on, number)
    return item if all(item) else None


def _choose_link_queries(anchors: Sequence[Hit], keys: _MatterKeys, max_queries: int) -> list[str]:
    """Return what to look for further: the numbers and the titles of the anchors' papers, each once."""
    titles = dict.fromkeys(hit.document.title for hit in anchors if hit.document.title)
    return [*sorted(keys.references)[: max_queries // 2], *list(titles)[: max_queries // 2]]


def _find_linked_events(
    keys: _MatterKeys, direct_events: Sequence[Event], searches: Sequence[MatchedHits], max_per_document: int
) -> list[Event]:
    """Return passages of the matter in papers that have none yet: what was decided before what was said."""
    doc_ids = {event.document.doc_id for event in direct_events}
    by_passage: dict[str, Event] = {}
    for matched in searches:
        for hit in matched.hits:
            link = _find_link(hit, keys)
            if link and hit.document.doc_id not in doc_ids:
                event = Event(hit.passage, hit.document, matched.score_hit(hit), link)
                by_passage.setdefault(hit.passage.passage_id, event)
    counts: Counter[str] = Counter()
    linked = []
    for event in sorted(by_passage.values(), key=_compute_link_key):
        counts[event.document.doc_id] += 1
        if counts[event.document.doc_id] <= max_per_document:
            linked.append(event)
    return linked


def _compute_link_key(event: Event) -> tuple[bool, float, str]:
    return event.passage.kind not in _DECISION_KINDS, -event.max_sim, event.passage.passage_id


def _find_link(hit: Hit, keys: _MatterKeys) -> str | None:
    """Return what ties a passage to the matter, the surest first."""
    shared = sorted(find_references(hit.passage, hit.document) & keys.references)
    if shared:
        return f"the same decision, {shared[0]}"
    titles = _find_titles(hit.passage, hit.document)
    if any(_is_same_title(title, known) for title in titles for known in keys.titles):
        return "the same title"
    if _find_agenda_item(hit.passage, hit.document) in keys.items:
        return "the same item of the meeting"
    return None


def _is_same_title(title: frozenset[str], other: frozenset[str]) -> bool:
    """Return True if two titles share four in five of their words."""
    return 5 * len(title & other) >= 4 * len(title | other)
