"""What happens when somebody asks or opens an address. In: a form; out: safe HTML for the regions of the page.

Promises: nothing a visitor sends raises here, and no error shows a visitor more than words meant for one; what
went wrong otherwise is logged without the question.
"""

from __future__ import annotations

import logging

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Coverage, Facets
from paper_search.web import examples, filters, render
from paper_search.web.address import MOST, QUESTION_LIMIT, Form, page_address
from paper_search.web.contract import Library
from paper_search.web.coverage import searched
from paper_search.web.markup import counted, escape, tag
from paper_search.web.render import USUAL, Look

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
    except Exception:
        _log.exception("A question could not be answered")
        again = "Something went wrong on the server; it has been logged. Try again in a moment."
        return render.message("The papers cannot be searched just now", again, form, look)


def starting(form: Form) -> str:
    """The results region of a question that waits for the model."""
    return render.message("Getting ready to search", STARTING, form, waiting=True)


def welcome(library: Library, form: Form, look: Look = USUAL) -> str:
    """The region before anything is asked: what can be searched, and questions to begin with."""
    try:
        coverage = library.coverage()
    except PaperSearchError:
        _log.exception("The index cannot be used")
        words = "What is wrong has been logged."
        return render.message("The papers cannot be searched just now", words, form, look)
    asked = tag("p", escape(holdings(coverage)), class_="holdings") + _examples(library, coverage, look)
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
    questions = _known.of(library, coverage)
    items = "".join(
        tag("li", tag("a", tag("bdi", escape(each)), href=page_address(Form(each), look.view), data_go=""))
        for each in questions
    )
    shown = tag("h2", "For example", id="examples") + tag("ul", items, class_="examples", aria_labelledby="examples")
    return tag("section", shown, class_="panel") if items else ""


class _Known:
    """The examples of a library, made again when what it holds has changed: they need every paper's title."""

    def __init__(self) -> None:
        self._made: tuple[int, Coverage, tuple[str, ...]] | None = None

    def of(self, library: Library, coverage: Coverage) -> tuple[str, ...]:
        made = self._made
        if made is None or made[:2] != (id(library), coverage):
            found = examples.questions(library.documents(), len(coverage.authorities))
            made = self._made = (id(library), coverage, found)
        return made[2]


_known = _Known()


def limits(library: Library, form: Form, view: str = "/") -> str:
    """The filters on offer; none where the index cannot be used, which the region says."""
    try:
        return filters.panel(library.facets(), form, view)
    except PaperSearchError:
        return filters.panel(Facets(), form, view)
