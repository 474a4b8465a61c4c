"""A decision as a card: its exact words, what became of it, and what other papers held say of it.

Where the officers recommended something else, both stand side by side, each in the words of its paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from paper_search.citations.format import cite
from paper_search.records import Document
from paper_search.records.register import Decision, DecisionOutcome, DecisionRecord, HeldEntry, SourceSpan
from paper_search.retrieval.register.matter_ties import is_of_one_matter
from paper_search.text.dates import format_date
from paper_search.text.spans import collapse_whitespace
from paper_search.web.components.answer import QuoteView
from paper_search.web.components.passage_card import Badge, Link, format_title, make_badges
from paper_search.web.components.register_entries import (
    MeetingLine,
    VoteView,
    is_within,
    make_meeting_line,
    make_passage_quote,
    make_person_link,
    make_span_quote,
    make_vote,
    strip_number,
)
from paper_search.web.forms import build_document_url, build_view_url
from paper_search.web.html import clip
from paper_search.web.register_forms import build_matter_url

_MAX_SUBJECT_CHARS, _MAX_FACT_CHARS = 240, 240
_OUTCOME_CLASSES: Mapping[DecisionOutcome, str] = {
    "resolved": "outcome-yes",
    "agreed": "outcome-yes",
    "approved": "outcome-yes",
    "refused": "outcome-no",
    "lost": "outcome-no",
}


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """Something that the paper prints of a decision; the way to its person or its words, None where there is none."""

    name: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ConditionView:
    """A condition in its exact words, and where they stand."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """All that the card of a decision shows.

    Attributes:
        conditions: those that stand outside the decision's own words.
        recommendation: what the officers recommended, where it differs.
        chosen_value: names the decision's passages to the evidence pack.
    """

    anchor: str
    title: str
    view_url: str
    badges: tuple[Badge, ...]
    meeting: MeetingLine
    facts: tuple[DecisionFact, ...]
    quote: QuoteView
    recommendation: QuoteView | None
    report: Link | None
    conditions: tuple[ConditionView, ...]
    votes: tuple[VoteView, ...]
    matter_url: str | None
    citation: str
    chosen_value: str


def make_decision_card(record: DecisionRecord, anchor: str, words: str = "") -> DecisionCard:
    """Return the card of a decision.

    Args:
        record: the decision.
        anchor: what it is known by in its page.
        words: the words looked for, which are marked.
    """
    held = record.decision
    decision, document = held.entry, held.document
    report = record.report
    return DecisionCard(
        anchor=anchor,
        title=format_subject(held),
        view_url=_build_span_url(decision.source),
        badges=make_decision_badges(held),
        meeting=make_meeting_line(document.meeting),
        facts=tuple(_list_facts(held)),
        # The card has the status of its paper above.
        quote=replace(make_span_quote(decision.source, held.passage, document, words), status=()),
        recommendation=_make_recommendation(record),
        report=Link(build_document_url(report), format_title(report))
        if report and report.doc_id != document.doc_id
        else None,
        conditions=tuple(_make_conditions(decision)),
        votes=tuple(make_vote(vote, decision.source) for vote in record.votes),
        matter_url=_find_matter_url(report or document),
        citation=cite(held.passage, document).label,
        chosen_value=format_chosen_span(decision.source),
    )


def _make_recommendation(record: DecisionRecord) -> QuoteView | None:
    """Return the officers' recommendation where it differs; beside an amendment it would seem to be about that."""
    passage, report = record.recommendation, record.report
    is_amendment = record.decision.entry.is_amendment
    if is_amendment or passage is None or report is None or passage.doc_id != report.doc_id:
        return None
    return make_passage_quote(passage, report)


def format_subject(held: HeldEntry[Decision]) -> str:
    """Return the heading that a decision stands under, without its number, or else the title of its paper."""
    decision = held.entry
    subject = strip_number(decision.subject or "", decision.minute, decision.agenda_item)
    return clip(subject or format_title(held.document), _MAX_SUBJECT_CHARS)


def format_decision_title(held: HeldEntry[Decision]) -> str:
    """Return what became of a decision, and of what: "Approved: Mill Lane cycle route"."""
    return f"{held.entry.outcome.capitalize()}: {format_subject(held)}"


def make_decision_badges(held: HeldEntry[Decision]) -> tuple[Badge, ...]:
    """Return what became of a decision, and what must be known of its paper."""
    decision = held.entry
    badges = [Badge(decision.outcome.capitalize(), f"outcome {_OUTCOME_CLASSES.get(decision.outcome, '')}".strip())]
    if decision.is_amendment:
        badges.append(Badge("Amendment"))
    return (*badges, *make_badges(held.document, held.passage))


def format_chosen_span(source: SourceSpan) -> str:
    """Return what names the passages of a span in a form: its offsets, and the passage that it begins in."""
    return f"{source.start}-{source.end} {source.passage_id}"


def _find_matter_url(document: Document) -> str | None:
    return build_matter_url(document.doc_id) if is_of_one_matter(document) else None


def _build_span_url(source: SourceSpan) -> str:
    return build_view_url(source.doc_id, source.passage_id, (source.start, source.end))


def _list_facts(held: HeldEntry[Decision]) -> Iterable[DecisionFact]:
    decision, document = held.entry, held.document
    numbers = (("Minute", decision.minute), ("Item", decision.agenda_item), ("Reference", decision.reference))
    for name, value in (("Decided by", decision.decision_maker), *numbers):
        if value:
            yield DecisionFact(name, clip(collapse_whitespace(value), _MAX_FACT_CHARS))
    if decision.decided_on and decision.decided_on != document.meeting.held_on:
        yield DecisionFact("Decided on", format_date(decision.decided_on))
    for name, person in (("Moved by", decision.mover), ("Seconded by", decision.seconder)):
        if person:
            link = make_person_link(person, document)
            yield DecisionFact(name, link.label, link.url)
    if decision.moved_in:
        yield DecisionFact("Who moved it", "show the words", _build_span_url(decision.moved_in))


def _make_conditions(decision: Decision) -> Iterable[ConditionView]:
    """Yield the conditions that a reader of the decision's own words does not see there."""
    for condition in decision.conditions:
        if not is_within(condition, decision.source):
            yield ConditionView(condition.text, _build_span_url(condition))
