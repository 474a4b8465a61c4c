"""The limits of a list of decisions as an address, and back.

``from_decision_query(to_decision_query(form)) == form`` holds for every form that is tidy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args
from urllib.parse import parse_qsl, urlencode

from paper_search.records.queries import Filters
from paper_search.records.register import DecisionOutcome, RegisterQuery
from paper_search.web.forms import MAX_FIELDS, MAX_QUERY_CHARS, SearchForm, clean_line, clean_values

DECISIONS_PATH = "/decisions"
OUTCOMES: tuple[DecisionOutcome, ...] = get_args(DecisionOutcome)
MAX_WORDS_CHARS = 200


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """Whose decisions are wanted, of what outcome, from when, and with which words; the dates as typed."""

    words: str = ""
    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    outcomes: tuple[DecisionOutcome, ...] = ()
    since: str = ""
    until: str = ""

    def to_filters(self) -> Filters:
        """Return the limits on the papers.

        Raises:
            QueryError: for a date that cannot be read, or an end before its beginning.
        """
        form = SearchForm(authorities=self.authorities, committees=self.committees, since=self.since, until=self.until)
        return form.to_filters()

    def to_register_query(self, filters: Filters | None = None, limit: int = 50, offset: int = 0) -> RegisterQuery:
        """Return what is asked of the register.

        Args:
            filters: the limits on the papers, where they are more than those of the form.
            limit: how many decisions at most.
            offset: how many of the first are left out.

        Raises:
            QueryError: for a date that cannot be read, or an end before its beginning.
        """
        limits = self.to_filters() if filters is None else filters
        return RegisterQuery(limits, self.outcomes, self.words, limit=limit, offset=offset)


def from_decision_items(items: Iterable[tuple[str, str]]) -> DecisionForm:
    """Return the form in the parts of an address; ``authority``, ``committee`` and ``outcome`` may be repeated."""
    parts: dict[str, list[str]] = {}
    for name, value in items:
        parts.setdefault(name, []).append(value)
    first = {name: values[0] for name, values in parts.items()}
    return DecisionForm(
        words=clean_line(first.get("q"), MAX_WORDS_CHARS),
        authorities=clean_values(parts.get("authority", [])),
        committees=clean_values(parts.get("committee", [])),
        outcomes=tuple(outcome for outcome in OUTCOMES if outcome in parts.get("outcome", [])),
        since=clean_line(first.get("since"), 40),
        until=clean_line(first.get("until"), 40),
    )


def from_decision_query(raw: object) -> DecisionForm:
    """Return the form in the part of an address behind ``?``, whatever a visitor may have sent in its place."""
    query = raw[:MAX_QUERY_CHARS].lstrip("?") if isinstance(raw, str) else ""
    try:
        return from_decision_items(parse_qsl(query, max_num_fields=MAX_FIELDS, errors="replace"))
    except ValueError:
        return DecisionForm()


def to_decision_query(form: DecisionForm) -> str:
    """Return the part of an address behind ``?``, without what is empty."""
    items = [
        ("q", form.words),
        *(("authority", value) for value in form.authorities),
        *(("committee", value) for value in form.committees),
        *(("outcome", value) for value in form.outcomes),
        ("since", form.since),
        ("until", form.until),
    ]
    return urlencode([item for item in items if item[1]], errors="replace")


def build_decisions_url(form: DecisionForm) -> str:
    """Return the address of the list of decisions within these limits."""
    query = to_decision_query(form)
    return f"{DECISIONS_PATH}?{query}" if query else DECISIONS_PATH
