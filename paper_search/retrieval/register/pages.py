"""The register of an index: its meetings and people, a page of them at a time, wherever the entries are kept.

Meetings and people are told apart by names alone, which is a walk over narrow indexes. Papers, facts and roles are
fetched for those of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paper_search.records import Access, Document
from paper_search.records.register import HeldEntry, MeetingList, PersonList, PersonSummary, RegisterQuery, Role
from paper_search.retrieval.register.addresses import make_meeting_id
from paper_search.retrieval.register.person_forms import NamedPerson, PersonForms, join_forms
from paper_search.retrieval.register.summaries import LabelledEntry, summarise_meeting
from paper_search.retrieval.register.table import PeopleCache, ReadableRegister
from paper_search.text.names import may_be_same_person, normalise_person


@dataclass(frozen=True, slots=True)
class RegisterPages:
    """The register as somebody with one access sees it."""

    table: ReadableRegister
    access: tuple[Access, ...]
    cache: PeopleCache

    def list_meetings(self, query: RegisterQuery) -> MeetingList:
        """Return the meetings that a query lets through, see ``IndexSnapshot``."""
        meetings = self.table.list_meetings(query, self.access)
        days = {make_meeting_id(authority, committee, day): day for authority, committee, day in meetings}
        ordered = sorted(days, key=lambda meeting_id: (-days[meeting_id].toordinal(), meeting_id))
        page = ordered[query.offset : query.offset + query.limit]
        papers = self._find_papers(page, {days[meeting_id] for meeting_id in page})
        entries = self._find_entries(papers)
        return MeetingList(tuple(summarise_meeting(name, papers[name], entries[name]) for name in page), len(days))

    def _find_papers(self, meeting_ids: Sequence[str], days: set[date]) -> dict[str, list[Document]]:
        papers: dict[str, list[Document]] = {meeting_id: [] for meeting_id in meeting_ids}
        for document in self.table.list_papers_of_days(days, self.access):
            meeting = document.meeting
            if meeting.authority and meeting.committee and meeting.held_on:
                meeting_id = make_meeting_id(meeting.authority, meeting.committee, meeting.held_on)
                if meeting_id in papers:
                    papers[meeting_id].append(document)
        return papers

    def _find_entries(self, papers: Mapping[str, Sequence[Document]]) -> dict[str, list[LabelledEntry]]:
        """Return the entries of the papers of each meeting."""
        meeting_ids = {document.doc_id: name for name, documents in papers.items() for document in documents}
        entries: dict[str, list[LabelledEntry]] = {name: [] for name in papers}
        for entry in self.table.list_labels(meeting_ids):
            entries[meeting_ids[entry.doc_id]].append(entry)
        return entries

    def list_people(self, query: RegisterQuery) -> PersonList:
        """Return the people that entries of a query name, see ``IndexSnapshot``."""
        people = self._find_people(query)
        page = people[query.offset : query.offset + query.limit]
        return PersonList(tuple(self._add_roles(page)), len(people))

    def _find_people(self, query: RegisterQuery) -> list[PersonForms]:
        # Who is who follows from all names, and not from those alone that the limits let through.
        key = normalise_person(query.person)
        people = [
            person
            for person in self._list_everybody(query.person)
            if not key or all(may_be_same_person(form.person_key, key) for form in person.forms)
        ]
        if query == RegisterQuery(person=query.person, limit=query.limit, offset=query.offset):
            return people
        wanted = {NamedPerson(*names) for names in self.table.list_names(query, self.access)}
        return [person for person in people if not wanted.isdisjoint(person.forms)]

    def _list_everybody(self, person: str) -> Sequence[PersonForms]:
        """Return everybody, or of a person's name everybody of that surname."""

        def compute() -> tuple[PersonForms, ...]:
            names = self.table.list_names(RegisterQuery(person=person), self.access)
            return tuple(join_forms(NamedPerson(*name) for name in names))

        return compute() if person.strip() else self.cache.get_people(self.access, compute)

    def _add_roles(self, people: Sequence[PersonForms]) -> Iterator[PersonSummary]:
        keys = {form.person_key for person in people for form in person.forms}
        roles: dict[NamedPerson, HeldEntry[Role]] = {}
        for role in self.table.list_latest_roles(sorted(keys), self.access):
            authority, name = role.document.meeting.authority, role.entry.name
            roles.setdefault(NamedPerson(authority, normalise_person(name), name), role)
        places = {form: place for place, form in enumerate(roles)}
        for person in people:
            own = sorted((form for form in person.forms if form in roles), key=places.__getitem__)
            forms = tuple(dict.fromkeys(form.name for form in person.forms))
            latest = roles[own[0]] if own else None
            yield PersonSummary(person.person_id, person.name, person.authority, forms, latest)
