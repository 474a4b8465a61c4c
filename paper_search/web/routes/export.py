"""Passages that a visitor chose, as a file to keep. In: ids and a question; out: .docx, .csv or Markdown, or why not.

Promises: an id reaches the library and nothing else does; at most fifty passages at a time; the file is sent to be kept
and never to be shown in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search import export as writing
from paper_search.errors import QueryError
from paper_search.export.pack import MOST
from paper_search.keeping import Picture
from paper_search.records import Document, Passage
from paper_search.rendering.cache import Pictures
from paper_search.web.components import page_viewer as leaves
from paper_search.web.components.layout import page
from paper_search.web.forms import QUESTION_LIMIT, Form
from paper_search.web.html import escape, tag
from paper_search.web.library_protocol import Library

FORM = "export"
"""The id of the form that the boxes of passages belong to, wherever they stand on the page."""
MOST_PICTURES = 20
"""Drawing a page takes some tenths of a second, and its picture some hundred kilobytes."""
_LONGEST_ID = 2000
_NAMES = {"docx": "Word", "csv": "Spreadsheet (CSV)", "markdown": "Markdown"}
_NOTHING = "No passages were chosen. Tick some under an answer, then export them."

Whose = Callable[[Request], Library]


def pages(library: Library, pictures: Pictures) -> Picture:
    """What gives the page that a passage stands on, its words marked, for the first ``MOST_PICTURES`` of them."""
    drawn = 0

    def page_of(passage: Passage, document: Document) -> bytes | None:
        nonlocal drawn
        path, text = library.file(document.doc_id), library.reading_text(document.doc_id)
        if path is None or path.suffix.lower() != ".pdf" or passage.locator.pages is None or drawn >= MOST_PICTURES:
            return None
        leaf = leaves.Leaf(document, path, leaves.first_page(document, passage), passage)
        found = leaves.draw(leaf, text or "", pictures)
        drawn += found is not None
        return found.with_marks() if found else None

    return page_of


def chooser(passage_id: str, named: str) -> str:
    """The box that puts a passage into the pack; ``named`` says which passage it is. Safe HTML."""
    box = f'<input type="checkbox" name="id" form="{FORM}" value="{escape(passage_id)}">'
    label = "Put into the evidence pack" + tag("span", ": " + tag("bdi", escape(named)), class_="unseen")
    return tag("label", box + " " + label, class_="choose")


def bar(form: Form) -> str:
    """The form that exports what was chosen. Safe HTML."""
    options = "".join(tag("option", escape(words), value=name) for name, words in _NAMES.items())
    choice = tag("label", "Evidence pack as " + tag("select", options, name_="format"))
    question = f'<input type="hidden" name="q" value="{escape(form.question)}">'
    button = tag("button", "Export the passages chosen", type="submit")
    return tag("form", question + choice + button, id=FORM, method="get", action="/export", class_="export")


def router(whose: Whose, pictures: Pictures) -> APIRouter:
    """The route ``/export?format=…&id=…&id=…&q=…``, as an address or as a form that is sent."""
    routes = APIRouter()

    @routes.get("/export", response_class=Response)
    def export(request: Request) -> Response:
        return _exported(request.query_params.multi_items(), whose(request), pictures)

    @routes.post("/export", response_class=Response)
    async def export_form(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        items = parse_qsl(body, max_num_fields=4 * MOST)
        return await run_in_threadpool(_exported, items, whose(request), pictures)

    return routes


def _without(passage: Passage, document: Document) -> None:
    """A form of words alone."""


def _exported(items: Iterable[tuple[str, str]], library: Library, pictures: Pictures) -> Response:
    parts: dict[str, list[str]] = {}
    for name, value in items:
        parts.setdefault(name, []).append(value)
    ids = [each for name in ("id", "ids") for each in parts.get(name, ()) if 0 < len(each) <= _LONGEST_ID]
    question, form = parts.get("q", [""])[0][:QUESTION_LIMIT], parts.get("format", ["docx"])[0]
    if not ids:
        return _refused(_NOTHING)
    try:
        writing.checked(form)
        shown = pages(library, pictures) if form == "docx" else _without
        made = writing.write(library.evidence(ids, question, shown), form)
    except QueryError as error:
        return _refused(str(error))
    headers = {"content-disposition": f'attachment; filename="{made.name}"', "cache-control": "private, no-store"}
    return Response(made.content, media_type=made.media_type, headers=headers)


def _refused(words: str) -> HTMLResponse:
    heading = "Nothing was exported"
    back = tag("p", tag("a", "Ask the papers", href="/"))
    return page(heading, tag("h1", heading) + tag("p", escape(words)) + back, status=400)
