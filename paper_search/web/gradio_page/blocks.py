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

from paper_search.web.components import results as actions
from paper_search.web.components.answer import USUAL, Look
from paper_search.web.components.layout import TITLE
from paper_search.web.forms import QUESTION_LIMIT, Form, asking, from_query, to_query
from paper_search.web.html import tag
from paper_search.web.library_protocol import Library
from paper_search.web.readiness import Warmth

AT_ONCE = 4
"""Questions answered at the same time; the next wait. Twenty people on two cores had their answers soonest with four:
with eight the threads wait for one another, with two a processor waits for them."""
KEPT = "keep&"
"""Before an address: the limits stand on the page as they were ticked, and are left as they are."""
_READY = Warmth()


def blocks(library: Library, warmth: Warmth = _READY, look: Look = USUAL) -> gr.Blocks:
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
        _wire(page, _Served(library, warmth, look), (box, button, address, limits, region))
    return page


def _html(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)


def _box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        placeholder="A question or a few words",
        lines=1,
        max_lines=1,
        max_length=QUESTION_LIMIT,
        scale=1,
        elem_id="question",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocomplete="off"),
    )


@dataclass(frozen=True, slots=True)
class _Served:
    """What questions are put to, whether it is ready, and how answers look."""

    library: Library
    warmth: Warmth
    look: Look


Parts = tuple[gr.Textbox, gr.Button, gr.Textbox, gr.HTML, gr.HTML]


def _wire(page: gr.Blocks, served: _Served, parts: Parts) -> None:
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
    asked, gone = _asking(served), _going(served)
    gr.on([box.submit, button.click], asked, [box, address], [address, region], **options)
    gr.on([address.submit], gone, [address], everything, **options)
    page.load(
        _opening(served),
        outputs=everything,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=AT_ONCE,
    )


def _asking(served: _Served) -> Callable[..., list[Any]]:
    """Another question under the limits in force."""

    def asked(question: object = None, query: object = None) -> list[Any]:
        form = asking(_form(query)[0], question)
        return [to_query(form), _answer(served, form)]

    return asked


def _going(served: _Served) -> Callable[..., list[Any]]:
    """An address followed: another page of passages, a limit set or taken away, a step back."""

    def gone(query: object = None) -> list[Any]:
        form, kept = _form(query)
        filled = [gr.skip(), gr.skip(), gr.skip()] if kept else _filled(served.library, form)
        # The address stands in its field already, and by now the next one may.
        filled[1] = gr.skip()
        return [*filled, _answer(served, form)]

    return gone


def _opening(served: _Served) -> Callable[[gr.Request], list[Any]]:
    def opening(request: gr.Request) -> list[Any]:
        form = from_query(str(request.request.url.query) if request.request else "")
        filled = _filled(served.library, form)
        # An address that says nothing must not wipe out what somebody is typing while it is read.
        filled[0] = form.question or gr.skip()
        return [*filled, _answer(served, form)]

    return opening


def _form(query: object) -> tuple[Form, bool]:
    """The form in the hidden address, and whether the limits on the page are those."""
    kept = isinstance(query, str) and query.startswith(KEPT)
    return from_query(str(query)[len(KEPT) :] if kept else query), kept


def _answer(served: _Served, form: Form) -> str:
    """The region; while the model is being loaded a word that the question waits, upon which the page asks again. A
    function that gave first the one and then the other would have every answer sent twice."""
    if form.question and not served.warmth.is_ready():
        return _stamped(actions.starting(form))
    return _stamped(actions.ask(served.library, form, served.look))


_stamps = count()


def _stamped(region: str) -> str:
    """The region with a mark that no other has, by which the page knows that it has come, the same as before or not."""
    return tag("div", region, data_stamp=str(next(_stamps)))


def _filled(library: Library, form: Form) -> list[Any]:
    """Box, address and limits as a form has them."""
    return [form.question, to_query(form), actions.limits(library, form)]
