"""The endpoints ``/ask`` and ``/search`` for ``gradio_client``.

They return what ``/api/ask`` and ``/api/search`` return, of the papers that the caller may see, and fail with the same
words.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
from gradio.events import api

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Filters
from paper_search.schemas import AnswerSchema, BaseSchema, ListingSchema
from paper_search.web.components.errors import FAILED_CALL_TEXT, UNAVAILABLE_HEADING, describe_error
from paper_search.web.forms import MAX_DATE_CHARS, MAX_QUESTION_CHARS, MAX_RESULTS, SearchForm, clean_line, clean_values
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.root_path import serve_under

_log = logging.getLogger(__name__)
MAX_CONCURRENT_CALLS = 2
"""Calls answered at the same time, so that programs leave the processors to the page."""
_PARAMETERS = {
    "question": f"The question, or a few words; up to {MAX_QUESTION_CHARS} characters.",
    "authority": "Names of councils or parts of them.",
    "committee": "Names of committees or parts of them.",
    "kind": "Kinds of paper, such as report or minutes.",
    "since": "Only meetings from this day on: 2025-01-30, July 2020 or 2020.",
    "until": "Only meetings up to this day.",
    "limit": f"How many passages are wanted at most, from 1 to {MAX_RESULTS}.",
}
Names = list[str] | None
Find = Callable[[LibraryProtocol, str, Filters, int], BaseSchema]


def add_client_api(page: gr.Blocks, library_for: LibraryForRequest) -> None:
    """Add both endpoints to a page that is being built, and has no other function.

    Args:
        page: the page.
        library_for: gives the library as the visitor of a request may see it.
    """
    _add_endpoint(
        "ask",
        "Ask a question: exact quotes with citations, or no answer found, and passages.",
        _ask,
        library_for,
    )
    _add_endpoint("search", "Find the passages that fit a question best.", _search, library_for)
    _describe_parameters(page)


def _ask(library: LibraryProtocol, question: str, filters: Filters, limit: int) -> AnswerSchema:
    return AnswerSchema.from_record(library.ask(question, filters, limit))


def _search(library: LibraryProtocol, question: str, filters: Filters, limit: int) -> ListingSchema:
    return ListingSchema.from_results(question, library.search_with_remarks(question, filters, limit))


def _add_endpoint(name: str, description: str, find: Find, library_for: LibraryForRequest) -> None:
    def handle_call(
        request: gr.Request,
        question: str,
        authority: Names = None,
        committee: Names = None,
        kind: Names = None,
        since: str = "",
        until: str = "",
        limit: int = 10,
    ) -> dict[str, Any]:
        with serve_under(_find_root_path(request)), _tell_errors():
            authorities, committees, kinds = map(_check_names, (authority, committee, kind))
            first, last = map(_check_day, (since, until))
            form = SearchForm(_check_question(question), authorities, committees, kinds, first, last)
            return find(library_for(request.request), form.question, form.to_filters(), _check_limit(limit)).to_json()

    api(
        handle_call,
        api_name=name,
        api_description=description,
        concurrency_limit=MAX_CONCURRENT_CALLS,
        concurrency_id="client",
    )


def _find_root_path(request: gr.Request) -> str:
    """Return the path below which a call was sent: Gradio answers it outside the request, where none is known."""
    return request.request.scope.get("root_path", "") if request.request else ""


def _describe_parameters(page: gr.Blocks) -> None:
    """Put what each parameter means into Gradio's description of the endpoints, which knows only its type."""
    for function in page.fns.values():
        for parameter, (name, description) in zip(function.inputs, _PARAMETERS.items(), strict=True):
            parameter.label = name  # type: ignore[union-attr]
            parameter.api_info()["additional_description"] = description  # type: ignore[union-attr]


@contextmanager
def _tell_errors() -> Iterator[None]:
    """Say in words what went wrong inside the block; Gradio prints no traceback, and shows no other error."""
    try:
        yield
    except QueryError as error:
        raise gr.Error(str(error), print_exception=False) from None
    except PaperSearchError as error:
        # Which file is damaged, and where it is, is for the one who runs the server.
        _log.error("The index cannot be used: %s", error)
        raise gr.Error(f"{UNAVAILABLE_HEADING}. {describe_error(error)}", print_exception=False) from None
    except Exception as error:
        _log.exception("A call of a program could not be answered")
        raise gr.Error(FAILED_CALL_TEXT, print_exception=False) from error


def _check_question(question: object) -> str:
    cleaned = clean_line(question)
    if not cleaned:
        raise QueryError("There is no question. Give one as text.")
    if len(cleaned) > MAX_QUESTION_CHARS:
        raise QueryError(f"A question can have up to {MAX_QUESTION_CHARS} characters. Shorten it and ask again.")
    return cleaned


def _check_names(names: object) -> tuple[str, ...]:
    values = names if isinstance(names, list) else [names] if names else []
    if not all(isinstance(value, str) for value in values):
        raise QueryError("Give the names of councils, committees and kinds as a list of texts.")
    return clean_values(values)


def _check_day(day: object) -> str:
    if day is None or type(day) is int or isinstance(day, str):
        return clean_line("" if day is None else str(day), MAX_DATE_CHARS)
    raise QueryError("Give a date as text, such as 2025-01-30 or July 2020.")


def _check_limit(limit: object) -> int:
    if type(limit) is int and 1 <= limit <= MAX_RESULTS:
        return limit
    raise QueryError(f"The limit must be a whole number from 1 to {MAX_RESULTS}.")
