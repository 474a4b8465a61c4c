"""The part of an index that the pages of the register are made of, wherever it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Protocol

from paper_search.records import Access, Document
from paper_search.records.register import HeldEntry, RegisterQuery, Role
from paper_search.retrieval.register.person_forms import PersonForms
from paper_search.retrieval.register.summaries import LabelledEntry


class ReadableRegister(Protocol):
    """Meetings, entries and names that papers with some access tell of."""

    def list_meetings(self, query: RegisterQuery, access: Sequence[Access] = ...) -> list[tuple[str, str, date]]:
        """Return authority, committee and day of all meetings that a query lets through."""
        ...

    def list_papers_of_days(self, days: Iterable[date], access: Sequence[Access] = ...) -> list[Document]:
        """Return the papers of all meetings of some days, by doc_id."""
        ...

    def list_labels(self, doc_ids: Iterable[str]) -> Sequence[LabelledEntry]:
        """Return every entry of some papers, in their order."""
        ...

    def list_names(self, query: RegisterQuery, access: Sequence[Access] = ...) -> list[tuple[str | None, str, str]]:
        """Return authority, key and printed form of the names in entries of a query; of a person the surname counts."""
        ...

    def list_latest_roles(self, person_keys: Sequence[str], access: Sequence[Access] = ...) -> list[HeldEntry[Role]]:
        """Return for each authority and each form of a name the latest role printed beside it, the latest first."""
        ...


class PeopleCache(Protocol):
    """Everybody whom papers name, kept as long as the papers stay the same."""

    def get_people(
        self, access: tuple[Access, ...], compute: Callable[[], tuple[PersonForms, ...]]
    ) -> tuple[PersonForms, ...]:
        """Return everybody whom papers with this access name."""
        ...
