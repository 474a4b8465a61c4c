"""Answers as HTML. In: records of the query floor and the form they answer; out: safe HTML for one region of the page.

Promises: every word of a paper goes through ``markup.escape``; what a paper does not state is shown as "not
stated"; a quote shows exactly the quote's characters; the first element is always the same status line, so
that a screen reader is told the outcome in one sentence.
"""

from __future__ import annotations

from dataclasses import replace

from paper_search.citations import cite
from paper_search.records import Answer, Hit, Quote
from paper_search.snippets import marks, snippet
from paper_search.web.address import MOST, Form, page_address, source_address
from paper_search.web.card import card, link, quote_where
from paper_search.web.coverage import nothing_found, scope
from paper_search.web.markup import counted, escape, marked, tag


def outcome(status: str, inner: str, form: Form, seen: bool = False) -> str:
    """The results region: a status line that screen readers announce, and what is below it.

    The line stays out of sight where a heading below says the same.
    """
    look = "outcome" if seen else "outcome unseen"
    line = tag("p", escape(status), class_=look, role="status", aria_live="polite")
    return tag("div", line + inner, class_="results", data_address=page_address(form), data_title=form.question)


def answer(found: Answer, form: Form) -> str:
    """The whole region for an answer: the quotes or "nothing found", then the passages."""
    nearest = not found.found
    head = nothing_found(found.coverage, form) if nearest else _quotes(found, form)
    return outcome(_summary(found), _remarks(found) + head + _cards(found, form, nearest), form, seen=found.found)


def message(heading: str, text: str, form: Form) -> str:
    """The region when there is something to say instead of an answer."""
    inner = tag("h2", escape(heading)) + tag("p", escape(text))
    return outcome(f"{heading}. {text}", tag("section", inner, class_="panel notice"), form)


def _summary(found: Answer) -> str:
    if not found.found:
        return f"Nothing found in the {counted(found.coverage.papers, 'paper')} searched."
    papers = len({quote.citation.doc_id for quote in found.quotes})
    quotes, passages = counted(len(found.quotes), "quote"), counted(len(found.hits), "passage")
    return f"{quotes} from {counted(papers, 'paper')}, and {passages} below."


def _remarks(found: Answer) -> str:
    """How the question was read, where that is not plain to see."""
    return "".join(tag("p", escape(each), class_="fine remark") for each in found.remarks)


def _quotes(found: Answer, form: Form) -> str:
    quotes = "".join(_quote(quote, found.question) for quote in found.quotes)
    check = "These are the papers’ own words, uncorrected. Follow a citation to read them where they stand."
    inner = (
        tag("h2", "What the papers say", id="answer")
        + quotes
        + tag("p", check + " " + scope(found.coverage, form), class_="fine")
    )
    return tag("section", inner, class_="panel answer", aria_labelledby="answer")


def _quote(quote: Quote, question: str) -> str:
    citation = quote.citation
    words = tag("blockquote", tag("p", marked(quote.text, marks(question, quote.text)), dir="auto"))
    at = source_address(citation.doc_id, citation.passage_id, citation.page)
    caption = link(at, citation.label) + quote_where(quote.passage, quote.document)
    return tag("figure", words + tag("figcaption", caption), class_="quote")


def _cards(found: Answer, form: Form, nearest: bool) -> str:
    if not found.hits:
        return ""
    label = "The nearest passages, which may not answer the question" if nearest else "Passages, best first"
    cards = "".join(_card(hit, found.question) for hit in found.hits)
    listed = tag("p", label, class_="list-label", id="passages") + tag(
        "ol", cards, class_="cards", aria_labelledby="passages"
    )
    return listed + _more(found, form)


def _card(hit: Hit, question: str) -> str:
    return card(hit, cite(hit.passage, hit.document), snippet(question, hit.passage.text))


def _more(found: Answer, form: Form) -> str:
    if len(found.hits) < form.k or form.k >= MOST:
        return ""
    wider = replace(form, k=min(form.k + 20, MOST))
    return tag("p", link(page_address(wider), "Show more passages"), class_="more")
