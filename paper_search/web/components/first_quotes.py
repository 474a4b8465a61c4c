"""The quotes of an answer in the order of the search, shown while the best passages are being read.

Reading takes a third of a second and may change the order, the certainty and the quotes. So the certainty is not stated
yet, and the passages follow with the settled answer, for which the script of the page asks at once (``settle.js``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from paper_search.records import Answer
from paper_search.web.components.answer import (
    MAX_OPEN_QUOTES,
    AnswerOptions,
    QuoteView,
    count_quotes,
    list_remarks,
    make_quotes,
    make_region,
)
from paper_search.web.components.answer_trails import find_trails
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.html import render

_READING_HEADING = "Reading the passages found"


@dataclass(frozen=True, slots=True)
class FirstQuotesView:
    """Remarks and quotes, which may be none, and the page that has the whole answer at once.

    Attributes:
        missing: what nothing held has, which the box of the match says.
    """

    remarks: tuple[str, ...]
    missing: tuple[str, ...]
    quotes: tuple[QuoteView, ...]
    more_quotes: tuple[QuoteView, ...]
    whole_url: str


def render_first_quotes(answer: Answer, form: SearchForm, options: AnswerOptions) -> Markup:
    """Return the region with the quotes in the order of the search.

    Args:
        answer: what the papers say, before any passage was read.
        form: the question and its limits; only the first page has quotes.
        options: where the region stands, and where the settled one is fetched.
    """
    heading = count_quotes(answer.quotes) if answer.is_found else _READING_HEADING
    # A screen reader is told once, when the answer has settled.
    region = make_region(heading, form, "", options, answer.named_limits)
    quotes = make_quotes(answer.quotes, answer.question, find_trails(form, options.view, answer.quotes))
    view = FirstQuotesView(
        remarks=list_remarks(answer),
        missing=answer.missing if answer.is_found else (),
        quotes=quotes[:MAX_OPEN_QUOTES],
        more_quotes=quotes[MAX_OPEN_QUOTES:],
        whole_url=build_search_url(form),
    )
    settled_url = build_search_url(form, options.settled_view)
    return render("_first_quotes.html", region=replace(region, settled_url=settled_url), first=view)
