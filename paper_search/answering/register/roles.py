"""Roles: the holder of a title in the newest paper that names one, with earlier ones, and the titles of a person.

A title fits where it has all the words asked for and is no other: "Cabinet Member for Highways" is met by "Cabinet
Member for Highways and Transport", and neither by "Deputy Cabinet Member for Highways" nor by "… for Education".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from paper_search.answering.register.bodies import GENERIC_STEMS, limit_to_time
from paper_search.answering.register.finding import (
    EntryQuote,
    RegisterFinding,
    find_newest_day,
    name_paper,
    quote_entry,
)
from paper_search.records import Document, Filters
from paper_search.records.register import Attendance, HeldEntry, RegisterQuery, Role
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.register_forms import ROLE_NOUN
from paper_search.retrieval.query.register_question import RegisterQuestion
from paper_search.text.committees import is_main_body
from paper_search.text.names import may_be_same_person, normalise_person
from paper_search.text.spans import find_words, normalise
from paper_search.text.stemming import find_stems, stem
from paper_search.text.vocabulary import STOP_WORDS

_MAX_ENTRIES = 500
_FORMS = {
    **dict.fromkeys("chairs chaired chairman chairwoman chairperson chairing".split(), "chair"),
    **dict.fromkeys(("vicechairman", "vicechair"), "vice chair"),
    "leads": "leader",
    "convenor": "convener",
    "councillor": "member",
}
"""Words of titles that are printed in several ways."""
_CHAIR_STEMS = frozenset(map(stem, "chair secretary treasurer convener".split()))
"""Heads of titles of which every body has its own."""
_BODY_STEMS = frozenset(map(stem, "council committee panel board body".split()))
"""Words of a title that tell no body from another; "City Treasurer" is nobody's of a parish."""
_QUALIFIER_WORDS = (
    "vice deputy assistant associate former shadow opposition past outgoing honorary sub group elect designate"
)
_QUALIFIER_STEMS = frozenset(map(stem, _QUALIFIER_WORDS.split()))
"""Words with which a title is another one."""
_RANK_STEMS = frozenset(map(stem, "corporate strategic executive interim acting joint statutory officer".split()))
"""Words in front of a title with which it is the same one."""
_OF = re.compile(r"\s+(?:for|of|to)\s+|\s*[,:\u2013-]\s+", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|;|&|\band\b|\+|/)\s*", re.IGNORECASE)

_TITLES_JOINED = re.compile(rf"\s*(?:,|;|&|\band\b)\s+(?=(?:the\s+)?{ROLE_NOUN}\b)", re.IGNORECASE)
"""Between two titles of one person."""

_Named = HeldEntry[Role] | HeldEntry[Attendance]


@dataclass(frozen=True, slots=True)
class _Title:
    """A title's words in front of "for" or "of", and those of each item of the list behind it."""

    head: frozenset[str]
    items: tuple[frozenset[str], ...] = ()

    @property
    def stems(self) -> frozenset[str]:
        return self.head.union(*self.items)


def _parse_title(text: str) -> _Title:
    head, *rest = _OF.split(_fold_signs(text), maxsplit=1)
    items = _JOINED.split(rest[0]) if rest else []
    return _Title(_find_title_stems(head), tuple(filter(None, map(_find_title_stems, items))))


