"""What happens when somebody asks or opens an address. In: raw fields or address parts; out: safe HTML or a form.

Promises: nothing a visitor sends raises here, and no error shows a visitor more than words meant for one; what
went wrong otherwise is logged without the question.
"""

from __future__ import annotations

import logging

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Facet, Facets
from paper_search.web import render
from paper_search.web.address import QUESTION_LIMIT, Form
from paper_search.web.contract import Library
from paper_search.web.coverage import searched
from paper_search.web.markup import counted

_log = logging.getLogger(__name__)
Choices = list[tuple[str, str]]


def ask(library: Library, form: Form) -> str:
    """The results region for a form."""
    if not form.question:
        return render.message("No question yet", "Type a question above and press Enter.", form)
    if len(form.question) > QUESTION_LIMIT:
        limit = f"A question can have up to {QUESTION_LIMIT} characters. Shorten it and ask again."
        return render.message("That question is too long", limit, form)
    try:
        return render.answer(library.ask(form.question, form.filters(), form.k), form)
    except QueryError as error:
        return render.message("That cannot be asked as it stands", str(error), form)
    except Exception:
        _log.exception("A question could not be answered")
        again = "Something went wrong on the server; it has been logged. Try again in a moment."
        return render.message("The papers cannot be searched just now", again, form)


def narrow(library: Library, form: Form) -> str:
    """The results region when a limit changes: the same question again, or nothing where none was asked."""
    return ask(library, form) if form.question else waiting(form)


def waiting(form: Form) -> str:
    """The results region before there is an answer."""
    return render.outcome("Searching the papers…" if form.question else "", "", form, seen=True)


def holdings(library: Library) -> str:
    """One sentence on what can be searched. Plain text."""
    try:
        coverage = library.coverage()
    except PaperSearchError:
        _log.exception("The index cannot be used")
        return "The papers cannot be searched just now. What is wrong has been logged."
    if not coverage.papers:
        return "No papers are indexed yet. Put papers into the corpus folder and build the index."
    unread = f" {counted(coverage.unread, 'file')} could not be read." if coverage.unread else ""
    waiting = f" {counted(coverage.waiting, 'new passage')} can be found by exact words only so far."
    return f"Searches {searched(coverage)}.{unread}{waiting if coverage.waiting else ''}"


def facets(library: Library) -> Facets:
    """What filters can offer; nothing where the index cannot be used, which ``holdings`` says."""
    try:
        return library.facets()
    except PaperSearchError:
        return Facets()


def choices(facets: tuple[Facet, ...], chosen: tuple[str, ...] = ()) -> Choices:
    """What a filter offers, with counts; what is chosen already stays on offer, even with no paper left."""
    known = [(f"{facet.value} ({facet.papers:,})", facet.value) for facet in facets]
    held = {value for _, value in known}
    return known + [(f"{value} (0)", value) for value in chosen if value not in held]


def offers(facets: Facets, form: Form) -> tuple[Choices, Choices, Choices]:
    """The choices of the three filters, in the order of the page."""
    return (
        choices(facets.authorities, form.authorities),
        choices(facets.committees, form.committees),
        choices(facets.kinds, form.kinds),
    )
