"""Evidence: the numbered spans that written sentences may cite, cut from the quotes of an answer.

A span is an exact slice of a paper, whole sentences. Words that a paper strikes through, front matter and all that is
not public stay behind; what is for members goes to a server on this machine alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paper_search.citations.format import cite
from paper_search.records import Answer, Passage, Quote
from paper_search.records.documents import NOT_FINAL_STATUSES, Document
from paper_search.records.strikethrough import STRUCK_MARK
from paper_search.text.spans import Span, collapse_whitespace, has_overlap, split_sentences
from paper_search.written_answers.records import EvidenceSpan, SpanMark

MAX_SPANS, MAX_SPAN_CHARS = 8, 1200
"""With the instructions they fit a context of 8,192 tokens. A longer stretch is left out, as it cannot be cut."""
_MARK_BRACKETS = frozenset("⟦⟧")
_SPACE_CONTROLS = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
"""Controls, and format characters: zero-width and bidirectional ones and tags, by which words can be hidden."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span with the quote that it was cut around.

    Attributes:
        quote: the quote as it is shown.
        quote_number: its place among the quotes of the answer, from 1.
        start: where the span begins in the reading text of its paper, in code points.
    """

    span: EvidenceSpan
    quote: Quote
    quote_number: int
    start: int

    def locate(self, mark: SpanMark) -> Span:
        """Return the place of marked words in the reading text of the paper."""
        return self.start + mark.start, self.start + mark.end

    def locate_in_quote(self, mark: SpanMark) -> Span | None:
        """Return the place of marked words in the text of the quote; None where they stand beside it."""
        start, end = self.locate(mark)
        first, last = max(start, self.quote.start), min(end, self.quote.end)
        return (first - self.quote.start, last - self.quote.start) if first < last else None


def collect_evidence(answer: Answer, *, is_public_only: bool) -> tuple[Evidence, ...]:
    """Return the spans that may be cited, in the order of the quotes; none where nothing clear was found.

    Args:
        answer: the quotes.
        is_public_only: True where papers for members must not be sent.
    """
    if not answer.is_found or answer.match == "doubtful":
        return ()
    evidence: list[Evidence] = []
    places: set[tuple[str, Span]] = set()
    for number, quote in enumerate(answer.quotes, 1):
        may_cite = may_cite_passage(quote.passage, quote.document, is_public_only=is_public_only)
        span = _find_span(quote) if may_cite else None
        if span is None or (quote.passage.doc_id, span) in places or len(evidence) == MAX_SPANS:
            continue
        places.add((quote.passage.doc_id, span))
        evidence.append(_make_evidence(quote, span, number, len(evidence) + 1))
    return tuple(evidence)


def may_cite_passage(passage: Passage, document: Document, *, is_public_only: bool) -> bool:
    """Return True if a written sentence may rest on a passage: not front matter, and public or for members.

    Args:
        passage: the passage.
        document: its paper.
        is_public_only: True where papers for members are left out.
    """
    is_for_members = document.access == "members"
    return (document.access == "public" or (is_for_members and not is_public_only)) and passage.kind != "front matter"


def _find_span(quote: Quote) -> Span | None:
    """Return the whole sentences around a quote, as offsets in its passage; None where they cannot be cited."""
    passage = quote.passage
    own = quote.start - passage.start, quote.end - passage.start
    sentences = [own] if passage.kind == "table" else split_sentences(passage.text)
    touched = [sentence for sentence in sentences if has_overlap(sentence, own)] or [own]
    start, end = min(touched[0][0], own[0]), max(touched[-1][1], own[1])
    text = passage.text[start:end]
    return None if STRUCK_MARK in text or len(text) > MAX_SPAN_CHARS else (start, end)


def _make_evidence(quote: Quote, span: Span, quote_number: int, number: int) -> Evidence:
    lead_in = quote.lead_in.text if quote.lead_in else quote.passage.lead_in
    record = make_span(number, quote.passage, quote.document, span, lead_in)
    return Evidence(record, quote, quote_number, quote.passage.start + span[0])


def make_span(number: int, passage: Passage, document: Document, span: Span, lead_in: str | None) -> EvidenceSpan:
    """Return a stretch of a passage as a sentence may cite it.

    Args:
        number: its number among those that may be cited.
        passage: the passage.
        document: its paper.
        span: the stretch, as offsets in the text of the passage.
        lead_in: the words that introduce it.
    """
    return EvidenceSpan(
        number=number,
        text=passage.text[slice(*span)],
        header=cite(passage, document).label,
        lead_in=lead_in or "",
        headings=passage.headings,
        speaker=passage.attribution,
        remark=_find_remark(document),
    )


def _find_remark(document: Document) -> str | None:
    if document.replaced_by:
        return "replaced"
    return document.status if document.status in NOT_FINAL_STATUSES else None


def clean_sent_text(text: str) -> str:
    """Return a text as it is sent: on one line, without unseen characters and the brackets of our own marks."""
    return collapse_whitespace("".join(_clean_characters(text)))


def _clean_characters(text: str) -> Iterator[str]:
    for character in text:
        if character in _SPACE_CONTROLS:
            yield " "
        elif character not in _MARK_BRACKETS and unicodedata.category(character) not in _UNSEEN_CATEGORIES:
            yield character


def has_unseen_characters(texts: Iterable[str]) -> bool:
    """Return True if one of some texts has a character that ``clean_sent_text`` leaves out."""
    return any(clean_sent_text(text) != collapse_whitespace(text) for text in texts)
