"""The register in the shape of Popolo, the specification of open government data, for other civic tools.

Classes and properties are those of https://www.popoloproject.com/specs/: Person, Organization, Membership, Motion,
VoteEvent and Event. A property that the papers do not state is left out, so a membership has no dates: the day of the
paper that prints a role stands in its sources alone. Every object names in ``sources`` the words that it was read from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from paper_search.citations.format import cite
from paper_search.export.csv import render_table
from paper_search.records import Meeting
from paper_search.records.register import (
    Decision,
    EntryT,
    HeldEntry,
    MeetingSummary,
    PersonSummary,
    RegisterQuery,
    Role,
    SourceSpan,
    Vote,
)
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.register.addresses import make_authority_slug, make_body_slug, make_slug
from paper_search.retrieval.register.vote_links import assign_votes
from paper_search.text.names import collapse_name, normalise_person
from paper_search.text.spans import collapse_whitespace

PopoloObject = dict[str, Any]
MAX_EXPORTED = 1_000_000
"""The most entries of a kind that are exported at once."""
_RESULTS = {
    "lost": "fail",
    **dict.fromkeys(("carried", "resolved", "agreed", "approved", "recommended", "noted"), "pass"),
}
"""Results of motions as the specification has them. Of other outcomes it is not known: a motion to refuse was carried
where an application was refused."""


@dataclass(frozen=True, slots=True)
class PopoloDataset:
    """The objects of each class, by the name of its file."""

    people: tuple[PopoloObject, ...] = ()
    organizations: tuple[PopoloObject, ...] = ()
    memberships: tuple[PopoloObject, ...] = ()
    events: tuple[PopoloObject, ...] = ()
    motions: tuple[PopoloObject, ...] = ()
    vote_events: tuple[PopoloObject, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterSelection:
    """The entries of a register that are exported.

    ``voted_on`` are all decisions of the papers of the votes: they say which of them each vote was on.
    """

    meetings: Sequence[MeetingSummary] = ()
    decisions: Sequence[HeldEntry[Decision]] = ()
    votes: Sequence[HeldEntry[Vote]] = ()
    roles: Sequence[HeldEntry[Role]] = ()
    people: Sequence[PersonSummary] = ()
    voted_on: Sequence[HeldEntry[Decision]] = ()


def select_entries(query: RegisterQuery, index: IndexSnapshot) -> RegisterSelection:
    """Return all entries that a query lets through, whatever its limit.

    Args:
        query: its filters are spelt as the index spells them.
        index: one generation of the index.
    """
    query = replace(query, limit=MAX_EXPORTED, offset=0)
    votes = index.list_entries(Vote, query).entries
    doc_ids = tuple(sorted({held.document.doc_id for held in votes}))
    return RegisterSelection(
        index.list_meetings(query).meetings,
        index.list_entries(Decision, query).entries,
        votes,
        index.list_entries(Role, query).entries,
        index.list_people(query).people,
        index.list_entries(Decision, RegisterQuery(doc_ids=doc_ids, limit=MAX_EXPORTED)).entries,
    )


def build_dataset(selection: RegisterSelection) -> PopoloDataset:
    """Return entries of the register as Popolo objects.

    Args:
        selection: the entries; people whom it does not list are named in votes without an id.
    """
    person_ids = _index_people(selection.people)
    documents = [
        *(held.document for held in selection.decisions),
        *(held.document for held in selection.votes),
        *(held.document for held in selection.roles),
    ]
    meetings = [*(summary.meeting for summary in selection.meetings), *(document.meeting for document in documents)]
    decided = _assign_motions(selection)
    return PopoloDataset(
        people=tuple(map(_make_person, selection.people)),
        organizations=tuple(_make_organizations(meetings)),
        memberships=tuple(_make_memberships(selection.roles, person_ids)),
        events=tuple(map(_make_event, selection.meetings)),
        motions=tuple(_make_motions(selection, decided, person_ids).values()),
        vote_events=tuple(_make_vote_event(held, decided, person_ids) for held in selection.votes),
    )


# -- people and bodies -------------------------------------------------------------------------------------------------


def _index_people(people: Iterable[PersonSummary]) -> dict[tuple[str, str], str | None]:
    """Return the ids of people by authority and form of the name; None for a form of several people."""
    ids: dict[tuple[str, str], str | None] = {}
    for person in people:
        authority = make_authority_slug(person.authority)
        for form in person.forms:
            key = authority, normalise_person(form)
            ids[key] = person.person_id if ids.get(key, person.person_id) == person.person_id else None
    return ids


def _find_person(name: str, meeting: Meeting, ids: Mapping[tuple[str, str], str | None]) -> str | None:
    return ids.get((make_authority_slug(meeting.authority), normalise_person(name)))


def _make_person(person: PersonSummary) -> PopoloObject:
    others = [{"name": form} for form in person.forms if form != person.name]
    return _drop_empty({"id": person.person_id, "name": person.name, "other_names": others})


def _make_organizations(meetings: Iterable[Meeting]) -> Iterator[PopoloObject]:
    """Yield each authority and each of its committees once."""
    made = set[str]()
    for meeting in sorted(set(meetings), key=lambda meeting: (meeting.authority or "", meeting.committee or "")):
        authority_id, body_id = make_authority_slug(meeting.authority), _get_body_id(meeting)
        if meeting.authority and authority_id not in made:
            made.add(authority_id)
            yield {"id": authority_id, "name": meeting.authority, "classification": "council"}
        if meeting.committee and body_id and body_id not in made:
            made.add(body_id)
            parent = {"parent_id": authority_id} if meeting.authority else {}
            yield {"id": body_id, "name": meeting.committee, "classification": "committee", **parent}


def _get_body_id(meeting: Meeting) -> str | None:
    """Return the id of the body that met; of its authority where no committee is stated; None where neither is."""
    if meeting.authority is None and meeting.committee is None:
        return None
    authority = make_authority_slug(meeting.authority)
    return f"{authority}/{make_body_slug(meeting.committee)}" if meeting.committee else authority


def _make_memberships(
    roles: Iterable[HeldEntry[Role]], ids: Mapping[tuple[str, str], str | None]
) -> Iterator[PopoloObject]:
    """Yield each role of each person once, with every paper that prints it."""
    memberships: dict[str, PopoloObject] = {}
    for held in roles:
        role, meeting = held.entry, held.document.meeting
        person_id = _find_person(role.name, meeting, ids)
        if person_id is None:
            continue
        organization_id = make_authority_slug(meeting.authority) if meeting.authority else None
        title = collapse_whitespace(role.title)
        membership_id = f"{person_id}/{make_slug(title)}"
        membership = memberships.setdefault(
            membership_id,
            {
                "id": membership_id,
                "label": title,
                "role": title,
                "person_id": person_id,
                **({"organization_id": organization_id} if organization_id else {}),
                "sources": [],
            },
        )
        membership["sources"].append(_make_source(held))
    yield from memberships.values()


# -- meetings, motions and votes ---------------------------------------------------------------------------------------


def _make_event(summary: MeetingSummary) -> PopoloObject:
    meeting = summary.meeting
    return _drop_empty(
        {
            "id": summary.meeting_id,
            "name": meeting.committee or meeting.authority,
            "classification": "meeting",
            "start_date": meeting.held_on.isoformat() if meeting.held_on else None,
            "status": {"held": "completed", "cancelled": "cancelled"}.get(summary.status or ""),
            "organization_id": _get_body_id(meeting),
            "sources": [{"note": document.source} for document in summary.documents],
        }
    )


def make_span_id(span: SourceSpan) -> str:
    """Return the id of an entry: its paper, and the offsets of its words."""
    return f"{span.doc_id}@{span.start}-{span.end}"


def _make_decision_motion(held: HeldEntry[Decision], ids: Mapping[tuple[str, str], str | None]) -> PopoloObject:
    decision, meeting = held.entry, held.document.meeting
    day = decision.decided_on or meeting.held_on
    return _drop_empty(
        {
            "id": make_span_id(decision.source),
            "organization_id": _get_body_id(meeting),
            "creator_id": _find_person(decision.mover, meeting, ids) if decision.mover else None,
            "classification": "amendment" if decision.is_amendment else None,
            "identifier": decision.reference,
            "subject": decision.subject,
            "text": decision.source.text,
            "date": day.isoformat() if day else None,
            "result": _RESULTS.get(decision.outcome),
            "outcome": decision.outcome,
            "mover": decision.mover,
            "seconder": decision.seconder,
            "sources": [_make_source(held)],
        }
    )


def _make_vote_motion(held: HeldEntry[Vote]) -> PopoloObject:
    """Return the motion of a vote that no decision held is of."""
    vote, meeting = held.entry, held.document.meeting
    return _drop_empty(
        {
            "id": make_span_id(vote.motion or vote.source),
            "organization_id": _get_body_id(meeting),
            "subject": vote.subject,
            "text": vote.motion.text if vote.motion else None,
            "date": meeting.held_on.isoformat() if meeting.held_on else None,
            "result": _RESULTS.get(vote.result or ""),
            "sources": [_make_source(held)],
        }
    )


def _assign_motions(selection: RegisterSelection) -> dict[SourceSpan, HeldEntry[Decision]]:
    """Return the decision that each vote was on, by the vote's span; see ``retrieval.register.vote_links``."""
    decisions = {held.entry.source: held for held in (*selection.decisions, *selection.voted_on)}
    assigned = assign_votes(selection.votes, tuple(decisions.values()))
    return {vote.entry.source: decisions[source] for source, votes in assigned.items() for vote in votes}


