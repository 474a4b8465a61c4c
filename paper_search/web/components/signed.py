"""Who is signed in, for the banner of every page. In: the asker; out: safe HTML with the way in or out."""

from __future__ import annotations

from paper_search.web.auth.current_user import current
from paper_search.web.html import escape, tag

PATH, OUT = "/sign-in", "/sign-out"


def beside() -> str:
    """Who is signed in, and the way in or out, for the banner of every page. Safe HTML."""
    asker = current()
    if asker.name is None:
        return tag("p", tag("a", "Sign in", href=PATH), class_="signed") if asker.may_sign_in else ""
    named = tag("span", "Signed in as " + tag("bdi", escape(asker.name)) + escape(f" ({asker.role})"))
    button = tag("button", "Sign out", class_="button quiet", type="submit")
    out = tag("form", button, method="post", action=OUT) if asker.may_sign_in else ""
    return tag("div", named + out, class_="signed")
