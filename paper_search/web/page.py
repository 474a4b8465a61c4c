"""The page: a box, limits, and one region for the answer. In: an open library; out: Gradio Blocks.

Promises: what is shown stands in the address, and opening that address shows it again; Gradio only ever gets
safe HTML of ours as data, never as a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import gradio as gr

from paper_search.web import actions
from paper_search.web.address import QUESTION_LIMIT, Form, from_fields, from_items, page_address
from paper_search.web.card import link
from paper_search.web.contract import Library
from paper_search.web.markup import escape, tag

TITLE = "Ask the papers"
EXAMPLES = (
    "What did Ofsted say about management oversight?",
    "Why was the planning appeal allowed?",
    "How big is the budget gap?",
    "potholes",
)
AT_ONCE = 8


def blocks(library: Library) -> gr.Blocks:
    """The page over this library, to be mounted."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=False) as page:
        head = _html(_masthead(actions.holdings(library)), "masthead")
        with gr.Row(elem_classes="asking", equal_height=True):
            box = _box()
            button = gr.Button("Ask", variant="primary", scale=0, min_width=120, elem_id="ask")
        _html(_examples(), "examples")
        with gr.Accordion("Limit by council, committee, kind of paper or date", open=False) as limits:
            fields = _limits()
        region = _html(actions.waiting(Form()), "results")
        _html(_foot(), "foot")
        inputs = [box, *fields]
        _on_ask(library, inputs, region, [box.submit, button.click], fields)
        page.load(
            _opening(library),
            outputs=[head, *inputs, limits, region],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=AT_ONCE,
        )
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
        autofocus=True,
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocomplete="off"),
    )


def _limits() -> list[gr.Dropdown | gr.Textbox]:
    with gr.Row():
        chosen: list[gr.Dropdown | gr.Textbox] = [
            gr.Dropdown([], multiselect=True, label=label, elem_id=name, min_width=240)
            for label, name in (("Council", "authority"), ("Committee", "committee"), ("Kind of paper", "kind"))
        ]
    with gr.Row():
        typed = [
            gr.Textbox(label=label, placeholder=hint, max_lines=1, max_length=40, elem_id=name, min_width=240)
            for label, name, hint in (
                ("Meetings from", "since", "such as 28/07/2020, July 2020 or 2020"),
                ("Meetings up to", "until", "such as 31/12/2021 or 2021"),
            )
        ]
    return [*chosen, *typed]


def _on_ask(
    library: Library,
    inputs: list[Any],
    region: gr.HTML,
    asked: list[Any],
    fields: list[gr.Dropdown | gr.Textbox],
) -> None:
    def ask(*values: object) -> str:
        return actions.ask(library, from_fields(*values))

    def narrow(*values: object) -> str:
        return actions.narrow(library, from_fields(*values))

    narrowed = [field.input if isinstance(field, gr.Dropdown) else field.submit for field in fields]
    for triggers, act in ((asked, ask), (narrowed, narrow)):
        gr.on(
            triggers,
            act,
            inputs,
            region,
            preprocess=False,
            api_visibility="private",
            show_progress="minimal",
            trigger_mode="always_last",
            concurrency_limit=AT_ONCE,
            concurrency_id="ask",
        )


def _opening(library: Library) -> Callable[[gr.Request], Iterator[list[Any]]]:
    def opening(request: gr.Request) -> Iterator[list[Any]]:
        form = from_items(_items(request.query_params))
        filled = [_masthead(actions.holdings(library)), _unless_empty(form.question), *_filled(library, form)]
        yield [*filled, actions.waiting(form)]
        if form.question:
            yield [*[gr.skip()] * len(filled), actions.ask(library, form)]

    return opening


def _filled(library: Library, form: Form) -> list[Any]:
    """Updates for the limits: what is on offer now, and what the address chose."""
    chosen = (form.authorities, form.committees, form.kinds)
    offered = actions.offers(actions.facets(library), form)
    lists = [
        gr.Dropdown(choices=all_, value=list(some)) if some else gr.Dropdown(choices=all_)
        for all_, some in zip(offered, chosen, strict=True)
    ]
    limited = any((*chosen, form.since, form.until))
    opened = gr.Accordion(open=True) if limited else gr.skip()
    return [*lists, _unless_empty(form.since), _unless_empty(form.until), opened]


def _unless_empty(value: str) -> Any:
    """An address that says nothing must not wipe out what somebody is typing while it is read."""
    return value or gr.skip()


def _items(parameters: Any) -> Iterable[tuple[str, str]]:
    """Name and value pairs, repeats included where the request still has them."""
    pairs = parameters.multi_items() if hasattr(parameters, "multi_items") else dict(parameters).items()
    return [(str(name), str(value)) for name, value in pairs]


def _masthead(holdings: str) -> str:
    return tag("header", tag("h1", TITLE) + tag("p", escape(holdings), class_="holdings"), class_="masthead")


def _examples() -> str:
    links = "".join(tag("li", link(page_address(Form(question=each)), each)) for each in EXAMPLES)
    return tag("nav", tag("span", "For example:") + tag("ul", links), class_="examples", aria_label="Examples")


def _foot() -> str:
    return tag(
        "footer",
        "Answers are quotations. What a paper recommends is not yet a decision, and draft minutes are not "
        "confirmed ones: read the paper before relying on it.",
        class_="foot",
    )
