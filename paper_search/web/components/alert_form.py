"""The form that asks for alerts by e-mail, to be put beside a feed link on any page that has a query.

A page shows it with ``{% from "_alert_form.html" import alert_form %}`` and ``{{ alert_form(alert) }}``.
"""

from __future__ import annotations

from dataclasses import dataclass

from paper_search.alerts.subscriptions import AlertKind
from paper_search.web.decision_forms import DecisionForm, from_decision_query, to_decision_query
from paper_search.web.forms import SearchForm, from_query, strip_page_options, to_query

SUBSCRIBE_PATH = "/alerts"
ALL_DECISIONS = "All decisions"


@dataclass(frozen=True, slots=True)
class AlertForm:
    """A form that asks for alerts.

    Attributes:
        action: where it is sent.
        kind: the kind of query.
        query: the query, as in the address of its page.
        news: what mails bring, in words.
        subject: what is kept beside the address, in words.
    """

    action: str
    kind: AlertKind
    query: str
    news: str
    subject: str


def make_question_alert(form: SearchForm) -> AlertForm:
    """Return the form for what is new on a question within its limits."""
    query = to_query(strip_page_options(form))
    return AlertForm(SUBSCRIBE_PATH, "question", query, "passages on this question", "this question")


def make_decisions_alert(form: DecisionForm) -> AlertForm:
    """Return the form for new decisions within the limits of a list."""
    query = to_decision_query(form)
    return AlertForm(SUBSCRIBE_PATH, "decisions", query, "decisions of this list", "these filters")


def make_alert(kind: AlertKind, query: str) -> AlertForm:
    """Return the form for a query as it was sent."""
    if kind == "question":
        return make_question_alert(from_query(query))
    return make_decisions_alert(from_decision_query(query))


def describe_query(kind: AlertKind, query: str) -> str:
    """Return a saved query in words: ``“road repairs” · Ferndale Council · from 2024``."""
    if kind == "question":
        return _describe_question(from_query(query))
    return _describe_decisions(from_decision_query(query))


def _describe_question(form: SearchForm) -> str:
    limits = (*form.authorities, *form.committees, *form.kinds, *_describe_dates(form.since, form.until))
    return " · ".join((f"“{form.question}”", *limits))


def _describe_decisions(form: DecisionForm) -> str:
    words = [f"“{form.words}”"] if form.words else []
    limits = (*form.authorities, *form.committees, *form.outcomes, *_describe_dates(form.since, form.until))
    return " · ".join(("Decisions", *words, *limits)) if words or limits else ALL_DECISIONS


def _describe_dates(since: str, until: str) -> list[str]:
    return [f"{word} {day}" for word, day in (("from", since), ("until", until)) if day]
