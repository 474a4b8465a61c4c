"""Gradio's page in, ours out: what it names of other hosts left out, our frame around it, its scripts with a nonce.

Promise: what stands there before any script has run is the navigation, the question box with the question asked, and a
word that it is being searched for; sent from there, a question is answered on a plain page.
"""

from __future__ import annotations

import re

from paper_search.web.components import layout
from paper_search.web.components.search_form import make_search_box
from paper_search.web.forms import SearchForm, from_query
from paper_search.web.html import render

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
    page = page.replace('<meta charset="utf-8" />', _HEAD_HTML + layout.render_feed_link(form), 1)
    told = '<p id="told" class="unseen" role="status"></p>'
    page = page.replace(
        "<gradio-app", layout.render_banner("/", form) + told + _render_placeholder(form) + "<gradio-app", 1
    )
    page = page.replace("</body>", layout.render_footer() + "</body>", 1)
    return _SCRIPT_TAG.sub(f'<script nonce="{nonce}"', page)


def _render_placeholder(form: SearchForm) -> str:
    """What stands in the place of the page until it can be used: a form that works by itself."""
    return str(render("_gradio_placeholder.html", search_box=make_search_box(form)))