def _make_motions(
    selection: RegisterSelection,
    decided: Mapping[SourceSpan, HeldEntry[Decision]],
    ids: Mapping[tuple[str, str], str | None],
) -> dict[str, PopoloObject]:
    """Return the decisions, those that the votes were on, and what else was put to the vote, each once by its id."""
    motions = {make_span_id(held.entry.source): _make_decision_motion(held, ids) for held in selection.decisions}
    for vote in selection.votes:
        decision = decided.get(vote.entry.source)
        motion = _make_decision_motion(decision, ids) if decision else _make_vote_motion(vote)
        motions.setdefault(motion["id"], motion)
    return motions


def _make_vote_event(
    held: HeldEntry[Vote],
    decided: Mapping[SourceSpan, HeldEntry[Decision]],
    ids: Mapping[tuple[str, str], str | None],
) -> PopoloObject:
    vote, meeting = held.entry, held.document.meeting
    decision = decided.get(vote.source)
    motion = decision.entry.source if decision else vote.motion or vote.source
    sides = (
        ("yes", vote.votes_for, vote.voters_for),
        ("no", vote.votes_against, vote.voters_against),
        ("abstain", vote.abstentions, vote.abstaining),
    )
    return _drop_empty(
        {
            "id": f"vote {make_span_id(vote.source)}",
            "motion_id": make_span_id(motion),
            "organization_id": _get_body_id(meeting),
            "start_date": meeting.held_on.isoformat() if meeting.held_on else None,
            "result": _RESULTS.get(vote.result or ""),
            "counts": [{"option": option, "value": count} for option, count, _ in sides if count is not None],
            "votes": [
                _drop_empty(
                    {"option": option, "voter_id": _find_person(name, meeting, ids), "voter_name": collapse_name(name)}
                )
                for option, _, names in sides
                for name in names
            ],
            "sources": [_make_source(held)],
        }
    )


