"""People: the list of names that papers print, and a page each of what they print of somebody.

Only somebody whom minutes or a decision record name is listed: public office, and what was done in it. Interests that
were declared are shown with their meeting alone, since names are joined only as printed and may be another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from paper_search.records import Document, Facets
from paper_search.records.register import (
    Attendance,
    AttendanceKind,
    Decision,
    HeldEntry,
    PersonList,
    PersonRecord,
    PersonSummary,
    Role,
    Vote,
)
from paper_search.text.counts import format_count
from paper_search.text.names import may_be_same_person, normalise_person
from paper_search.web.components.answer import QuoteView
from paper_search.web.components.decision_card import format_subject, make_decision_badges
from paper_search.web.components.filters import Chip, Chips
from paper_search.web.components.list_controls import (
    ListForm,
    ListPage,
    TextField,
    count_pages,
    make_facet_options,
    make_list_pages,
)
from paper_search.web.components.passage_card import Badge
from paper_search.web.components.register_entries import (
    MeetingLine,
    RoleView,
    SourceLink,
    format_name,
    make_meeting_line,
    make_role,
    make_source_link,
    make_span_quote,
    strip_number,
    summarise_vote,
)
from paper_search.web.forms import MAX_WORDS_CHARS
from paper_search.web.html import clip
from paper_search.web.register_forms import (
    PEOPLE_PATH,
    PeopleForm,
    build_list_url,
    build_person_url,
    to_people_items,
)

PEOPLE_PER_PAGE = 50
NAMING_KINDS = ("minutes", "decision record")
"""The kinds of papers that name those of whom there is a page."""
_MAX_SUBJECT_CHARS = 240
_ATTENDANCE_LABELS: dict[AttendanceKind, str] = {
    "present": "Present",
    "substitute": "Present as a substitute",
    "officer": "Attended",
    "apologies": "Sent apologies",
    "absent": "Absent",
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in the list, with the latest role printed."""

    url: str
    name: str
    authority: str | None
    role: RoleView | None


@dataclass(frozen=True, slots=True)
class PeopleView:
    """All that the list of people shows; ``notice`` is why there are none, where there is more to say."""

    heading: str
    notice: str
    form: ListForm
    chips: Chips
    rows: tuple[PersonRow, ...]
    first: int
    total: int
    pages: tuple[ListPage, ...]


@dataclass(frozen=True, slots=True)
class PersonAct:
    """Something that a paper prints of somebody: what, on which subject, where, and in which words.

    Attributes:
        label: what it was: "Moved", "For".
        badges: what became of it, and what must be known of its paper.
        summary: the vote, empty for a decision.
        named_in: the words that name the person, where they are others.
    """

    label: str
    subject: str
    badges: tuple[Badge, ...]
    summary: str
    meeting: MeetingLine
    quote: QuoteView
    named_in: QuoteView | None = None


@dataclass(frozen=True, slots=True)
class AttendedMeeting:
    """A meeting that somebody is named at, and how."""

    label: str
    meeting: MeetingLine
    source: SourceLink


@dataclass(frozen=True, slots=True)
class PersonView:
    """All that the page of a person shows."""

    name: str
    authority: str | None
    forms: tuple[str, ...]
    roles: tuple[RoleView, ...]
    moved: tuple[PersonAct, ...]
    voted: tuple[PersonAct, ...]
    attended: tuple[AttendedMeeting, ...]


def make_people(found: PersonList, form: PeopleForm, page: int, facets: Facets) -> PeopleView:
    """Return a page of the list.

    Args:
        found: the people of the page, and how many there are.
        form: the limits.
        page: which page it is, from 1.
        facets: what papers can be limited to.
    """
    last = count_pages(found.total, PEOPLE_PER_PAGE)
    items = to_people_items(form)
    return replace(
        make_refused_people(format_count(found.total, "person", "people"), "", form, facets),
        rows=tuple(map(_make_row, found.people)),
        first=(page - 1) * PEOPLE_PER_PAGE + 1,
        total=found.total,
        pages=make_list_pages(page, last, lambda number: build_list_url(PEOPLE_PATH, items, number)),
    )


def make_refused_people(heading: str, notice: str, form: PeopleForm, facets: Facets) -> PeopleView:
    """Return the page without people, which says why there are none.

    Args:
        heading: the outcome in a few words.
        notice: a sentence.
        form: the limits.
        facets: what papers can be limited to.
    """
    return PeopleView(heading, notice, _make_form(form, facets), _make_chips(form), (), 1, 0, ())


