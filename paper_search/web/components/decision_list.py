"""The list of decisions: its limits as a form and as links, its cards, and what can be taken away from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from paper_search.export.decisions import MAX_TABLE_DECISIONS
from paper_search.records import Facets
from paper_search.records.register import DECISION_OUTCOMES, DecisionList
from paper_search.text.counts import format_count
from paper_search.web.components.alert_form import AlertForm
from paper_search.web.components.decision_card import DecisionCard, make_decision_card
from paper_search.web.components.filters import Chip, Chips
from paper_search.web.components.list_controls import (
    ListForm,
    ListPage,
    OptionList,
    TextField,
    count_pages,
    make_facet_options,
    make_list_pages,
    make_options,
)
from paper_search.web.decision_forms import DecisionForm
from paper_search.web.forms import MAX_DATE_CHARS, MAX_WORDS_CHARS
from paper_search.web.register_forms import (
    DECISIONS_CSV_PATH,
    DECISIONS_FEED_PATH,
    DECISIONS_PATH,
    build_decision_list_url,
)

DECISIONS_PER_PAGE = 20
DATE_HINT = "Dates of meetings, for example 28/07/2020, July 2020 or 2020."


@dataclass(frozen=True, slots=True)
class DecisionListView:
    """All that the list of decisions shows.

    Attributes:
        notice: why there are none, where there is more to say than that none fits.
        max_csv: how many decisions a table has at most.
        alert: the form that asks for e-mail; None where the site sends none.
    """

    heading: str
    notice: str
    form: ListForm
    chips: Chips
    cards: tuple[DecisionCard, ...]
    first: int
    total: int
    pages: tuple[ListPage, ...]
    page_url: str
    csv_url: str
    feed_url: str
    max_csv: int
    alert: AlertForm | None


def make_decision_list(
    found: DecisionList, form: DecisionForm, page: int, facets: Facets, alert: AlertForm | None = None
) -> DecisionListView:
    """Return a page of the list.

    Args:
        found: the decisions of the page, and how many there are.
        form: the limits.
        page: which page it is, from 1.
        facets: what papers can be limited to.
        alert: the form that asks for e-mail about the same limits.
    """
    first = (page - 1) * DECISIONS_PER_PAGE + 1
    last = count_pages(found.total, DECISIONS_PER_PAGE)
    numbered = enumerate(found.decisions, first)
    return replace(
        make_refused_list(format_count(found.total, "decision"), "", form, facets),
        cards=tuple(make_decision_card(record, f"decision-{number}", form.words) for number, record in numbered),
        first=first,
        total=found.total,
        pages=make_list_pages(page, last, lambda number: build_decision_list_url(form, number)),
        alert=alert,
    )


def make_refused_list(heading: str, notice: str, form: DecisionForm, facets: Facets) -> DecisionListView:
    """Return the page without decisions, which says why there are none.

    Args:
        heading: the outcome in a few words.
        notice: a sentence.
        form: the limits.
        facets: what papers can be limited to.
    """
    return DecisionListView(
        heading=heading,
        notice=notice,
        form=make_decision_list_form(form, facets),
        chips=make_decision_chips(form),
        cards=(),
        first=1,
        total=0,
        pages=(),
        page_url=build_decision_list_url(form),
        csv_url=build_decision_list_url(form, path=DECISIONS_CSV_PATH),
        feed_url=build_decision_list_url(form, path=DECISIONS_FEED_PATH),
        max_csv=MAX_TABLE_DECISIONS,
        alert=None,
    )


def make_decision_list_form(form: DecisionForm, facets: Facets) -> ListForm:
    """Return the limits as a form; of several values of one limit the first is shown, the others go along unseen."""
    fields = (
        TextField("q", "Words", form.words, MAX_WORDS_CHARS, is_wide=True),
        TextField("since", "From", form.since, MAX_DATE_CHARS),
        TextField("until", "Up to", form.until, MAX_DATE_CHARS),
    )
    lists: tuple[OptionList, ...] = (
        make_facet_options("authority", "Council", facets.authorities, form.authorities),
        make_facet_options("committee", "Committee", facets.committees, form.committees),
        make_options(
            "outcome",
            "Outcome",
            [(name, name.capitalize()) for name in DECISION_OUTCOMES],
            next(iter(form.outcomes), ""),
        ),
    )
    others = (("authority", form.authorities), ("committee", form.committees), ("outcome", form.outcomes))
    hidden = tuple((name, value) for name, values in others for value in values[1:])
    return ListForm(DECISIONS_PATH, "Decisions", fields, lists, hidden, DATE_HINT)


def make_decision_chips(form: DecisionForm) -> Chips:
    """Return the limits in force, each a link to the list without it."""
    active = tuple(
        Chip(prefix, value, build_decision_list_url(remaining)) for prefix, value, remaining in _list_active(form)
    )
    return Chips(active, DECISIONS_PATH if len(active) > 1 else None)


def _list_active(form: DecisionForm) -> Iterable[tuple[str, str, DecisionForm]]:
    """Yield each limit as words and a value, with the form without it."""
    if form.words:
        yield "", f"“{form.words}”", replace(form, words="")
    for name in form.authorities:
        yield "", name, replace(form, authorities=tuple(value for value in form.authorities if value != name))
    for name in form.committees:
        yield "", name, replace(form, committees=tuple(value for value in form.committees if value != name))
    for outcome in form.outcomes:
        left = tuple(value for value in form.outcomes if value != outcome)
        yield "", outcome.capitalize(), replace(form, outcomes=left)
    if form.since:
        yield "From ", form.since, replace(form, since="")
    if form.until:
        yield "Up to ", form.until, replace(form, until="")
