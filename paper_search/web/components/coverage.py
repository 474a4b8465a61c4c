"""What was searched and what was not, in words. In: a coverage record; out: safe HTML.

Promise: an empty answer never stands alone; beside it stands what it is an answer about.
"""

from __future__ import annotations

from paper_search.records import Coverage
from paper_search.text.dates import format_date
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.html import clip, escape, format_count, join_with_and, tag

_MAX_NAMED_COUNCILS = 6


def _describe_councils(authorities: tuple[str, ...]) -> str:
    if not authorities:
        return ""
    named = [clip(name, 80) for name in authorities[:_MAX_NAMED_COUNCILS]]
    rest = len(authorities) - len(named)
    return " of " + join_with_and([*named, format_count(rest, "other council")] if rest else named)


def _describe_dates(coverage: Coverage) -> str:
    if not (coverage.since and coverage.until):
        return ""
    if coverage.since == coverage.until:
        return f", of {format_date(coverage.since)}"
    return f", dated {format_date(coverage.since)} to {format_date(coverage.until)}"


def describe_searched(coverage: Coverage) -> str:
    """One sentence: how many papers, whose, of what dates. Plain text, to be escaped."""
    undated = f"; {format_count(coverage.undated, 'paper states', 'papers state')} no date" if coverage.undated else ""
    papers = format_count(coverage.papers, "paper")
    return f"{papers}{_describe_councils(coverage.authorities)}{_describe_dates(coverage)}{undated}"


def describe_not_searched(coverage: Coverage) -> list[str]:
    """What a question did not look into, one line each. Plain text, to be escaped."""
    lines = (
        (coverage.outside_filters, "paper outside", "papers outside", " the limits you set"),
        (coverage.unread, "file", "files", " that could not be read, such as scans or locked files"),
        (coverage.waiting, "new passage", "new passages", " by meaning: so far only by exact words"),
        (coverage.held_back, "paper", "papers", " held back, being exempt or withdrawn"),
    )
    return [format_count(number, one, many) + rest for number, one, many, rest in lines if number]


def render_scope(coverage: Coverage, form: SearchForm) -> str:
    """A closing sentence below an answer, with a way out of the limits. Safe HTML."""
    text = escape(f"Searched: {describe_searched(coverage)}.")
    return text + " " + _render_widen_link(form) if form.to_filters() else text


def render_nothing_found(coverage: Coverage, form: SearchForm) -> str:
    """The panel below that heading: what was searched and what was not. Safe HTML."""
    missing = [*describe_not_searched(coverage), "charts and pictures inside papers"]
    inner = (
        tag("p", escape(f"Searched: {describe_searched(coverage)}."))
        + tag("p", "Not searched:")
        + tag("ul", "".join(tag("li", escape(line)) for line in missing))
        + tag(
            "p",
            "Other words for the same matter may find it. " + (_render_widen_link(form) if form.to_filters() else ""),
        )
    )
    return tag("section", inner, class_="panel notice")


def _render_widen_link(form: SearchForm) -> str:
    return tag("a", "Ask without limits", href=build_search_url(SearchForm(form.question)), data_go="")
