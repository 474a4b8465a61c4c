"""The frame of every page: head, skip link, navigation, foot. In: a title and safe HTML; out: a whole page.

Promises: every page has a language, a skip link, one navigation and one ``main``; its one ``h1`` is the caller's. No
font, picture or script comes from another host, and without scripts every link still leads where it says.
"""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from paper_search.web.components import signed
from paper_search.web.forms import Form, to_query
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
_ASKED = ("/", "/compare", "/timeline")
HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    '<link rel="icon" href="/own/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/own/site.css">'
    '<script defer src="/own/site.js"></script>'
)
CAUTION = (
    "Answers are quotations. What a paper recommends is not yet a decision, and draft minutes are not "
    "confirmed ones: read the paper before relying on it."
)
EMPTY = Form()
FRESH = {"cache-control": "no-cache, private"}


def banner(here: str = "", form: Form = EMPTY, beside: str = "") -> str:
    """Skip link and navigation; ``here`` is the address of the view shown. A question asked goes along to the views
    that take one. ``beside`` is safe HTML behind the views, who is signed in where nothing else is given."""
    links = "".join(tag("li", _view(address, name, here, form)) for address, name in VIEWS)
    shown = tag("nav", tag("ul", links), aria_label="Views")
    brand = tag("a", escape(TITLE), href="/", class_="brand")
    inside = brand + shown + (beside or signed.beside())
    skip = tag("a", "Skip to the content", href="#main", class_="skip")
    return skip + tag("header", tag("div", inside, class_="banner-inside"), class_="banner")


def _view(address: str, name: str, here: str, form: Form) -> str:
    query = to_query(form) if address in _ASKED and form.question else ""
    current = "page" if address == here else None
    return tag("a", escape(name), href=f"{address}?{query}" if query else address, aria_current=current)


def foot() -> str:
    """What stands at the end of every page."""
    programs = tag("a", "For programs", href="/api")
    return tag("footer", tag("p", escape(CAUTION)) + tag("p", programs), class_="foot")


def framed(title: str, inner: str, here: str = "", form: Form = EMPTY, *, head: str = "", beside: str = "") -> str:
    """A whole page around ``inner``, which brings its ``h1``. ``head`` is safe HTML for the head, such as a feed."""
    named = tag("title", escape(f"{title} – {TITLE}" if title != TITLE else TITLE))
    main = tag("main", inner, id="main", tabindex="-1")
    body = banner(here, form, beside) + main + foot()
    return f'<!doctype html><html lang="en-GB"><head>{HEAD}{named}{head}</head><body class="plain">{body}</body></html>'


def page(
    title: str, inner: str, here: str = "", form: Form = EMPTY, *, status: int = 200, head: str = ""
) -> HTMLResponse:
    """The same as an answer to a request."""
    return HTMLResponse(framed(title, inner, here, form, head=head), status_code=status, headers=FRESH)
