"""The layout of every page: head, skip link, navigation, who is signed in, and the foot.

Every page has a language, a skip link, one navigation and one ``main``; its one ``h1`` is its template's. No font,
picture or script comes from another host, and without scripts every link still leads where it says.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from paper_search.web.auth.current_user import get_current_visitor
from paper_search.web.forms import SearchForm, build_feed_url, to_query
from paper_search.web.html import render

TITLE = "Ask the papers"
VIEWS = (
    ("/", "Ask"),
    ("/compare", "Compare"),
    ("/timeline", "Timeline"),
    ("/papers", "Papers"),
    ("/meetings", "Meetings"),
    ("/decisions", "Decisions"),
    ("/people", "People"),
    ("/about", "How this works"),
    ("/accessibility", "Accessibility"),
)
"""The address and the name of each view, in the order of the navigation."""
SIGN_IN_PATH, SIGN_OUT_PATH = "/sign-in", "/sign-out"
_QUESTION_VIEWS = ("/", "/compare", "/timeline")
EMPTY_FORM = SearchForm()
NO_CACHE_HEADERS = {"cache-control": "no-cache, private"}


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A view in the navigation."""

    url: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, if anybody, and whether there is a page to sign in on."""

    name: str | None
    role: str
    may_sign_in: bool
    sign_in_path: str = SIGN_IN_PATH
    sign_out_path: str = SIGN_OUT_PATH


@dataclass(frozen=True, slots=True)
class Banner:
    """The navigation, and the account of whoever the page is made for."""

    title: str
    views: tuple[NavigationLink, ...]
    account: Account


def make_banner(current_view: str = "", form: SearchForm = EMPTY_FORM) -> Banner:
    """Return the banner of a page.

    Args:
        current_view: the address of the view shown.
        form: the question asked, which goes along to the views that take one.
    """
    views = tuple(
        NavigationLink(_build_view_link(address, form), name, address == current_view) for address, name in VIEWS
    )
    visitor = get_current_visitor()
    return Banner(TITLE, views, Account(visitor.name, visitor.role, visitor.may_sign_in))


def _build_view_link(address: str, form: SearchForm) -> str:
    query = to_query(form) if address in _QUESTION_VIEWS and form.question else ""
    return f"{address}?{query}" if query else address


def render_banner(current_view: str = "", form: SearchForm = EMPTY_FORM) -> str:
    """Return skip link, navigation and account, to be put into a page that is no template.

    Args:
        current_view: the address of the view shown.
        form: the question asked, which goes along to the views that take one.
    """
    return str(render("_banner.html", banner=make_banner(current_view, form)))


def render_footer() -> str:
    """Return what stands at the end of every page, to be put into a page that is no template."""
    return str(render("_footer.html"))


def render_feed_link(form: SearchForm) -> str:
    """Return what tells a browser or a feed reader that the question has a feed; empty without a question."""
    if not form.question:
        return ""
    return str(render("_feed_link.html", question=form.question, feed_url=build_feed_url(form)))


def render_page(
    template: str, title: str, current_view: str = "", form: SearchForm = EMPTY_FORM, **values: object
) -> Markup:
    """Return a whole page.

    Args:
        template: a template that extends ``base.html`` and brings the page's ``h1``.
        title: the title of the page, as plain text.
        current_view: the address of the view shown, for the navigation.
        form: the question asked, which goes along to the views that take one.
        **values: what the template shows.
    """
    full_title = f"{title} – {TITLE}" if title != TITLE else TITLE
    return render(template, title=full_title, banner=make_banner(current_view, form), **values)


def make_page_response(
    template: str,
    title: str,
    current_view: str = "",
    form: SearchForm = EMPTY_FORM,
    *,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Return a whole page as the response to a request.

    Args:
        template: a template that extends ``base.html`` and brings the page's ``h1``.
        title: the title of the page, as plain text.
        current_view: the address of the view shown, for the navigation.
        form: the question asked, which goes along to the views that take one.
        status: the HTTP status.
        **values: what the template shows.
    """
    page = render_page(template, title, current_view, form, **values)
    return HTMLResponse(page, status_code=status, headers=NO_CACHE_HEADERS)


def render_message_page(heading: str, text: str) -> Markup:
    """Return a whole page with a heading and a sentence, both plain text."""
    return render_page("message.html", heading, heading=heading, text=text, role="", has_back_link=False)


def make_message_response(
    heading: str, text: str, *, status: int, role: str = "", has_back_link: bool = False
) -> HTMLResponse:
    """Return a page with a heading and a sentence as the response to a request.

    Args:
        heading: the heading, which is the page's title too.
        text: a sentence or two, as plain text.
        status: the HTTP status.
        role: the ARIA role of the sentence, if it has one.
        has_back_link: True for a link to the question page.
    """
    return make_page_response(
        "message.html", heading, status=status, heading=heading, text=text, role=role, has_back_link=has_back_link
    )
