"""The page: a box, limits, and one region for the answer. In: an open library; out: Gradio Blocks.

Promises: what is shown stands in the address, and opening that address shows it again; Gradio only ever gets
safe HTML of ours as data, never as a template. Gradio is the box and the way to the server; all else is plain HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import gradio as gr

from paper_search.web.components import results
from paper_search.web.components.answer import DEFAULT_OPTIONS, AnswerOptions
from paper_search.web.components.layout import TITLE
from paper_search.web.forms import MAX_QUESTION_CHARS, SearchForm, from_query, to_query, with_question
from paper_search.web.library_protocol import LibraryProtocol
from paper_search.web.readiness import Readiness

MAX_CONCURRENT_QUESTIONS = 4
"""Questions answered at the same time; the next wait. Twenty people on two cores had their answers soonest with four:
with eight the threads wait for one another, with two a processor waits for them."""
KEEP_LIMITS_PREFIX = "keep&"
"""Before an address: the limits stand on the page as they were ticked, and are left as they are."""
_ALWAYS_READY = Readiness()


def build_blocks(
    library: LibraryProtocol, readiness: Readiness = _ALWAYS_READY, options: AnswerOptions = DEFAULT_OPTIONS
) -> gr.Blocks:
    """The page over this library, to be mounted."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=False) as page:
        with gr.Row(elem_classes="asking", equal_height=True):
            box = _create_question_box()
            button = gr.Button("Ask", variant="primary", scale=0, min_width=120, elem_id="ask")
        # Where the script of the page puts an address that is followed without loading the page again.
        address = gr.Textbox(label="Address", show_label=False, lines=1, max_lines=1, elem_id="address")
        with gr.Row(elem_classes="answering"):
            limits = _create_html(results.render_filters(library, SearchForm()), "limits")
            region = _create_html("", "results")
        _connect_events(page, _PageContext(library, readiness, options), (box, button, address, limits, region))
    return page


def _create_html(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)


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


@dataclass(frozen=True, slots=True)
class _PageContext:
    """What questions are put to, whether it is ready, and how answers look."""

    library: LibraryProtocol
    readiness: Readiness
    options: AnswerOptions


PageComponents = tuple[gr.Textbox, gr.Button, gr.Textbox, gr.HTML, gr.HTML]


def _connect_events(page: gr.Blocks, context: _PageContext, components: PageComponents) -> None:
    box, button, address, limits, region = components
    everything = [box, address, limits, region]
    options: dict[str, Any] = {
        "preprocess": False,
        "api_visibility": "private",
        "show_progress": "hidden",
        "trigger_mode": "always_last",
        "concurrency_limit": MAX_CONCURRENT_QUESTIONS,
        "concurrency_id": "ask",
    }
    asked, gone = _make_question_handler(context), _make_address_handler(context)
    gr.on([box.submit, button.click], asked, [box, address], [address, region], **options)
    gr.on([address.submit], gone, [address], everything, **options)
    page.load(
        _make_load_handler(context),
        outputs=everything,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=MAX_CONCURRENT_QUESTIONS,
    )


def _make_question_handler(context: _PageContext) -> Callable[..., list[Any]]:
    """Another question under the limits in force."""

    def handle_question(question: object = None, query: object = None) -> list[Any]:
        form = with_question(_parse_form(query)[0], question)
        return [to_query(form), _render_answer(context, form)]

    return handle_question


def _make_address_handler(context: _PageContext) -> Callable[..., list[Any]]:
    """An address followed: another page of passages, a limit set or taken away, a step back."""

    def handle_address(query: object = None) -> list[Any]:
        form, kept = _parse_form(query)
        filled = [gr.skip(), gr.skip(), gr.skip()] if kept else _fill_inputs(context.library, form)
        # The address stands in its field already, and by now the next one may.
        filled[1] = gr.skip()
        return [*filled, _render_answer(context, form)]

    return handle_address


def _make_load_handler(context: _PageContext) -> Callable[[gr.Request], list[Any]]:
    def handle_load(request: gr.Request) -> list[Any]:
        form = from_query(str(request.request.url.query) if request.request else "")
        filled = _fill_inputs(context.library, form)
        # An address that says nothing must not wipe out what somebody is typing while it is read.
        filled[0] = form.question or gr.skip()
        return [*filled, _render_answer(context, form)]

    return handle_load


def _parse_form(query: object) -> tuple[SearchForm, bool]:
    """The form in the hidden address, and whether the limits on the page are those."""
    kept = isinstance(query, str) and query.startswith(KEEP_LIMITS_PREFIX)
    return from_query(str(query)[len(KEEP_LIMITS_PREFIX) :] if kept else query), kept


def _render_answer(context: _PageContext, form: SearchForm) -> str:
    """The region; while the model is being loaded a word that the question waits, upon which the page asks again. A
    function that gave first the one and then the other would have every answer sent twice."""
    if form.question and not context.readiness.is_ready():
        return _add_stamp(results.render_starting(form))
    return _add_stamp(results.render_results(context.library, form, context.options))


_stamp_numbers = count()


def _add_stamp(region: str) -> str:
    """The region with a mark that no other has, by which the page knows that it has come, the same as before or not."""
    return f'<div data-stamp="{next(_stamp_numbers)}">{region}</div>'


def _fill_inputs(library: LibraryProtocol, form: SearchForm) -> list[Any]:
    """Box, address and limits as a form has them."""
    return [form.question, to_query(form), results.render_filters(library, form)]