def _make_source(held: HeldEntry[EntryT]) -> PopoloObject:
    """Return where an entry's words stand: the published address where it is known, and the citation."""
    document, span = held.document, held.entry.source
    note = cite(held.passage, document).label
    place = {"doc_id": span.doc_id, "passage_id": span.passage_id, "start": span.start, "end": span.end}
    return {**({"url": document.url} if document.url else {}), "note": note, **place}


def _drop_empty(values: PopoloObject) -> PopoloObject:
    """Return the properties that are stated."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


# -- files -------------------------------------------------------------------------------------------------------------


def render_json_lines(objects: Iterable[PopoloObject]) -> bytes:
    """Return objects as JSON Lines in UTF-8."""
    return "".join(json.dumps(popolo, ensure_ascii=False) + "\n" for popolo in objects).encode()


def render_csv(objects: Sequence[PopoloObject]) -> bytes:
    """Return objects as CSV, a line each; lists stand as JSON in their cells.

    The form is that of evidence packs: UTF-8 with a byte order mark, and no cell that a spreadsheet runs.
    """
    columns = list(dict.fromkeys(name for popolo in objects for name in popolo))
    return render_table(columns, ([_to_cell(popolo.get(name)) for name in columns] for popolo in objects))


def _to_cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def render_files(dataset: PopoloDataset, format_name: str) -> dict[str, bytes]:
    """Return the files of a dataset, one for each class, by name.

    Args:
        dataset: the objects.
        format_name: "jsonl" or "csv".
    """
    write = render_json_lines if format_name == "jsonl" else render_csv
    return {f"{field.name}.{format_name}": write(getattr(dataset, field.name)) for field in fields(dataset)}
