"""Entries of the register as parts of pages: people, votes and exact words, each with the place where it is printed.

A name is shown as its paper prints it, and a count that is not printed is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from paper_search.answering.snippets import find_marks
from paper_search.citations.format import cite, format_pages, list_document_parts
from paper_search.records import Document, Meeting, Passage
from paper_search.records.register import EntryT, HeldEntry, Role, SourceSpan, Vote
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.text.spans import collapse_whitespace
from paper_search.web.components.answer import QuoteView
from paper_search.web.components.passage_card import Link, find_published_url, make_status_badges
from paper_search.web.forms import build_view_url
from paper_search.web.html import clip
from paper_search.web.register_forms import build_find_person_url, find_meeting_url

_MAX_NAME_CHARS, _MAX_FACT_CHARS = 160, 400


@dataclass(frozen=True, slots=True)
class SourceLink:
    """The way to the words that an entry is read from; ``place`` is a page or "words", ``about`` for screen readers."""

    url: str
    place: str
    about: str


@dataclass(frozen=True, slots=True)
class VoteSideView:
    """The names of those who voted one way."""

    label: str
    voters: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class VoteView:
    """A vote: what is printed of its counts and result, its names, the motion, and its words."""

    summary: str
    notes: tuple[str, ...]
    sides: tuple[VoteSideView, ...]
    motion: QuoteView | None
    quote: QuoteView


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """Whose meeting a paper is of, each part None where not stated; ``url`` is the page of the meeting."""

    authority: str | None
    committee: str | None
    held_on: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role as printed, the meeting whose paper prints it, and where."""

    title: str
    meeting: MeetingLine
    source: SourceLink


def make_source_link(held: HeldEntry[EntryT], about: str) -> SourceLink:
    """Return the way to an entry's words.

    Args:
        held: the entry.
        about: what it says, in a few words.
    """
    source = held.entry.source
    url = build_view_url(held.document.doc_id, source.passage_id, (source.start, source.end))
    return SourceLink(url, format_pages(held.passage.locator) or "words", format_name(about))


def make_meeting_line(meeting: Meeting) -> MeetingLine:
    """Return authority, committee and date of a meeting."""
    held_on = format_date(meeting.held_on) if meeting.held_on else None
    return MeetingLine(meeting.authority, meeting.committee, held_on, find_meeting_url(meeting))


def format_name(name: str) -> str:
    """Return a name, or another short entry, on one line: papers break lines within them."""
    return clip(collapse_whitespace(name), _MAX_NAME_CHARS)


def strip_number(heading: str, *numbers: str | None) -> str:
    """Return a heading on one line without the number of its minute or item in front, which is shown beside it.

    Args:
        heading: as printed ("86. Budget").
        *numbers: the numbers of the minute and of the item; None for one that is not stated.
    """
    line = collapse_whitespace(heading)
    for number in filter(None, numbers):
        match = re.match(rf"[(\[]?{re.escape(number)}[.:)\]]*\s+(?=\S)", line)
        if match:
            return line[match.end() :]
    return line


def make_person_link(name: str, document: Document) -> Link:
    """Return the way to what the papers print of somebody, by the name as a paper prints it."""
    url = build_find_person_url(collapse_whitespace(name), document.meeting.authority)
    return Link(url, format_name(name))


def make_span_quote(source: SourceSpan, passage: Passage, document: Document, words: str = "") -> QuoteView:
    """Return exact words with their citation, which leads to the page with these words marked.

    Args:
        source: the words.
        passage: the passage that they begin in.
        document: the paper.
        words: the words whose matches are marked.
    """
    url = build_view_url(source.doc_id, source.passage_id, (source.start, source.end))
    return QuoteView(
        text=source.text,
        marks=find_marks(words, source.text) if words else (),
        highlight=None,
        lead_in=None,
        lang=passage.lang,
        link=Link(url, _format_span_citation(source, passage, document)),
        attribution=None,
        status=make_status_badges(document),
        published_url=find_published_url(document),
    )


def _format_span_citation(source: SourceSpan, passage: Passage, document: Document) -> str:
    """Return the citation of the passage; of words of another passage, whose place is not known here, the paper's."""
    if source.passage_id == passage.passage_id:
        return cite(passage, document).label
    return ", ".join(list_document_parts(document))


def make_passage_quote(passage: Passage, document: Document) -> QuoteView:
    """Return a whole passage with its citation, which leads to the page with the passage marked."""
    return QuoteView(
        text=passage.text,
        marks=(),
        highlight=None,
        lead_in=passage.lead_in,
        lang=passage.lang,
        link=Link(build_view_url(document.doc_id, passage.passage_id), cite(passage, document).label),
        attribution=passage.attribution,
        status=make_status_badges(document),
        published_url=find_published_url(document),
    )


def make_role(held: HeldEntry[Role]) -> RoleView:
    """Return a role with the date of its paper."""
    title = clip(collapse_whitespace(held.entry.title), _MAX_FACT_CHARS)
    return RoleView(title, make_meeting_line(held.document.meeting), make_source_link(held, title))


def make_vote(held: HeldEntry[Vote], decided: SourceSpan | None = None) -> VoteView:
    """Return a vote as its paper prints it.

    Args:
        held: the vote.
        decided: the words of the decision that it stands with, which the motion is not repeated from.
    """
    vote, document = held.entry, held.document
    sides = (
        ("For", vote.voters_for),
        ("Against", vote.voters_against),
        ("Abstained", vote.abstaining),
    )
    motion = vote.motion
    is_apart = motion is not None and not any(is_within(motion, shown) for shown in (vote.source, decided) if shown)
    return VoteView(
        summary=summarise_vote(vote),
        notes=("Recorded vote",) if vote.is_recorded else (),
        sides=tuple(
            VoteSideView(label, tuple(make_person_link(name, document) for name in names))
            for label, names in sides
            if names
        ),
        motion=make_span_quote(motion, held.passage, document) if motion and is_apart else None,
        quote=make_span_quote(vote.source, held.passage, document),
    )


def is_within(words: SourceSpan, others: SourceSpan) -> bool:
    """Return True for words that are a part of others."""
    return words.doc_id == others.doc_id and others.start <= words.start and words.end <= others.end


def summarise_vote(vote: Vote) -> str:
    """Return what a paper prints of a vote: "Carried: 7 for, 2 against, 1 abstention"."""
    counts = ", ".join(_list_counts(vote)) or ("unanimous" if vote.is_unanimous else "counts not stated")
    result = vote.result.capitalize() if vote.result else ""
    return f"{result}: {counts}" if result else counts.capitalize()


def _list_counts(vote: Vote) -> Iterable[str]:
    if vote.votes_for is not None:
        yield f"{vote.votes_for:,} for"
    if vote.votes_against is not None:
        yield f"{vote.votes_against:,} against"
    if vote.abstentions is not None:
        yield format_count(vote.abstentions, "abstention")
