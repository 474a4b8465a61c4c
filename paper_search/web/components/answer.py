"""Answers as HTML. In: records of the query floor and the form they answer; out: safe HTML for one region of the page.

Promises: every word of a paper goes through ``markup.escape``; what a paper does not state is shown as "not
stated"; a quote shows exactly the quote's characters; the region's one ``h1`` tells the outcome in a few words, and
``data-status`` tells it to a screen reader in one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from paper_search.answering.confidence import in_words
from paper_search.citations.format import cite
from paper_search.records import Answer, Hit, Quote
from paper_search.text.stemming import marks, snippet
from paper_search.web.components import filters
from paper_search.web.components.coverage import nothing_found, scope
from paper_search.web.components.passage_card import card, copy_button, link, quote_where
from paper_search.web.forms import ON_A_PAGE, Form, page_address, view_address
from paper_search.web.html import clip, counted, escape, marked, tag
from paper_search.web.routes import export, feed
from paper_search.web.routes import feedback as judging


@dataclass(frozen=True, slots=True)
class Look:
    """Where the region stands: ``view`` is the address of its page; with ``is_judged`` visitors are asked whether a
    passage was what they were looking for."""

    view: str = "/"
    is_judged: bool = True


USUAL = Look()
NEWEST_OF = 20
"""Newest first is said of the best passages only: the newest of all is seldom about the matter."""


def region(heading: str, inner: str, form: Form, status: str = "", look: Look = USUAL) -> str:
    """The results region; ``heading`` is safe HTML, ``status`` what screen readers are told."""
    about = tag("p", "“" + tag("bdi", escape(clip(form.question, 160))) + "”", class_="asked") if form.question else ""
    head = about + tag("h1", heading, tabindex="-1") + filters.chips(form, look.view)
    return tag(
        "div",
        head + inner,
        class_="results",
        data_address=page_address(form),
        data_title=form.question,
        data_status=status,
    )


def answer(found: Answer, form: Form, look: Look = USUAL) -> str:
    """The whole region for an answer: the quotes or "nothing found", then ten of the passages."""
    hits = ordered(found.hits, form)
    first = (form.page - 1) * ON_A_PAGE
    shown = hits[first : first + ON_A_PAGE]
    summary = _summary(found, hits)
    if form.page > 1:
        heading = f"Passages {first + 1} to {first + len(shown)} of {len(hits)}" if shown else "No further passages"
        return region(heading, _cards(found, shown, len(hits), form, look), form, heading, look)
    head = _quotes(found, form) if found.found else nothing_found(found.coverage, form)
    inner = _remarks(found) + head + _cards(found, shown, len(hits), form, look) + feed.saving(form)
    return region(escape(summary), inner, form, summary + ".", look)


def ordered(hits: Sequence[Hit], form: Form) -> list[Hit]:
    """The hits in the order asked for: best first, or the best of them newest first, undated ones last."""
    if not form.newest:
        return list(hits)
    return sorted(hits[:NEWEST_OF], key=lambda hit: hit.document.meeting.held_on or date.min, reverse=True)


def message(heading: str, text: str, form: Form, look: Look = USUAL, waiting: bool = False) -> str:
    """The region when there is something to say instead of an answer."""
    name = "panel notice waiting" if waiting else "panel notice"
    inner = tag("section", tag("p", escape(text)), class_=name)
    return region(escape(heading), inner, form, f"{heading}. {text}", look)


def _summary(found: Answer, hits: Sequence[Hit]) -> str:
    if not found.found:
        return f"Nothing found in the {counted(found.coverage.papers, 'paper')} searched"
    papers = len({quote.citation.doc_id for quote in found.quotes})
    quotes, passages = counted(len(found.quotes), "quote"), counted(len(hits), "passage")
    return f"{quotes} from {counted(papers, 'paper')}, and {passages}"


def _remarks(found: Answer) -> str:
    """How the question was read, where that is not plain to see."""
    return "".join(tag("p", escape(each), class_="fine remark") for each in found.remarks)


def _quotes(found: Answer, form: Form) -> str:
    quotes = "".join(quotation(quote, found.question) for quote in found.quotes)
    weak = "The match is weak: this may not answer the question."
    caution = tag("p", weak, class_="fine") if in_words(found.confidence) == "weak" else ""
    check = "These are the papers’ own words, uncorrected. Follow a citation to read them where they stand."
    inner = (
        tag("h2", "What the papers say", id="answer")
        + caution
        + quotes
        + _also(found)
        + tag("p", check + " " + scope(found.coverage, form), class_="fine")
    )
    return tag("section", inner, class_="panel answer", aria_labelledby="answer") + _go_on(form)


def _also(found: Answer) -> str:
    """Sentences that say the same with another figure or date, each with its citation."""
    if not found.also:
        return ""
    others = "".join(quotation(quote, found.question) for quote in found.also)
    return tag("h3", "Elsewhere with another figure or date") + others


def _go_on(form: Form) -> str:
    """The same question to the other views."""
    links = tag("a", "Compare the councils on this", href=page_address(replace(form, page=1), "/compare"))
    links += tag("a", "This matter over time", href=page_address(replace(form, page=1), "/timeline"))
    return tag("p", links, class_="links go-on")


def quotation(quote: Quote, question: str) -> str:
    """A quote with its citation, which leads to the place where it stands."""
    citation = quote.citation
    lang = quote.passage.lang
    led = tag("p", escape(quote.lead_in.text), class_="lead-in", dir="auto", lang=lang) if quote.lead_in else ""
    words = tag("p", marked(quote.text, marks(question, quote.text)), dir="auto", lang=lang)
    at = view_address(citation.doc_id, citation.passage_id, (quote.start, quote.end))
    caption = link(at, citation.label) + " " + copy_button(citation) + quote_where(quote.passage, quote.document)
    return tag("figure", led + tag("blockquote", words) + tag("figcaption", caption), class_="quote")


def _cards(found: Answer, shown: Sequence[Hit], total: int, form: Form, look: Look) -> str:
    if not shown:
        return ""
    cards = "".join(_card(hit, found.question, look) for hit in shown)
    label = tag("p", _label(found, form), class_="list-label", id="passages")
    first = (form.page - 1) * ON_A_PAGE + 1
    listed = tag("ol", cards, class_="cards", aria_labelledby="passages", start=str(first))
    return label + listed + _pages(total, form, look) + export.bar(form)


def _label(found: Answer, form: Form) -> str:
    if not found.found:
        return "The nearest passages, which may not answer the question"
    return f"The {NEWEST_OF} best passages, newest first" if form.newest else "Passages, best first"


def _card(hit: Hit, question: str, look: Look) -> str:
    cited, passage_id = cite(hit.passage, hit.document), hit.passage.passage_id
    kept = export.chooser(passage_id, clip(cited.label, 200))
    judged = judging.asked(question, passage_id) if look.is_judged else ""
    return card(hit, cited, snippet(question, hit.passage.text), tag("div", kept + judged, class_="keeping"))


def _pages(total: int, form: Form, look: Look) -> str:
    """Links to the pages of the list, ten passages each."""
    last = -(-total // ON_A_PAGE)
    if last < 2:
        return ""
    steps = [_step("Previous", form.page - 1, form, look)] if form.page > 1 else []
    steps += [_step(str(page), page, form, look) for page in range(1, last + 1)]
    steps += [_step("Next", form.page + 1, form, look)] if form.page < last else []
    return tag("nav", tag("ul", "".join(steps)), class_="pages", aria_label="Pages of passages")


def _step(words: str, page: int, form: Form, look: Look) -> str:
    current = "page" if words == str(form.page) else None
    unseen = tag("span", "Page ", class_="unseen") if words.isdecimal() else ""
    address = page_address(replace(form, page=page), look.view)
    return tag("li", tag("a", unseen + words, href=address, aria_current=current, data_go=""))
