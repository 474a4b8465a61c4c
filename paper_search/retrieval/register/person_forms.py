"""The forms in which papers print somebody's name, joined where they can only be one person's.

Within one authority the forms of a surname are one person's where each may be the same person as every other. Where
two of them cannot ("Jo Wren" and "Ann Wren", "Mr Wren" and "Mrs Wren") none is joined with another: a bare "Cllr Wren"
may be either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from paper_search.retrieval.register.addresses import make_authority_slug, make_person_id
from paper_search.text.names import collapse_name, find_surname, find_title_gender, may_be_same_person


class NamedPerson(NamedTuple):
    """A name as the papers of an authority print it; its key is that of ``text.names.normalise_person``."""

    authority: str | None
    person_key: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonForms:
    """One person with all forms of the name."""

    person_id: str
    name: str
    authority: str | None
    forms: tuple[NamedPerson, ...]

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Surname, other names, and the id."""
        key = max((form.person_key for form in self.forms), key=len)
        return find_surname(key), key, self.person_id


def join_forms(names: Iterable[NamedPerson]) -> list[PersonForms]:
    """Return the people that names are of, by surname; a name that two lines share stands on one."""
    families: dict[tuple[str, str], list[NamedPerson]] = {}
    printed = {named._replace(name=collapse_name(named.name)) for named in names}
    for named in sorted(printed, key=lambda named: (named.authority or "", named.person_key, named.name)):
        families.setdefault((make_authority_slug(named.authority), find_surname(named.person_key)), []).append(named)
    people = [person for family in families.values() for person in _split_family(family)]
    return sorted(people, key=lambda person: person.sort_key)


def _split_family(family: Sequence[NamedPerson]) -> Iterable[PersonForms]:
    """Yield the people of one surname in one authority."""
    if _can_be_one(family):
        yield _make_person(family)
        return
    by_key: dict[str, list[NamedPerson]] = {}
    for named in family:
        by_key.setdefault(named.person_key, []).append(named)
    for same in by_key.values():
        if _can_be_one(same):
            yield _make_person(same)
            continue
        by_title: dict[str, list[NamedPerson]] = {}
        for named in same:
            by_title.setdefault(find_title_gender(named.name) or "", []).append(named)
        yield from (_make_person(forms, title) for title, forms in by_title.items())


def _can_be_one(forms: Sequence[NamedPerson]) -> bool:
    titles = {find_title_gender(named.name) for named in forms} - {None}
    keys = dict.fromkeys(named.person_key for named in forms)
    return len(titles) <= 1 and all(may_be_same_person(key, other) for key, other in combinations(keys, 2))


def _make_person(forms: Sequence[NamedPerson], title: str = "") -> PersonForms:
    fullest = min(forms, key=_rank_form)
    prefix = f"{title} " if title else ""
    person_id = make_person_id(fullest.authority, prefix + fullest.person_key)
    return PersonForms(person_id, fullest.name, fullest.authority, tuple(forms))


def _rank_form(named: NamedPerson) -> tuple[int, bool, bool, int, str]:
    """Return a key by which the fullest form comes first, and of equals the one with the least beside the name."""
    name = named.name
    return -len(named.person_key), "(" in name or "," in name, name.isupper(), len(name), name
