"""Which papers were searched and which were not, in words.

An empty answer never stands alone: beside it stands what it is an answer about.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from paper_search.errors import describe_unreachable_papers
from paper_search.records import Coverage
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.text.enumeration import join_words
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.html import clip, render_macro

_MAX_NAMED_COUNCILS = 6


@dataclass(frozen=True, slots=True)
class CoverageText:
    """The papers searched, those not searched, and the address without the limits where there are any."""

    searched: str
    not_searched: tuple[str, ...]
    widen_url: str | None


def make_coverage(coverage: Coverage, form: SearchForm) -> CoverageText:
    """Return in words what a question searched.

    Args:
        coverage: the papers searched, and the counts of what was not.
        form: the question and its limits.
    """
    return CoverageText(
        searched=describe_searched(coverage),
        not_searched=tuple(describe_not_searched(coverage)),
        widen_url=build_search_url(SearchForm(form.question)) if form.to_filters() else None,
    )


def render_nothing_found(coverage: Coverage, form: SearchForm) -> Markup:
    """Return what stands below "No answer found": what was searched, what was not, and what to try."""
    return render_macro("_coverage.html", "nothing_found", make_coverage(coverage, form))


def describe_searched(coverage: Coverage) -> str:
    """Return how many papers were searched, whose and of what dates, as plain text without a full stop."""
    undated = f"; {format_count(coverage.undated, 'paper states', 'papers state')} no date" if coverage.undated else ""
    was = format_count(coverage.read_in_part, "paper was", "papers were")
    read_in_part = f"; {was} read in part" if coverage.read_in_part else ""
    papers = format_count(coverage.papers, "paper")
    return f"{papers}{_describe_councils(coverage.authorities)}{_describe_dates(coverage)}{undated}{read_in_part}"


def describe_not_searched(coverage: Coverage) -> list[str]:
    """Return what a question did not look into, one line of plain text each."""
    lines = (
        (coverage.outside_filters, "paper outside", "papers outside", " your filters"),
        (coverage.unread, "file", "files", " that could not be read, such as scans or locked files"),
        (coverage.waiting, "new passage", "new passages", " by meaning: so far only by exact words"),
        (coverage.held_back, "paper", "papers", " held back, being exempt, withdrawn or to be reviewed"),
    )
    counted = [format_count(number, singular, plural) + rest for number, singular, plural, rest in lines if number]
    if not coverage.missing_councils:
        return counted
    return [f"{_name_missing_papers(coverage)}, which cannot be reached at the moment", *counted]


def describe_missing_councils(coverage: Coverage) -> str:
    """Return a sentence without its full stop on papers that cannot be reached; empty where all can."""
    if not coverage.missing_councils:
        return ""
    return f"Not searched at the moment: {_name_missing_papers(coverage)}, which cannot be reached"


def _name_missing_papers(coverage: Coverage) -> str:
    return describe_unreachable_papers([clip(name, 80) for name in coverage.missing_councils])


def _describe_councils(authorities: tuple[str, ...]) -> str:
    if not authorities:
        return ""
    names = [clip(name, 80) for name in authorities[:_MAX_NAMED_COUNCILS]]
    rest = len(authorities) - len(names)
    return " of " + join_words([*names, format_count(rest, "other council")] if rest else names)


def _describe_dates(coverage: Coverage) -> str:
    if not (coverage.since and coverage.until):
        return ""
    if coverage.since == coverage.until:
        return f", of {format_date(coverage.since)}"
    return f", dated {format_date(coverage.since)} to {format_date(coverage.until)}"
