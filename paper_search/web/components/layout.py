"""The layout of every page: head, skip link, navigation, who is signed in, and the foot.

Every page has a language, a skip link, one navigation and one ``main``; its one ``h1`` is its template's. No font,
picture or script comes from another host, and without scripts every link still leads where it says.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from paper_search.web.auth.current_user import get_current_visitor
from paper_search.web.comparison_offer import offers_comparison
from paper_search.web.forms import SearchForm, to_query
from paper_search.web.html import render

TITLE = "Ask the papers"
COMPARE_PATH = "/compare"
VIEWS = (("/papers", "Papers"),)
MORE_VIEWS = (
    ("/meetings", "Meetings"),
    ("/decisions", "Decisions"),
    ("/people", "People"),
    (COMPARE_PATH, "Compare"),
    ("/timeline", "Timeline"),
)
STAFF_VIEWS = (("/sources", "Sources"),)
FOOTER_VIEWS = (
    ("/about", "How this works"),
    ("/accessibility", "Accessibility"),
    ("/search-box", "Put a search box on your website"),
    ("/api", "For programs"),
)
"""The address and the name of each view: beside the site's name, folded, folded for staff alone, and in the foot. So
few stand in front that a keyboard is at the first quote after eight stops."""
SIGN_IN_PATH, SIGN_OUT_PATH, SESSION_PATH = "/sign-in", "/sign-out", "/session"
OPENSEARCH_PATH, SEARCH_BOX_PATH = "/opensearch.xml", "/search-box"
_QUESTION_VIEWS = (COMPARE_PATH, "/timeline")
EMPTY_FORM = SearchForm()
NO_CACHE_HEADERS = {"cache-control": "no-cache, private"}


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A view in the navigation; ``takes_question`` where the question goes along to it."""

    url: str
    name: str
    is_current: bool
    takes_question: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, if anybody, whether there is a page to sign in on, and where a page asks whether this holds."""

    name: str | None
    role: str
    may_sign_in: bool
    sign_in_path: str = SIGN_IN_PATH
    sign_out_path: str = SIGN_OUT_PATH
    session_path: str = SESSION_PATH


@dataclass(frozen=True, slots=True)
class Banner:
    """The navigation, and the account of whoever the page is made for.

    Attributes:
        title: the site's name, which leads to the question page.
        is_question_page: True on the question page.
        views: the views that are always seen.
        more_views: the views that are folded.
        account: who is signed in.
    """

    title: str
    is_question_page: bool
    views: tuple[NavigationLink, ...]
    more_views: tuple[NavigationLink, ...]
    account: Account


def make_banner(current_view: str = "", form: SearchForm = EMPTY_FORM) -> Banner:
    """Return the banner of a page.

    Args:
        current_view: the address of the view shown.
        form: the question asked, which goes along to the views that take one.
    """
    visitor = get_current_visitor()
    return Banner(
        title=TITLE,
        is_question_page=current_view == "/",
        views=_make_links(VIEWS, current_view, form),
        more_views=_make_links((*MORE_VIEWS, *(STAFF_VIEWS if visitor.is_staff else ())), current_view, form),
        account=Account(visitor.name, visitor.role, visitor.may_sign_in),
    )


def _make_links(
    views: tuple[tuple[str, str], ...], current_view: str, form: SearchForm = EMPTY_FORM
) -> tuple[NavigationLink, ...]:
    return tuple(
        NavigationLink(_build_view_link(address, form), name, address == current_view, address in _QUESTION_VIEWS)
        for address, name in views
        if address != COMPARE_PATH or offers_comparison()
    )


def _build_view_link(address: str, form: SearchForm) -> str:
    query = to_query(form) if address in _QUESTION_VIEWS and form.question else ""
    return f"{address}?{query}" if query else address


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
    footer = _make_links(FOOTER_VIEWS, current_view)
    return render(template, title=full_title, banner=make_banner(current_view, form), footer=footer, **values)


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


def render_message_page(heading: str, text: str, is_later: bool = False) -> Markup:
    """Return a whole page that turns a visitor away, with ways to go on.

    Args:
        heading: what happened, as plain text.
        text: what to do, as plain text; each line is a paragraph.
        is_later: True where the ways are open after a while only, which the text names.
    """
    return render_page(
        "message.html", heading, heading=heading, text=text, role="", has_back_link=True, is_later=is_later
    )


def make_message_response(
    heading: str, text: str, *, status: int, role: str = "", has_back_link: bool = False
) -> HTMLResponse:
    """Return a page with a heading and some sentences as the response to a request.

    Args:
        heading: the heading, which is the page's title too.
        text: a sentence or two, as plain text; each line is a paragraph.
        status: the HTTP status.
        role: the ARIA role of the sentences, if they have one.
        has_back_link: True for links to the question page and to the list of papers.
    """
    return make_page_response(
        "message.html",
        heading,
        status=status,
        heading=heading,
        text=text,
        role=role,
        has_back_link=has_back_link,
        is_later=False,
    )
