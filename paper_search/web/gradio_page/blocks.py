"""Gradio's page: the question box that takes over from the plain one, and two functions for ``gradio_client``.

The page of the site is the server's own HTML. Its script puts this box in the place of the plain one, in whose form it
then stands. What is typed is sent by that form, so Gradio is given neither a question nor an answer by a browser.
"""

from __future__ import annotations

import re
from pathlib import Path

import gradio as gr

from paper_search.web.components.layout import TITLE
from paper_search.web.components.search_form import make_search_box
from paper_search.web.forms import MAX_QUESTION_CHARS, SearchForm
from paper_search.web.gradio_page.client_api import add_client_api
from paper_search.web.library_protocol import LibraryForRequest

_TEMPLATE_PATH = Path(gr.__file__).parent / "templates" / "frontend" / "index.html"
_SCRIPT_PATTERN = re.compile(r'<script type="module"[^>]* src="\./(assets/[A-Za-z0-9_-]+\.js)"')


def build_blocks(library_for: LibraryForRequest) -> gr.Blocks:
    """Return the page, to be mounted.

    Args:
        library_for: gives the library as the visitor of a request may see it.
    """
    words = make_search_box(SearchForm())
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        with gr.Row(elem_classes="asking-box"):
            gr.Textbox(label=words.label, max_lines=1, max_length=MAX_QUESTION_CHARS, scale=1, elem_id="question")
            gr.Button(words.button_label, variant="primary", scale=0, elem_id="ask")
        add_client_api(page, library_for)
    return page


def find_script() -> str:
    """Return the address of the script that Gradio's page begins with; empty where its HTML names none."""
    try:
        found = _SCRIPT_PATTERN.search(_TEMPLATE_PATH.read_text(encoding="utf-8"))
    except OSError:
        return ""
    return f"/{found[1]}" if found else ""
