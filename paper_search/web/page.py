"""The page: a box, limits, and one region for the answer. In: an open library; out: Gradio Blocks.

Promises: what is shown stands in the address, and opening that address shows it again; Gradio only ever gets
safe HTML of ours as data, never as a template. Gradio is the box and the way to the server; all else is plain HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from paper_search.web import actions
from paper_search.web.address import QUESTION_LIMIT, Form, asking, from_query, to_query
from paper_search.web.contract import Library
from paper_search.web.frame import TITLE
from paper_search.web.warmth import Warmth

AT_ONCE = 8
KEPT = "keep&"
"""Before an address: the limits stand on the page as they were ticked, and are left as they are."""
_READY = Warmth()


def blocks(library: Library, warmth: Warmth = _READY) -> gr.Blocks:
    """The page over this library, to be mounted."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=False) as page:
        with gr.Row(elem_classes="asking", equal_height=True):
            box = _box()
            button = gr.Button("Ask", variant="primary", scale=0, min_width=120, elem_id="ask")
        # Where the script of the page puts an address that is followed without loading the page again.
        address = gr.Textbox(label="Address", show_label=False, lines=1, max_lines=1, elem_id="address")
        with gr.Row(elem_classes="answering"):
            limits = _html(actions.limits(library, Form()), "limits")
            region = _html("", "results")
        _wire(page, library, warmth, (box, button, address, limits, region))
    return page


def _html(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)


def _box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        placeholder="A question or a few words, then Enter",
        lines=1,
        max_lines=1,
        max_length=QUESTION_LIMIT,
        scale=1,
        elem_id="question",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocomplete="off"),
    )


Parts = tuple[gr.Textbox, gr.Button, gr.Textbox, gr.HTML, gr.HTML]


def _wire(page: gr.Blocks, library: Library, warmth: Warmth, parts: Parts) -> None:
    box, button, address, limits, region = parts
    everything = [box, address, limits, region]
    options: dict[str, Any] = {
        "preprocess": False,
        "api_visibility": "private",
        "show_progress": "hidden",
        "trigger_mode": "always_last",
        "concurrency_limit": AT_ONCE,
        "concurrency_id": "ask",
    }
    asked, gone = _asking(library, warmth), _going(library, warmth)
    gr.on([box.submit, button.click], asked, [box, address], [address, region], **options)
    gr.on([address.input], gone, [address], everything, **options)
    page.load(
        _opening(library, warmth),
        outputs=everything,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=AT_ONCE,
    )


def _asking(library: Library, warmth: Warmth) -> Callable[..., Iterator[list[Any]]]:
    """Another question under the limits in force."""

    def asked(question: object = None, query: object = None) -> Iterator[list[Any]]:
        form = asking(_form(query)[0], question)
        for region in _answers(library, warmth, form):
            yield [to_query(form), region]

    return asked


def _going(library: Library, warmth: Warmth) -> Callable[..., Iterator[list[Any]]]:
    """An address followed: another page of passages, a limit set or taken away, a step back."""

    def gone(query: object = None) -> Iterator[list[Any]]:
        form, kept = _form(query)
        filled = [gr.skip(), gr.skip(), gr.skip()] if kept else _filled(library, form)
        for region in _answers(library, warmth, form):
            yield [*filled, region]

    return gone


def _opening(library: Library, warmth: Warmth) -> Callable[[gr.Request], Iterator[list[Any]]]:
    def opening(request: gr.Request) -> Iterator[list[Any]]:
        form = from_query(str(request.request.url.query) if request.request else "")
        filled = _filled(library, form)
        # An address that says nothing must not wipe out what somebody is typing while it is read.
        filled[0] = form.question or gr.skip()
        for region in _answers(library, warmth, form):
            yield [*filled, region]

    return opening


def _form(query: object) -> tuple[Form, bool]:
    """The form in the hidden address, and whether the limits on the page are those."""
    kept = isinstance(query, str) and query.startswith(KEPT)
    return from_query(str(query)[len(KEPT) :] if kept else query), kept


def _answers(library: Library, warmth: Warmth, form: Form) -> Iterator[str]:
    """The region as it comes: while the model is being loaded, first a word that the question waits."""
    if form.question and not warmth.is_ready():
        yield actions.starting(form)
    yield actions.ask(library, form)


def _filled(library: Library, form: Form) -> list[Any]:
    """Box, address and limits as a form has them."""
    return [form.question, to_query(form), actions.limits(library, form)]
