"""What was searched and what was not, in words. In: a coverage record; out: safe HTML.

Promise: an empty answer never stands alone; beside it stands what it is an answer about.
"""

from __future__ import annotations

from paper_search.records import Coverage
from paper_search.text.dates import said
from paper_search.web.forms import Form, page_address
from paper_search.web.html import clip, counted, escape, listing, tag

_NAMED = 6


def _councils(authorities: tuple[str, ...]) -> str:
    if not authorities:
        return ""
    named = [clip(name, 80) for name in authorities[:_NAMED]]
    rest = len(authorities) - len(named)
    return " of " + listing([*named, counted(rest, "other council")] if rest else named)


def _dates(coverage: Coverage) -> str:
    if not (coverage.since and coverage.until):
        return ""
    if coverage.since == coverage.until:
        return f", of {said(coverage.since)}"
    return f", dated {said(coverage.since)} to {said(coverage.until)}"


def searched(coverage: Coverage) -> str:
    """One sentence: how many papers, whose, of what dates. Plain text, to be escaped."""
    undated = f"; {counted(coverage.undated, 'paper states', 'papers state')} no date" if coverage.undated else ""
    papers = counted(coverage.papers, "paper")
    return f"{papers}{_councils(coverage.authorities)}{_dates(coverage)}{undated}"


def not_searched(coverage: Coverage) -> list[str]:
    """What a question did not look into, one line each. Plain text, to be escaped."""
    lines = (
        (coverage.outside_filters, "paper outside", "papers outside", " the limits you set"),
        (coverage.unread, "file", "files", " that could not be read, such as scans or locked files"),
        (coverage.waiting, "new passage", "new passages", " by meaning: so far only by exact words"),
        (coverage.held_back, "paper", "papers", " held back, being exempt or withdrawn"),
    )
    return [counted(number, one, many) + rest for number, one, many, rest in lines if number]


def scope(coverage: Coverage, form: Form) -> str:
    """A closing sentence below an answer, with a way out of the limits. Safe HTML."""
    text = escape(f"Searched: {searched(coverage)}.")
    return text + " " + _widen(form) if form.filters() else text


def nothing_found(coverage: Coverage, form: Form) -> str:
    """The panel below that heading: what was searched and what was not. Safe HTML."""
    missing = [*not_searched(coverage), "charts and pictures inside papers"]
    inner = (
        tag("p", escape(f"Searched: {searched(coverage)}."))
        + tag("p", "Not searched:")
        + tag("ul", "".join(tag("li", escape(line)) for line in missing))
        + tag("p", "Other words for the same matter may find it. " + (_widen(form) if form.filters() else ""))
    )
    return tag("section", inner, class_="panel notice")


def _widen(form: Form) -> str:
    return tag("a", "Ask without limits", href=page_address(Form(form.question)), data_go="")
