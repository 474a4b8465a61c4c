"""Who is signed in, for the banner of every page. In: the asker; out: safe HTML with the way in or out."""

from __future__ import annotations

from paper_search.web.auth.current_user import get_current_visitor
from paper_search.web.html import escape, tag

SIGN_IN_PATH, SIGN_OUT_PATH = "/sign-in", "/sign-out"


def render_account() -> str:
    """Who is signed in, and the way in or out, for the banner of every page. Safe HTML."""
    asker = get_current_visitor()
    if asker.name is None:
        return tag("p", tag("a", "Sign in", href=SIGN_IN_PATH), class_="signed") if asker.may_sign_in else ""
    named = tag("span", "Signed in as " + tag("bdi", escape(asker.name)) + escape(f" ({asker.role})"))
    button = tag("button", "Sign out", class_="button quiet", type="submit")
    out = tag("form", button, method="post", action=SIGN_OUT_PATH) if asker.may_sign_in else ""
    return tag("div", named + out, class_="signed")
