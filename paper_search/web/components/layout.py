"""The frame of every page: head, skip link, navigation, foot. In: a title and safe HTML; out: a whole page.

Promises: every page has a language, a skip link, one navigation and one ``main``; its one ``h1`` is the caller's. No
font, picture or script comes from another host, and without scripts every link still leads where it says.
"""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from paper_search.web.components import signed
from paper_search.web.forms import SearchForm, to_query
from paper_search.web.html import escape, tag

TITLE = "Ask the papers"
VIEWS = (
    ("/", "Ask"),
    ("/compare", "Compare"),
    ("/timeline", "Timeline"),
    ("/papers", "Papers"),
    ("/about", "How this works"),
    ("/accessibility", "Accessibility"),
)
"""The address and the name of each view, in the order of the navigation."""
_QUESTION_VIEWS = ("/", "/compare", "/timeline")
HEAD_HTML = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    '<link rel="icon" href="/own/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/own/site.css">'
    '<script defer src="/own/site.js"></script>'
)
CAUTION_TEXT = (
    "Answers are quotations. What a paper recommends is not yet a decision, and draft minutes are not "
    "confirmed ones: read the paper before relying on it."
)
EMPTY_FORM = SearchForm()
NO_CACHE_HEADERS = {"cache-control": "no-cache, private"}


def render_banner(current_view: str = "", form: SearchForm = EMPTY_FORM, account_html: str = "") -> str:
    """Skip link and navigation; ``here`` is the address of the view shown. A question asked goes along to the views
    that take one. ``beside`` is safe HTML behind the views, who is signed in where nothing else is given."""
    links = "".join(tag("li", _render_view_link(address, name, current_view, form)) for address, name in VIEWS)
    shown = tag("nav", tag("ul", links), aria_label="Views")
    brand = tag("a", escape(TITLE), href="/", class_="brand")
    inside = brand + shown + (account_html or signed.render_account())
    skip = tag("a", "Skip to the content", href="#main", class_="skip")
    return skip + tag("header", tag("div", inside, class_="banner-inside"), class_="banner")


def _render_view_link(address: str, name: str, current_view: str, form: SearchForm) -> str:
    query = to_query(form) if address in _QUESTION_VIEWS and form.question else ""
    current = "page" if address == current_view else None
    return tag("a", escape(name), href=f"{address}?{query}" if query else address, aria_current=current)


def render_footer() -> str:
    """What stands at the end of every page."""
    programs = tag("a", "For programs", href="/api")
    return tag("footer", tag("p", escape(CAUTION_TEXT)) + tag("p", programs), class_="foot")


def render_page(
    title: str,
    inner: str,
    current_view: str = "",
    form: SearchForm = EMPTY_FORM,
    *,
    head: str = "",
    account_html: str = "",
) -> str:
    """A whole page around ``inner``, which brings its ``h1``. ``head`` is safe HTML for the head, such as a feed."""
    named = tag("title", escape(f"{title} – {TITLE}" if title != TITLE else TITLE))
    main = tag("main", inner, id="main", tabindex="-1")
    body = render_banner(current_view, form, account_html) + main + render_footer()
    return f'<!doctype html><html lang="en-GB"><head>{HEAD_HTML}{named}{head}</head><body class="plain">{body}</body></html>'


def make_page_response(
    title: str, inner: str, current_view: str = "", form: SearchForm = EMPTY_FORM, *, status: int = 200, head: str = ""
) -> HTMLResponse:
    """The same as an answer to a request."""
    return HTMLResponse(
        render_page(title, inner, current_view, form, head=head), status_code=status, headers=NO_CACHE_HEADERS
    )
