"""What happens when somebody asks or opens an address. In: a form; out: safe HTML for the regions of the page.

Promises: nothing a visitor sends raises here, and no error shows a visitor more than words meant for one; what
went wrong otherwise is logged without the question.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Coverage, Facets
from paper_search.web.components import answer as render
from paper_search.web.components import errors as trouble
from paper_search.web.components import examples, filters
from paper_search.web.components.answer import USUAL, Look
from paper_search.web.components.coverage import searched
from paper_search.web.forms import MOST, QUESTION_LIMIT, Form, page_address
from paper_search.web.html import counted, escape, tag
from paper_search.web.library_protocol import Library

_log = logging.getLogger(__name__)
STARTING = (
    "The search is still starting, which takes a few seconds. Your question waits and is answered as soon as it can be."
)


def ask(library: Library, form: Form, look: Look = USUAL) -> str:
    """The results region for a form."""
    if not form.question:
        return welcome(library, form, look)
    if len(form.question) > QUESTION_LIMIT:
        limit = f"A question can have up to {QUESTION_LIMIT} characters. Shorten it and ask again."
        return render.message("That question is too long", limit, form, look)
    try:
        return render.answer(library.ask(form.question, form.filters(), MOST), form, look)
    except QueryError as error:
        return render.message("That cannot be asked as it stands", str(error), form, look)
    except Exception as error:
        _log.exception("A question could not be answered")
        return render.message(trouble.HEADING, trouble.words(error), form, look)


def starting(form: Form) -> str:
    """The results region of a question that waits for the model."""
    return render.message("Getting ready to search", STARTING, form, waiting=True)


def welcome(library: Library, form: Form, look: Look = USUAL) -> str:
    """The region before anything is asked: what can be searched, and questions to begin with."""
    try:
        coverage = library.coverage()
        asked = tag("p", escape(holdings(coverage)), class_="holdings") + _examples(library, coverage, look)
    except PaperSearchError as error:
        _log.exception("The index cannot be used")
        return render.message(trouble.HEADING, trouble.words(error), form, look)
    return render.region(escape(title(coverage)), asked, form, "", look)


def title(coverage: Coverage) -> str:
    """What the page is for, with the count of papers. Plain text."""
    if not coverage.papers:
        return "Ask the papers"
    papers = f"Ask {counted(coverage.papers, 'paper')}"
    return f"{papers} of {counted(len(coverage.authorities), 'council')}" if coverage.authorities else papers


def holdings(coverage: Coverage) -> str:
    """One sentence on what can be searched. Plain text."""
    if not coverage.papers:
        return "No papers are indexed yet. Put papers into the corpus folder and build the index."
    unread = f" {counted(coverage.unread, 'file')} could not be read." if coverage.unread else ""
    waiting = f" {counted(coverage.waiting, 'new passage')} can be found by exact words only so far."
    return f"Searches {searched(coverage)}.{unread}{waiting if coverage.waiting else ''}"


def _examples(library: Library, coverage: Coverage, look: Look) -> str:
    """Links to a few questions that the papers held can answer."""
    # What a protocol does not name, such as being hashable, mypy does not take for granted.
    questions = _known(library, library.edition(), len(coverage.authorities))  # type: ignore[arg-type]
    items = "".join(
        tag("li", tag("a", tag("bdi", escape(each)), href=page_address(Form(each), look.view), data_go=""))
        for each in questions
    )
    shown = tag("h2", "For example", id="examples") + tag("ul", items, class_="examples", aria_labelledby="examples")
    return tag("section", shown, class_="panel") if items else ""


@lru_cache(maxsize=8)
def _known(library: Library, edition: str, authorities: int) -> tuple[str, ...]:
    """The examples, made again for each edition, which is another for who may see more: they need every title."""
    return examples.questions(library.documents(), authorities)


def limits(library: Library, form: Form, view: str = "/") -> str:
    """The filters on offer; none where the index cannot be used, which the region says."""
    try:
        return filters.panel(library.facets(), form, view)
    except PaperSearchError:
        return filters.panel(Facets(), form, view)
