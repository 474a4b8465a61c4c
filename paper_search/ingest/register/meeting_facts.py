"""The paper's facts of the meeting: time, place, cancelled, draft or confirmed minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.ingest.metadata.status import MEETING_NOTICE_KINDS, is_called_off
from paper_search.ingest.register.meeting_places import find_place
from paper_search.ingest.register.meeting_times import find_time
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records.register import FactKind, MeetingFact
from paper_search.text.spans import Span

_MEETING_KINDS = frozenset({"minutes", "agenda frontsheet", "supplement/public pack"})
"""The kinds of paper whose head says when and where their own meeting is held."""
_HEAD_CHARACTERS, _CLOSING_CHARACTERS = 3000, 700
_CANCELLED = re.compile(r"\bcancell(?:ed|ation)\b", re.IGNORECASE)
_MEETING = re.compile(r"\bmeeting\b", re.IGNORECASE)
_OTHER_MEETING = re.compile(r"\b(?:last|previous|earlier)\b", re.IGNORECASE)
_SENTENCE_CHARACTERS = 160
_DRAFT = re.compile(
    r"\b(?:draft|(?<=\n)unconfirmed|unconfirmed(?=\s+minutes\b)|subject\s+to\s+(?:confirmation|approval))\b",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\bconfirmed(?=\s+minutes\b)|(?<=minutes)\s*[(–-]\s*confirmed\b|\bthese\s+minutes\s+were\s+(?:confirmed|approved|agreed|signed)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:circulated|copy\s+of|previous|last\s+meeting|adopt\w*|proposed|resolved|received|noted|were\s+(?:\w+\s+)?(?:approved|agreed|confirmed|signed)"
    r"|was\s+(?:approved|agreed|confirmed)|draft\s+(?:budget|plan|report|order|policy|local))\b",
    re.IGNORECASE,
)


def find_facts(paper: RegisterPaper) -> Iterator[MeetingFact]:
    """Yield the entries of a paper, in its order."""
    yield from sorted(_list_facts(paper), key=lambda fact: fact.source.start)


def _list_facts(paper: RegisterPaper) -> Iterator[MeetingFact]:
    document, head = paper.document, paper.standing[:_HEAD_CHARACTERS]
    if document.kind in _MEETING_KINDS or (document.kind is None and document.meeting.held_on is not None):
        if (time := find_time(head)) is not None:
            yield from _make_fact(paper, "time", time)
        if (place := find_place(head)) is not None:
            yield from _make_fact(paper, "place", place)
    # A report of a meeting that the council's site lists as cancelled may tell of other things that were.
    if document.status == "cancelled" and document.kind in MEETING_NOTICE_KINDS:
        yield from _find_status(paper, "cancelled", _CANCELLED, 0, _HEAD_CHARACTERS)
    elif document.status == "draft":
        yield from _find_status(paper, "draft minutes", _DRAFT, 0, _HEAD_CHARACTERS)
    elif document.status == "confirmed":
        closing = max(0, len(paper.text) - _CLOSING_CHARACTERS)
        found = list(_find_status(paper, "confirmed minutes", _CONFIRMED, 0, _HEAD_CHARACTERS))
        yield from found or _find_status(paper, "confirmed minutes", _CONFIRMED, closing, len(paper.text))


def _find_status(
    paper: RegisterPaper, kind: FactKind, pattern: re.Pattern[str], start: int, end: int
) -> Iterator[MeetingFact]:
    """Yield the first words that state the status of the paper, and not that of another one."""
    text = paper.standing
    for match in pattern.finditer(text, start, min(end, len(text))):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[line_start : len(text) if line_end < 0 else line_end]
        if kind == "draft minutes" and _OF_OTHERS.search(line):
            continue
        if kind == "cancelled" and not _calls_off(text, *match.span()):
            continue
        span = paper.make_span(*match.span())
        if span is not None:
            yield MeetingFact(span, kind, span.text)
            return


def _calls_off(text: str, start: int, end: int) -> bool:
    """Return True if a word that cancels something stands in a sentence on this meeting, or alone on its line."""
    line = text[text.rfind("\n", 0, start) + 1 : end].strip()
    first = max(text.rfind(". ", 0, start) + 1, start - _SENTENCE_CHARACTERS)
    sentence = text[first : end + _SENTENCE_CHARACTERS].partition(". ")[0]
    return is_called_off(line) or (_MEETING.search(sentence) is not None and not _OTHER_MEETING.search(sentence))


def _make_fact(paper: RegisterPaper, kind: FactKind, span: Span) -> Iterator[MeetingFact]:
    source = paper.make_span(*span)
    if source is not None and "*" not in source.text:
        yield MeetingFact(source, kind, source.text)
