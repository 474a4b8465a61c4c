"""The quotes of an answer in the order of the search, shown while the best passages are being read.

Reading takes a third of a second and may change the order, the certainty and the quotes. So the certainty is not stated
yet, and the passages follow with the settled answer, for which the script of the page asks at once (``settle.js``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from paper_search.records import Answer
from paper_search.web.components.answer import (
    AnswerOptions,
    QuoteView,
    make_quote,
    make_region,
    sort_hits,
    summarise_answer,
)
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.html import render

_READING_HEADING = "Reading the passages found"


@dataclass(frozen=True, slots=True)
class FirstQuotesView:
    """Remarks and quotes, which may be none, and the page that has the whole answer at once."""

    remarks: tuple[str, ...]
    quotes: tuple[QuoteView, ...]
    whole_url: str


def render_first_quotes(answer: Answer, form: SearchForm, options: AnswerOptions) -> Markup:
    """Return the region with the quotes in the order of the search.

    Args:
        answer: what the papers say, before any passage was read.
        form: the question and its limits; only the first page has quotes.
        options: where the region stands, and where the settled one is fetched.
    """
    heading = summarise_answer(answer, sort_hits(answer.hits, form)) if answer.is_found else _READING_HEADING
    # A screen reader is told once, when the answer has settled.
    region = make_region(heading, form, "", options, answer.named_limits)
    view = FirstQuotesView(
        remarks=answer.remarks,
        quotes=tuple(make_quote(quote, answer.question) for quote in answer.quotes),
        whole_url=build_search_url(form, "/ask"),
    )
    settled_url = build_search_url(form, options.settled_view)
    return render("_first_quotes.html", region=replace(region, settled_url=settled_url), first=view)
