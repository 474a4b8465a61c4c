"""A paper as the register reads it, and spans of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from paper_search.ingest.register.standing_text import mask_mark_up
from paper_search.ingest.register.statements import (
    RegisterStatement,
    cut_file_mark,
    find_labelled_headings,
    find_subject,
    read_statements,
)
from paper_search.records import Document, Passage
from paper_search.records.register import Decision, SourceSpan


@dataclass(frozen=True)
class RegisterPaper:
    """A paper with its reading text and its passages, in the order of the text."""

    document: Document
    text: str
    passages: tuple[Passage, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [passage.start for passage in self.passages]

    @cached_property
    def standing(self) -> str:
        """The reading text without struck-through words and mark-up, of the same length: what is matched."""
        return mask_mark_up(self.text)

    @cached_property
    def columns(self) -> str:
        """The standing text with the tabs between its columns."""
        return mask_mark_up(self.text, has_tabs=True)

    @cached_property
    def statements(self) -> tuple[RegisterStatement, ...]:
        """The sentences in order, see ``statements``."""
        return read_statements(self.passages)

    @cached_property
    def _labelled_headings(self) -> frozenset[str]:
        return find_labelled_headings(self.passages)

    def find_subject(self, passage: Passage) -> str | None:
        """Return the heading of the item that a passage stands under, as printed."""
        subject = find_subject(passage, self.document.title, self._labelled_headings, self._names)
        return cut_file_mark(subject) if subject else None

    @cached_property
    def _names(self) -> frozenset[str]:
        meeting = self.document.meeting
        names = (meeting.authority or "").split("/") + (meeting.committee or "").split("/")
        return frozenset(name.strip().lower() for name in names if name.strip())

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Its decisions, which votes and links are read from too."""
        from paper_search.ingest.register.decisions import find_decisions

        return tuple(find_decisions(self))

    def find_passage(self, offset: int) -> Passage | None:
        """Return the passage that holds an offset of the text, else the one before it; None before the first."""
        place = bisect_right(self._starts, offset) - 1
        return self.passages[place] if place >= 0 else None

    def make_span(self, start: int, end: int) -> SourceSpan | None:
        """Return the words from ``start`` to ``end``, white space around them left out; None where no passage is."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        passage = self.find_passage(start)
        if passage is None or start >= end:
            return None
        return SourceSpan(self.document.doc_id, passage.passage_id, start, end, self.text[start:end])
