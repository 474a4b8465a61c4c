"""Answers as HTML. In: records of the query floor and the form they answer; out: safe HTML for one region of the page.

Promises: every word of a paper goes through ``markup.escape``; what a paper does not state is shown as "not
stated"; a quote shows exactly the quote's characters; the region's one ``h1`` tells the outcome in a few words, and
``data-status`` tells it to a screen reader in one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from paper_search.answering.confidence import describe_confidence
from paper_search.answering.snippets import build_snippet, find_marks
from paper_search.citations.format import cite
from paper_search.records import Answer, Hit, Quote
from paper_search.web.components import filters
from paper_search.web.components.coverage import render_nothing_found, render_scope
from paper_search.web.components.passage_card import render_card, render_copy_button, render_link, render_quote_notes
from paper_search.web.forms import PASSAGES_PER_PAGE, SearchForm, build_search_url, build_view_url
from paper_search.web.html import clip, escape, format_count, mark_spans, tag
from paper_search.web.routes import export, feed, feedback


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """Where the region stands: ``view`` is the address of its page; with ``is_judged`` visitors are asked whether a
    passage was what they were looking for."""

    view: str = "/"
    asks_feedback: bool = True


DEFAULT_OPTIONS = AnswerOptions()
MAX_NEWEST_FIRST = 20
"""Newest first is said of the best passages only: the newest of all is seldom about the matter."""


def render_region(
    heading: str, inner: str, form: SearchForm, status: str = "", options: AnswerOptions = DEFAULT_OPTIONS
) -> str:
    """The results region; ``heading`` is safe HTML, ``status`` what screen readers are told."""
    about = tag("p", "“" + tag("bdi", escape(clip(form.question, 160))) + "”", class_="asked") if form.question else ""
    head = about + tag("h1", heading, tabindex="-1") + filters.render_chips(form, options.view)
    return tag(
        "div",
        head + inner,
        class_="results",
        data_address=build_search_url(form),
        data_title=form.question,
        data_status=status,
    )


def render_answer(answer: Answer, form: SearchForm, options: AnswerOptions = DEFAULT_OPTIONS) -> str:
    """The whole region for an answer: the quotes or "nothing found", then ten of the passages."""
    hits = sort_hits(answer.hits, form)
    first = (form.page - 1) * PASSAGES_PER_PAGE
    shown = hits[first : first + PASSAGES_PER_PAGE]
    summary = _summarise(answer, hits)
    if form.page > 1:
        heading = f"Passages {first + 1} to {first + len(shown)} of {len(hits)}" if shown else "No further passages"
        return render_region(heading, _render_cards(answer, shown, len(hits), form, options), form, heading, options)
    head = _render_quotes(answer, form) if answer.found else render_nothing_found(answer.coverage, form)
    inner = (
        _render_remarks(answer)
        + head
        + _render_cards(answer, shown, len(hits), form, options)
        + feed.render_save_question(form)
    )
    return render_region(escape(summary), inner, form, summary + ".", options)


def sort_hits(hits: Sequence[Hit], form: SearchForm) -> list[Hit]:
    """The hits in the order asked for: best first, or the best of them newest first, undated ones last."""
    if not form.newest:
        return list(hits)
    return sorted(hits[:MAX_NEWEST_FIRST], key=lambda hit: hit.document.meeting.held_on or date.min, reverse=True)


def render_message(
    heading: str, text: str, form: SearchForm, options: AnswerOptions = DEFAULT_OPTIONS, is_waiting: bool = False
) -> str:
    """The region when there is something to say instead of an answer."""
    name = "panel notice waiting" if is_waiting else "panel notice"
    inner = tag("section", tag("p", escape(text)), class_=name)
    return render_region(escape(heading), inner, form, f"{heading}. {text}", options)


def _summarise(answer: Answer, hits: Sequence[Hit]) -> str:
    if not answer.found:
        return f"Nothing found in the {format_count(answer.coverage.papers, 'paper')} searched"
    papers = len({quote.citation.doc_id for quote in answer.quotes})
    quotes, passages = format_count(len(answer.quotes), "quote"), format_count(len(hits), "passage")
    return f"{quotes} from {format_count(papers, 'paper')}, and {passages}"


def _render_remarks(answer: Answer) -> str:
    """How the question was read, where that is not plain to see."""
    return "".join(tag("p", escape(each), class_="fine remark") for each in answer.remarks)


def _render_quotes(answer: Answer, form: SearchForm) -> str:
    quotes = "".join(render_quote(quote, answer.question) for quote in answer.quotes)
    weak = "The match is weak: this may not answer the question."
    caution = tag("p", weak, class_="fine") if describe_confidence(answer.confidence) == "weak" else ""
    check = "These are the papers’ own words, uncorrected. Follow a citation to read them where they stand."
    inner = (
        tag("h2", "What the papers say", id="answer")
        + caution
        + quotes
        + _render_other_figures(answer)
        + tag("p", check + " " + render_scope(answer.coverage, form), class_="fine")
    )
    return tag("section", inner, class_="panel answer", aria_labelledby="answer") + _render_view_links(form)


def _render_other_figures(answer: Answer) -> str:
    """Sentences that say the same with another figure or date, each with its citation."""
    if not answer.also:
        return ""
    others = "".join(render_quote(quote, answer.question) for quote in answer.also)
    return tag("h3", "Elsewhere with another figure or date") + others


def _render_view_links(form: SearchForm) -> str:
    """The same question to the other views."""
    links = tag("a", "Compare the councils on this", href=build_search_url(replace(form, page=1), "/compare"))
    links += tag("a", "This matter over time", href=build_search_url(replace(form, page=1), "/timeline"))
    return tag("p", links, class_="links go-on")


def render_quote(quote: Quote, question: str) -> str:
    """A quote with its citation, which leads to the place where it stands."""
    citation = quote.citation
    lang = quote.passage.lang
    led = tag("p", escape(quote.lead_in.text), class_="lead-in", dir="auto", lang=lang) if quote.lead_in else ""
    words = tag("p", mark_spans(quote.text, find_marks(question, quote.text)), dir="auto", lang=lang)
    at = build_view_url(citation.doc_id, citation.passage_id, (quote.start, quote.end))
    caption = (
        render_link(at, citation.label)
        + " "
        + render_copy_button(citation)
        + render_quote_notes(quote.passage, quote.document)
    )
    return tag("figure", led + tag("blockquote", words) + tag("figcaption", caption), class_="quote")


def _render_cards(
    answer: Answer, visible_hits: Sequence[Hit], total: int, form: SearchForm, options: AnswerOptions
) -> str:
    if not visible_hits:
        return ""
    cards = "".join(_render_card(hit, answer.question, options) for hit in visible_hits)
    label = tag("p", _describe_order(answer, form), class_="list-label", id="passages")
    first = (form.page - 1) * PASSAGES_PER_PAGE + 1
    listed = tag("ol", cards, class_="cards", aria_labelledby="passages", start=str(first))
    return label + listed + _render_pagination(total, form, options) + export.render_export_bar(form)


def _describe_order(answer: Answer, form: SearchForm) -> str:
    if not answer.found:
        return "The nearest passages, which may not answer the question"
    return f"The {MAX_NEWEST_FIRST} best passages, newest first" if form.newest else "Passages, best first"


def _render_card(hit: Hit, question: str, options: AnswerOptions) -> str:
    cited, passage_id = cite(hit.passage, hit.document), hit.passage.passage_id
    kept = export.render_checkbox(passage_id, clip(cited.label, 200))
    judged = feedback.render_feedback_form(question, passage_id) if options.asks_feedback else ""
    return render_card(
        hit, cited, build_snippet(question, hit.passage.text), tag("div", kept + judged, class_="keeping")
    )


def _render_pagination(total: int, form: SearchForm, options: AnswerOptions) -> str:
    """Links to the pages of the list, ten passages each."""
    last = -(-total // PASSAGES_PER_PAGE)
    if last < 2:
        return ""
    steps = [_render_page_link("Previous", form.page - 1, form, options)] if form.page > 1 else []
    steps += [_render_page_link(str(page), page, form, options) for page in range(1, last + 1)]
    steps += [_render_page_link("Next", form.page + 1, form, options)] if form.page < last else []
    return tag("nav", tag("ul", "".join(steps)), class_="pages", aria_label="Pages of passages")


def _render_page_link(words: str, page: int, form: SearchForm, options: AnswerOptions) -> str:
    current = "page" if words == str(form.page) else None
    unseen = tag("span", "Page ", class_="unseen") if words.isdecimal() else ""
    address = build_search_url(replace(form, page=page), options.view)
    return tag("li", tag("a", unseen + words, href=address, aria_current=current, data_go=""))
