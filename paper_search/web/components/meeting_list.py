"""The list of meetings: its limits, and of each meeting what is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from paper_search.records import Document, Facets
from paper_search.records.register import MeetingList, MeetingSummary
from paper_search.text.counts import format_count
from paper_search.text.enumeration import join_words
from paper_search.web.components.filters import Chip, Chips
from paper_search.web.components.list_controls import (
    ListForm,
    ListPage,
    TextField,
    count_pages,
    make_facet_options,
    make_list_pages,
    make_options,
)
from paper_search.web.components.passage_card import Badge
from paper_search.web.components.register_entries import MeetingLine, make_meeting_line
from paper_search.web.forms import MAX_WORDS_CHARS
from paper_search.web.register_forms import (
    MEETINGS_PATH,
    MeetingForm,
    MeetingLimit,
    build_list_url,
    build_meeting_url,
    to_meeting_items,
)

MEETINGS_PER_PAGE = 25
LIMIT_LABELS: dict[MeetingLimit, str] = {
    "confirmed": "Minutes confirmed",
    "draft": "Draft minutes",
    "no minutes": "Minutes not held",
    "cancelled": "Cancelled",
}
_KIND_NAMES = (
    ("agenda frontsheet", "agenda", "agendas"),
    ("report", "report", "reports"),
    ("appendix", "appendix", "appendices"),
    ("supplement/public pack", "pack", "packs"),
    ("questions", "paper of questions", "papers of questions"),
    ("minutes", "minutes", "sets of minutes"),
    ("decision record", "decision record", "decision records"),
    (None, "other paper", "other papers"),
)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in the list: whose and when, what is held of it, and how much was decided."""

    url: str
    meeting: MeetingLine
    badges: tuple[Badge, ...]
    held: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingListView:
    """All that the list of meetings shows; ``notice`` is why there are none, where there is more to say."""

    heading: str
    notice: str
    form: ListForm
    chips: Chips
    rows: tuple[MeetingRow, ...]
    first: int
    total: int
    pages: tuple[ListPage, ...]


def is_within_limit(summary: MeetingSummary, limit: MeetingLimit | None) -> bool:
    """Return True for a meeting of a status; any is where none is asked for."""
    if limit == "cancelled":
        return summary.status == "cancelled"
    if limit == "no minutes":
        return not summary.has_minutes and summary.status != "cancelled"
    return limit is None or summary.minutes_status == limit


def make_meeting_list(found: MeetingList, form: MeetingForm, page: int, facets: Facets) -> MeetingListView:
    """Return a page of the list.

    Args:
        found: the meetings of the page, and how many there are.
        form: the limits.
        page: which page it is, from 1.
        facets: what papers can be limited to.
    """
    last = count_pages(found.total, MEETINGS_PER_PAGE)
    items = to_meeting_items(form)
    return replace(
        make_refused_meetings(format_count(found.total, "meeting"), "", form, facets),
        rows=tuple(map(make_meeting_row, found.meetings)),
        first=(page - 1) * MEETINGS_PER_PAGE + 1,
        total=found.total,
        pages=make_list_pages(page, last, lambda number: build_list_url(MEETINGS_PATH, items, number)),
    )


def make_refused_meetings(heading: str, notice: str, form: MeetingForm, facets: Facets) -> MeetingListView:
    """Return the page without meetings, which says why there are none.

    Args:
        heading: the outcome in a few words.
        notice: a sentence.
        form: the limits.
        facets: what papers can be limited to.
    """
    return MeetingListView(heading, notice, _make_form(form, facets), _make_chips(form), (), 1, 0, ())


def make_meeting_row(summary: MeetingSummary) -> MeetingRow:
    """Return a meeting as the list shows it."""
    counts = ((summary.decisions, "decision"), (summary.votes, "vote"))
    return MeetingRow(
        url=build_meeting_url(summary.meeting_id),
        meeting=make_meeting_line(summary.meeting),
        badges=make_meeting_badges(summary),
        held=describe_held(summary.documents),
        counts=tuple(format_count(number, noun) for number, noun in counts if number),
    )


def make_meeting_badges(summary: MeetingSummary) -> tuple[Badge, ...]:
    """Return what the papers say of a meeting and of its minutes, and whether those are held."""
    if summary.status == "cancelled":
        return (Badge("Cancelled", "standing"),)
    if not summary.has_minutes:
        return (Badge("Minutes not held"),)
    labels = {"draft": Badge("Draft minutes: not yet confirmed", "standing"), "confirmed": Badge("Minutes confirmed")}
    return (labels[summary.minutes_status] if summary.minutes_status else Badge("Minutes held"),)


def describe_held(documents: Sequence[Document]) -> str:
    """Return which papers of a meeting are held: "Agenda, 3 reports and minutes"."""
    named = {kind for kind, _, _ in _KIND_NAMES}
    counts = Counter(document.kind if document.kind in named else None for document in documents)
    return join_words(list(_list_kinds(counts))).capitalize()


def _list_kinds(counts: Counter[str | None]) -> Iterable[str]:
    for kind, singular, plural in _KIND_NAMES:
        number = counts[kind]
        if number:
            yield singular if number == 1 else format_count(number, singular, plural)


def _make_form(form: MeetingForm, facets: Facets) -> ListForm:
    years = range(facets.until.year, facets.since.year - 1, -1) if facets.since and facets.until else range(0)
    lists = (
        make_facet_options("authority", "Council", facets.authorities, form.authorities),
        make_facet_options("committee", "Committee", facets.committees, form.committees),
        make_options("year", "Year", [(str(year), str(year)) for year in years], str(form.year or "")),
        make_options("status", "Status", list(LIMIT_LABELS.items()), form.status or ""),
    )
    others = (("authority", form.authorities), ("committee", form.committees))
    hidden = tuple((name, value) for name, values in others for value in values[1:])
    words = TextField("q", "Words in its papers", form.words, MAX_WORDS_CHARS, is_wide=True)
    return ListForm(MEETINGS_PATH, "Meetings", (words,), lists, hidden)


def _make_chips(form: MeetingForm) -> Chips:
    active = tuple(
        Chip("", value, build_list_url(MEETINGS_PATH, to_meeting_items(remaining)))
        for value, remaining in _list_active(form)
    )
    return Chips(active, MEETINGS_PATH if len(active) > 1 else None)


def _list_active(form: MeetingForm) -> Iterable[tuple[str, MeetingForm]]:
    """Yield each limit in words, with the form without it."""
    if form.words:
        yield f"“{form.words}”", replace(form, words="")
    for name in form.authorities:
        yield name, replace(form, authorities=tuple(value for value in form.authorities if value != name))
    for name in form.committees:
        yield name, replace(form, committees=tuple(value for value in form.committees if value != name))
    if form.year:
        yield str(form.year), replace(form, year=None)
    if form.status:
        yield LIMIT_LABELS[form.status], replace(form, status=None)