def _fold_signs(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\b(vice|deputy)\s*-\s*", r"\1 ", text, flags=re.IGNORECASE)).strip()


def _split_words(text: str) -> list[str]:
    return [normalise(text[start:end]) for start, end in find_words(text)]


def _find_title_stems(text: str) -> frozenset[str]:
    words = (part for word in _split_words(text) for part in _FORMS.get(word, word).split())
    return frozenset(stem(word) for word in words if word not in STOP_WORDS)


def is_role_of(asked: str, body: str, title: str, document: Document, filters: Filters) -> bool:
    """Return True if a title that a paper prints is the one asked for.

    Args:
        asked: the title, as the question has it.
        body: the body whose it is, where the question names that apart.
        title: the title, as printed.
        document: the paper; its authority and its body need not stand in the title.
        filters: the limits of the question.
    """
    wanted = _parse_title(f"{asked} of {body}" if body else asked)
    return any(_is_title_of(wanted, _parse_title(part), document, filters) for part in _TITLES_JOINED.split(title))


def _is_title_of(wanted: _Title, printed: _Title, document: Document, filters: Filters) -> bool:
    authority, committee = (find_stems(name or "") for name in (document.meeting.authority, document.meeting.committee))
    places = authority | committee | _BODY_STEMS
    is_same_rank = wanted.stems & _QUALIFIER_STEMS == printed.stems & _QUALIFIER_STEMS
    if not (is_same_rank and wanted.stems - printed.stems <= places):
        return False
    if not printed.head - wanted.stems <= _RANK_STEMS | places:
        return False
    asked_items = [item for item in printed.items if item & wanted.stems - places]
    others = [item for item in printed.items if item - wanted.stems - places]
    if others and (not asked_items or any(item in others for item in asked_items)):
        return False
    return not printed.head & _CHAIR_STEMS or _is_right_body(wanted, printed, document, filters)


def _is_right_body(wanted: _Title, printed: _Title, document: Document, filters: Filters) -> bool:
    """Return True if the body that a chair is asked of is that of the title, or of the paper's meeting."""
    committee = document.meeting.committee
    of_title = frozenset[str]().union(*printed.items) - GENERIC_STEMS
    asked = (
        wanted.stems - GENERIC_STEMS - _CHAIR_STEMS - _QUALIFIER_STEMS - find_stems(document.meeting.authority or "")
    )
    if of_title or asked:
        return asked <= (of_title or find_stems(committee or ""))
    return bool(filters.committees) or committee is None or is_main_body(committee)


def find_role_holder(question: RegisterQuestion, filters: Filters, index: IndexSnapshot) -> RegisterFinding | None:
    """Return who holds a role by the newest paper that says so, in each council; earlier holders are told beside it.

    Args:
        question: the question.
        filters: its limits.
        index: one generation of the index.
    """
    limits = limit_to_time(filters, question.time, index)
    if limits is None:
        return None
    titled = _list_titled(question, limits, index)
    return _choose_newest(
        [held for held, title in titled if is_role_of(question.role, question.body, title, held.document, limits)]
    )


def _list_titled(question: RegisterQuestion, filters: Filters, index: IndexSnapshot) -> Iterator[tuple[_Named, str]]:
    """Yield the entries that print a title, with it: roles, and what stands beside the names of those present."""
    words = _select_words(question, index)
    query = RegisterQuery(filters=filters, words=words, limit=_MAX_ENTRIES)
    for role in index.list_entries(Role, query).entries:
        yield role, role.entry.title
    for present in index.list_entries(Attendance, query).entries:
        if present.entry.capacity and present.entry.kind in {"present", "officer"}:
            yield present, present.entry.capacity


def _select_words(question: RegisterQuestion, index: IndexSnapshot) -> str:
    """Return the words of a title that its passage must have: not those of its council, its body or its chair."""
    facets = index.facets()
    names = [facet.value for facet in (*facets.authorities, *facets.committees)]
    left_out = frozenset[str]().union(GENERIC_STEMS, _CHAIR_STEMS, _QUALIFIER_STEMS, *map(find_stems, names))
    words = [word for word in _split_words(question.role) if word not in STOP_WORDS]
    return " ".join(word for word in words if not _find_title_stems(word) & left_out and stem(word) not in left_out)


def _choose_newest(held: Sequence[_Named]) -> RegisterFinding | None:
    """Return the holders by the newest paper of each council, the newest first, and those of earlier papers."""
    if not held:
        return None
    newest_first = sorted(held, key=find_newest_day, reverse=True)
    councils = dict.fromkeys(entry.document.authority_key for entry in newest_first)
    chosen, earlier = list[_Named](), list[_Named]()
    for council in councils:
        of_council = [entry for entry in newest_first if entry.document.authority_key == council]
        day = find_newest_day(of_council[0])
        latest = _drop_same_people(entry for entry in of_council if find_newest_day(entry) == day)
        chosen += latest
        earlier += [entry for entry in _drop_same_people(of_council) if not _has_person(entry, latest)]
    is_sure = len(councils) == 1 and len(chosen) == 1 and chosen[0].document.meeting.held_on is not None
    remark = f"From {name_paper(chosen[0].document)}, the newest paper held that names one."
    if len(councils) > 1:
        remark = f"Papers of {len(councils)} councils name one; the newest of each is quoted."
    return RegisterFinding(
        tuple(map(_quote_name, chosen)), tuple(map(_quote_name, earlier)), "strong" if is_sure else "partial", (remark,)
    )


def _quote_name(held: _Named) -> EntryQuote:
    return quote_entry(held, name=held.entry.name)


def _drop_same_people(held: Iterable[_Named]) -> list[_Named]:
    kept = list[_Named]()
    for entry in held:
        if not _has_person(entry, kept):
            kept.append(entry)
    return kept


def _has_person(entry: _Named, others: Iterable[_Named]) -> bool:
    key = entry.entry.person_key
    return any(may_be_same_person(key, other.entry.person_key) for other in others)


def find_roles_of_person(question: RegisterQuestion, filters: Filters, index: IndexSnapshot) -> RegisterFinding | None:
    """Return the roles of a person by the newest paper that gives one, and those of earlier papers.

    Args:
        question: the question.
        filters: its limits.
        index: one generation of the index.
    """
    limits = limit_to_time(filters, question.time, index)
    if limits is None:
        return None
    found = index.list_entries(Role, RegisterQuery(filters=limits, person=question.person, limit=_MAX_ENTRIES)).entries
    asked = normalise_person(question.person)
    held = [entry for entry in found if may_be_same_person(asked, entry.entry.person_key)]
    if not held:
        return None
    newest_first = sorted(held, key=find_newest_day, reverse=True)
    first = newest_first[0]
    latest, earlier, titles = list[EntryQuote](), list[EntryQuote](), set[str]()
    for entry in newest_first:
        title = normalise(entry.entry.title)
        is_latest = entry.document.meeting == first.document.meeting
        if title not in titles:
            titles.add(title)
            (latest if is_latest else earlier).append(_quote_name(entry))
    is_one_person = all(_has_person(entry, [first]) for entry in held)
    councils = {entry.document.authority_key for entry in held}
    is_sure = is_one_person and len(councils) == 1 and first.document.meeting.held_on is not None
    remark = f"From {name_paper(first.document)}, the newest paper held that gives a role."
    return RegisterFinding(tuple(latest), tuple(earlier), "strong" if is_sure else "partial", (remark,))
