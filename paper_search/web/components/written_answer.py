"""A short answer as it is shown under the quotes: sentence by sentence, each with the quotes that it rests on.

What was withheld is counted and explained. Its text is given to signed-in staff alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from paper_search.records import Answer
from paper_search.text.spans import Span
from paper_search.web.components.answer import QuoteView, make_quotes
from paper_search.web.components.answer_trails import AnswerTrails, find_trails
from paper_search.web.components.passage_card import Link
from paper_search.web.components.written_place import WriterOffer, WrittenBy
from paper_search.web.forms import SearchForm, build_search_url, build_view_url, strip_page_options, to_items
from paper_search.web.html import render
from paper_search.written_answers.evidence import Evidence
from paper_search.written_answers.outcome import (
    GUARANTEE,
    NOTHING_WRITTEN,
    Written,
    describe_contradictions,
    describe_withheld,
)
from paper_search.written_answers.records import CheckedSentence
from paper_search.written_answers.signed import SentenceSigner


@dataclass(frozen=True, slots=True)
class CitationChip:
    """A number behind a sentence that leads to a quote.

    Attributes:
        number: the place of the quote among those of the answer, from 1.
        url: the quote on the same page, or its words in their paper.
        label: the citation.
        marks: the words that the sentence uses, as offsets in the text of the quote.
    """

    number: int
    url: str
    label: str
    marks: tuple[Span, ...]

    @property
    def marks_text(self) -> str:
        """The marks as one word, for the script."""
        return "_".join(f"{start}-{end}" for start, end in self.marks)


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that was kept, with the quotes that it rests on.

    Attributes:
        signed: the sentence as a form hands it back for an evidence pack.
    """

    text: str
    chips: tuple[CitationChip, ...]
    signed: str


@dataclass(frozen=True, slots=True)
class CitedWords:
    """The words that a withheld sentence cites."""

    text: str
    link: Link


@dataclass(frozen=True, slots=True)
class WithheldSentence:
    """A sentence that was withheld: why, what it cites, and for staff its text.

    Attributes:
        text: the sentence itself; None for whoever may not read it.
    """

    reasons: tuple[str, ...]
    cited: tuple[CitedWords, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class WrittenView:
    """All that a written answer shows.

    Attributes:
        by: who wrote it.
        note: why there is no sentence; "" where there is one.
        contradictions: which sentences say the same with another figure or date.
        withheld_summary: how many were withheld, and why; "" for none.
    """

    by: WrittenBy
    note: str
    sentences: tuple[WrittenSentence, ...]
    contradictions: tuple[str, ...]
    withheld_summary: str
    withheld: tuple[WithheldSentence, ...]
    guarantee: str = GUARANTEE


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page of its own: the question, the quotes with the words used marked, and what was written."""

    question: str
    answer_url: str
    quotes: tuple[QuoteView, ...]
    written: WrittenView
    export_fields: tuple[tuple[str, str], ...]


def make_written(
    written: Written | None,
    answer: Answer,
    form: SearchForm,
    offer: WriterOffer,
    signer: SentenceSigner,
    *,
    sees_withheld: bool,
    on_page: bool = False,
) -> WrittenView:
    """Return what is shown of a written answer.

    Args:
        written: what was written; None where there was nothing to write from.
        answer: the answer that it was written from.
        form: the question and its limits.
        offer: who wrote.
        signer: signs the sentences for evidence packs.
        sees_withheld: True for whoever may read what was withheld.
        on_page: True where the quotes stand on the same page.
    """
    if written is None:
        return WrittenView(offer.by, NOTHING_WRITTEN, (), (), "", ())
    trails = find_trails(form, "/", (*answer.quotes, *answer.also), answer.hits)
    return WrittenView(
        by=offer.by,
        note=written.note,
        sentences=tuple(
            WrittenSentence(
                sentence.text,
                _make_chips(sentence, written, trails, on_page=on_page),
                signer.sign(sentence, written, form.question),
            )
            for sentence in written.kept_sentences
        ),
        contradictions=describe_contradictions(written.kept_sentences),
        withheld_summary=describe_withheld(written.withheld_sentences),
        withheld=tuple(
            _make_withheld(sentence, written, trails, sees_withheld=sees_withheld)
            for sentence in written.withheld_sentences
        ),
    )


def make_written_page(written: Written | None, answer: Answer, form: SearchForm, view: WrittenView) -> WrittenPage:
    """Return the page of a written answer.

    Args:
        written: what was written; None where there was nothing to write from.
        answer: the answer that it was written from.
        form: the question and its limits.
        view: what is shown of it.
    """
    quotes = make_quotes(answer.quotes, answer.question, find_trails(form, "/", answer.quotes))
    used = _find_used_words(written) if written else {}
    marked = tuple(replace(quote, marks=used.get(number, ()), highlight=None) for number, quote in enumerate(quotes, 1))
    export_fields = tuple(item for item in to_items(strip_page_options(form)) if item[1])
    return WrittenPage(form.question, build_search_url(form), marked, view, export_fields)


def render_written(view: WrittenView) -> Markup:
    """Return a written answer as HTML without a page."""
    return render("_written.html", written=view)


def _find_used_words(written: Written) -> dict[int, tuple[Span, ...]]:
    """Return the words of each quote that the kept sentences use, by its number."""
    used: dict[int, set[Span]] = {}
    for sentence in written.kept_sentences:
        for item in written.list_cited(sentence):
            used.setdefault(item.quote_number, set()).update(_find_marks(sentence, item))
    return {number: tuple(sorted(marks)) for number, marks in used.items()}


def _find_marks(sentence: CheckedSentence, item: Evidence) -> tuple[Span, ...]:
    marks = (item.locate_in_quote(mark) for mark in sentence.marks if mark.span == item.span.number)
    return tuple(sorted(mark for mark in marks if mark))


def _make_chips(
    sentence: CheckedSentence, written: Written, trails: AnswerTrails, *, on_page: bool
) -> tuple[CitationChip, ...]:
    return tuple(
        CitationChip(
            item.quote_number,
            f"#quote-{item.quote_number}" if on_page else _make_link(item, trails).url,
            item.span.header,
            _find_marks(sentence, item),
        )
        for item in written.list_cited(sentence)
    )


def _make_link(item: Evidence, trails: AnswerTrails) -> Link:
    """Return the link that the quote itself has, so that the one is found by the other."""
    quote = item.quote
    citation, span = quote.citation, (quote.start, quote.end)
    url = build_view_url(citation.doc_id, citation.passage_id, span, trails.get(citation.doc_id))
    return Link(url, citation.label)


def _make_withheld(
    sentence: CheckedSentence, written: Written, trails: AnswerTrails, *, sees_withheld: bool
) -> WithheldSentence:
    cited = tuple(CitedWords(item.span.text, _make_link(item, trails)) for item in written.list_cited(sentence))
    reasons = tuple(dict.fromkeys(reason.text for reason in sentence.reasons))
    return WithheldSentence(reasons, cited, sentence.text if sees_withheld else None)
