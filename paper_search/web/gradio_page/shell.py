"""Gradio's page in, ours out: what it names of other hosts left out, our frame around it, its scripts with a nonce.

Promise: what stands there before any script has run is the navigation, the question box with the question asked, and a
word that it is being searched for; sent from there, a question is answered on a plain page.
"""

from __future__ import annotations

import re
from dataclasses import replace

from paper_search.web.components import layout
from paper_search.web.forms import MAX_QUESTION_CHARS, SearchForm, from_query, to_items
from paper_search.web.html import escape, tag
from paper_search.web.routes import feed

# Cards for other sites with Gradio's name and picture, a manifest with its icon, and a script for foreign frames.
_FOREIGN_TAGS = re.compile(
    r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*|<link rel="manifest"[^>]*>'
    r"|<script[^>]*iframeResizer[^>]*>\s*</script>"
)
_SCRIPT_TAG = re.compile(r"<script(?=[\s>])")
_HEAD_HTML = """<meta charset="utf-8" />
<title>Ask the papers</title>
<meta name="description" content="Search council papers by meaning, and read the words that answer." />
<link rel="icon" href="/own/icon.svg" type="image/svg+xml" />
<link rel="stylesheet" href="/own/site.css" />
<link rel="stylesheet" href="/own/page.css" />
<script defer src="/own/site.js"></script>
<script defer src="/own/page.js"></script>"""


def rewrite_gradio_page(page: str, nonce: str, query: str = "") -> str:
    """Gradio's page with our head and frame; ``query`` is the part of the address behind ``?``."""
    form = from_query(query)
    page = _FOREIGN_TAGS.sub("", page)
    page = page.replace('<meta charset="utf-8" />', _HEAD_HTML + feed.render_feed_link(form), 1)
    told = tag("p", "", id="told", class_="unseen", role="status")
    page = page.replace(
        "<gradio-app", layout.render_banner("/", form) + told + _render_placeholder(form) + "<gradio-app", 1
    )
    page = page.replace("</body>", layout.render_footer() + "</body>", 1)
    return _SCRIPT_TAG.sub(f'<script nonce="{nonce}"', page)


def _render_placeholder(form: SearchForm) -> str:
    """What stands in the place of the page until it can be used: a form that works by itself."""
    words = "Searching the papers…" if form.question else "Ask the papers"
    said = "Searching the papers…" if form.question else "Opening…"
    inner = tag("h1", words) + render_search_form(form) + tag("p", said, class_="outcome")
    return tag("main", inner + tag("noscript", tag("p", _NO_SCRIPT_TEXT)), id="first")


_NO_SCRIPT_TEXT = "Without JavaScript, press Ask: the answer comes on a plain page."


def render_search_form(
    form: SearchForm, action: str = "/ask", label: str = "Your question", button_label: str = "Ask"
) -> str:
    """The question box as a form that needs no script; limits go along unseen."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in to_items(replace(form, page=1))
        if value and name != "q"
    )
    named = tag("label", escape(label), for_="plain-question")
    box = (
        f'<input class="field large" id="plain-question" name="q" type="search" autocomplete="off" '
        f'enterkeyhint="search" maxlength="{MAX_QUESTION_CHARS}" value="{escape(form.question)}">'
    )
    row = tag("div", named + box, class_="grow") + tag("button", escape(button_label), class_="button", type="submit")
    return tag("form", kept + tag("div", row, class_="asking-row"), action=action, method="get", role="search")
