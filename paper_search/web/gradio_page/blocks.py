"""The question page as Gradio Blocks: a box, filters, and one region for the answer.

The question and its limits stand in the address, and opening that address shows the same again. Gradio is only ever
given safe HTML of the site as data, never as a template.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import gradio as gr

from paper_search.web.components import results
from paper_search.web.components.layout import TITLE
from paper_search.web.forms import MAX_QUESTION_CHARS, from_query, with_question
from paper_search.web.gradio_page.fragment import MAX_CONCURRENT_QUESTIONS, PageContext, render_answer
from paper_search.web.library_protocol import LibraryProtocol

_READ_LIMITS = """(question) => {
  document.dispatchEvent(new Event("paper-search:asking"));
  return [question, document.body.dataset.query ?? window.location.search];
}"""
"""Run by Gradio before a question is sent: the limits in force are those of the address, which ``page.js`` keeps."""
_SAY_LOADED = '() => { document.dispatchEvent(new Event("paper-search:loaded")); }'
"""Run by Gradio once the page has its first content."""


def build_blocks(context: PageContext) -> gr.Blocks:
    """Return the page, to be mounted."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=False) as page:
        with gr.Row(elem_classes="asking", equal_height=True):
            box = _create_question_box()
            button = gr.Button("Ask", variant="primary", scale=0, min_width=120, elem_id="ask")
        # Not part of the page: only a place for the limits among what is sent with a question.
        limits = gr.Textbox(visible=False)
        with gr.Row(elem_classes="answering"):
            filters = _create_html("limits")
            region = _create_html("results")
        _connect_question(context, box, button, limits, region)
        _connect_load(page, context, [box, filters, region])
    return page


def _create_html(name: str) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=None, apply_default_css=False)


def _create_question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        placeholder="A question or a few words",
        lines=1,
        max_lines=1,
        max_length=MAX_QUESTION_CHARS,
        scale=1,
        elem_id="question",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocomplete="off"),
    )


def _connect_question(
    context: PageContext, box: gr.Textbox, button: gr.Button, limits: gr.Textbox, region: gr.HTML
) -> None:
    gr.on(
        [box.submit, button.click],
        _make_question_handler(context),
        [box, limits],
        [region],
        js=_READ_LIMITS,
        api_name="ask",
        api_visibility="private",
        preprocess=False,
        show_progress="hidden",
        trigger_mode="always_last",
        concurrency_limit=MAX_CONCURRENT_QUESTIONS,
        concurrency_id="ask",
    )


def _make_question_handler(context: PageContext) -> Callable[..., str]:
    """Return the handler of another question under the limits in force."""

    def handle_question(request: gr.Request, question: object = None, query: object = None) -> str:
        form = with_question(from_query(query), question)
        return _add_stamp(render_answer(context, _find_library(context, request), form))

    return handle_question


def _connect_load(page: gr.Blocks, context: PageContext, outputs: list[Any]) -> None:
    loaded = page.load(
        _make_load_handler(context),
        outputs=outputs,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=MAX_CONCURRENT_QUESTIONS,
        concurrency_id="ask",
    )
    loaded.then(None, js=_SAY_LOADED, api_visibility="private", show_progress="hidden")


def _make_load_handler(context: PageContext) -> Callable[[gr.Request], list[Any]]:
    def handle_load(request: gr.Request) -> list[Any]:
        form = from_query(str(request.request.url.query) if request.request else "")
        library = _find_library(context, request)
        region = _add_stamp(render_answer(context, library, form))
        # An address that says nothing must not wipe out what somebody is typing while it is read.
        return [form.question or gr.skip(), results.render_filters(library, form), region]

    return handle_load


def _find_library(context: PageContext, request: gr.Request) -> LibraryProtocol:
    """Return the library as the visitor may see it whose request put the event into Gradio's queue."""
    return context.library_for(request.request)


_stamp_numbers = count()


def _add_stamp(region: str) -> str:
    """Return the region with a mark of its own, by which the page sees that it has come, the same as before or not."""
    return f'<div data-stamp="{next(_stamp_numbers)}">{region}</div>'