def make_person(record: PersonRecord) -> PersonView:
    """Return the page of a person."""
    summary = record.summary
    keys = {normalise_person(form) for form in (summary.name, *summary.forms)}
    return PersonView(
        name=format_name(summary.name),
        authority=summary.authority,
        forms=_list_other_forms(summary),
        roles=tuple(_list_roles(record.roles)),
        moved=tuple(_make_move(held, keys) for held in record.moved),
        voted=tuple(_make_ballot(held, keys) for held in record.voted),
        attended=tuple(_list_attended(record.attendance)),
    )


def is_named_in_office(record: PersonRecord) -> bool:
    """Return True for somebody whom minutes or a decision record name."""
    papers: list[Document] = [held.document for held in record.roles]
    papers += [held.document for held in record.attendance]
    papers += [held.document for held in record.moved]
    papers += [held.document for held in record.voted]
    return any(document.kind in NAMING_KINDS for document in papers)


def _list_roles(roles: Sequence[HeldEntry[Role]]) -> Iterable[RoleView]:
    """Yield the roles, each once for a meeting: drafts and confirmed minutes print the same ones."""
    seen = set()
    for view in map(make_role, roles):
        if (view.title, view.meeting) not in seen:
            seen.add((view.title, view.meeting))
            yield view


def _list_other_forms(summary: PersonSummary) -> tuple[str, ...]:
    name = format_name(summary.name)
    return tuple(form for form in dict.fromkeys(map(format_name, summary.forms)) if form != name)


def _make_row(summary: PersonSummary) -> PersonRow:
    role = make_role(summary.latest_role) if summary.latest_role else None
    name = format_name(summary.name)
    return PersonRow(build_person_url(summary.person_id), name, summary.authority, role)


def _make_move(held: HeldEntry[Decision], keys: set[str]) -> PersonAct:
    decision, document = held.entry, held.document
    label = "Moved" if _is_among(decision.mover, keys) else "Seconded"
    moved_in = decision.moved_in
    return PersonAct(
        label=label,
        subject=format_subject(held),
        badges=make_decision_badges(held),
        summary="",
        meeting=make_meeting_line(document.meeting),
        quote=make_span_quote(decision.source, held.passage, document),
        named_in=make_span_quote(moved_in, held.passage, document) if moved_in else None,
    )


def _make_ballot(held: HeldEntry[Vote], keys: set[str]) -> PersonAct:
    vote, document = held.entry, held.document
    sides = (("For", vote.voters_for), ("Against", vote.voters_against), ("Abstained", vote.abstaining))
    labels = [label for label, names in sides if any(_is_among(name, keys) for name in names)]
    return PersonAct(
        label=" and ".join(labels) or "Named",
        subject=clip(
            strip_number(vote.subject or "", vote.minute, vote.agenda_item) or "Subject not stated", _MAX_SUBJECT_CHARS
        ),
        badges=(),
        summary=summarise_vote(vote),
        meeting=make_meeting_line(document.meeting),
        quote=make_span_quote(vote.source, held.passage, document),
    )


def _is_among(name: str | None, keys: Iterable[str]) -> bool:
    key = normalise_person(name or "")
    return bool(key) and any(may_be_same_person(key, known) for known in keys)


def _list_attended(attendance: Sequence[HeldEntry[Attendance]]) -> Iterable[AttendedMeeting]:
    """Yield the meetings that somebody is named at; declared interests are left out."""
    seen = set()
    for held in attendance:
        label = _ATTENDANCE_LABELS.get(held.entry.kind)
        meeting = make_meeting_line(held.document.meeting)
        if label is not None and (label, meeting) not in seen:
            seen.add((label, meeting))
            yield AttendedMeeting(label, meeting, make_source_link(held, f"{label.lower()}, {meeting.held_on or ''}"))


def _make_form(form: PeopleForm, facets: Facets) -> ListForm:
    name = TextField("name", "Name", form.name, MAX_WORDS_CHARS, is_wide=True)
    councils = make_facet_options("authority", "Council", facets.authorities, form.authorities)
    hidden = tuple(("authority", value) for value in form.authorities[1:])
    return ListForm(PEOPLE_PATH, "People", (name,), (councils,), hidden)


def _make_chips(form: PeopleForm) -> Chips:
    active = [("", f"“{form.name}”", replace(form, name=""))] if form.name else []
    for name in form.authorities:
        left = tuple(value for value in form.authorities if value != name)
        active.append(("", name, replace(form, authorities=left)))
    chips = tuple(
        Chip(prefix, value, build_list_url(PEOPLE_PATH, to_people_items(left))) for prefix, value, left in active
    )
    return Chips(chips, PEOPLE_PATH if len(chips) > 1 else None)
