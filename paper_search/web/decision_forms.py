"""The limits of a list of decisions as an address, and back.

``from_decision_query(to_decision_query(form)) == form`` holds for every form that is tidy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from paper_search.records.queries import Filters
from paper_search.records.register import DECISION_OUTCOMES, DecisionOutcome, RegisterQuery
from paper_search.web.forms import (
    MAX_DATE_CHARS,
    MAX_WORDS_CHARS,
    SearchForm,
    clean_line,
    clean_values,
    group_items,
    parse_items,
)


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
    parts = group_items(items)
    first = {name: values[0] for name, values in parts.items()}
    return DecisionForm(
        words=clean_line(first.get("q"), MAX_WORDS_CHARS),
        authorities=clean_values(parts.get("authority", [])),
        committees=clean_values(parts.get("committee", [])),
        outcomes=tuple(outcome for outcome in DECISION_OUTCOMES if outcome in parts.get("outcome", [])),
        since=clean_line(first.get("since"), MAX_DATE_CHARS),
        until=clean_line(first.get("until"), MAX_DATE_CHARS),
    )


def from_decision_query(raw: object) -> DecisionForm:
    """Return the form in the part of an address behind ``?``, whatever a visitor may have sent in its place."""
    return from_decision_items(parse_items(raw))


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
