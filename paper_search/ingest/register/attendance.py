"""The paper's attendance: present, apologies, absent, substitutes, officers and declarations of interest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from paper_search.ingest.register.apologies import find_apologies
from paper_search.ingest.register.attendance_labels import AttendanceLabel, find_labels
from paper_search.ingest.register.attendance_tables import find_table_attendance
from paper_search.ingest.register.declarations import find_declarations
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.people_lists import ListedPerson, PeopleList
from paper_search.ingest.register.substitutes import find_substitutes, read_substitution
from paper_search.records.register import Attendance, AttendanceKind
from paper_search.text.name_tokens import tokenise
from paper_search.text.names import normalise_person
from paper_search.text.person_names import match_name

_ATTENDED_KINDS = frozenset({None, "minutes", "decision record"})
"""The kinds of paper that say who attended a meeting; an agenda says whom it calls."""
_APOLOGY_KINDS = _ATTENDED_KINDS | {"agenda frontsheet"}
_MAX_LIST_CHARACTERS = 12000
_HEAD_CHARACTERS, _MAX_BLOCK_CHARACTERS = 3000, 1500
"""Where those present are listed, and characters behind one list within which the next begins."""
_INITIAL = re.compile(r"[A-Z]\.?\s")
_MAX_COLUMN_CHARACTERS = 1500
"""Characters behind the heads of lists that stand side by side, in which their names may be mixed."""
_OFFICER_WORDS = re.compile(
    r"\b(?:clerk|officer|director|manager|rfo|solicitor|superintendent|administrator|auditor|engineer|accountant|counsel"
    r"|attorney|inspector|sergeant|constable|police|head\s+of|chief\s+executive|minute[-\s]taker|press|public|resident|assistant|fire\s+chief|coordinator)\b",
    re.IGNORECASE,
)
_UNMARKED = frozenset(
    ("present", "those present", "those attending", "in attendance", "also present", "members present")
)
"""Labels that names may follow without a colon."""
_PRESENT_NEXT = re.compile(r"[^\n:]{3,70}\n\s*(?:members\s+|councillors\s+|also\s+)?present\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?<!the )\bchair(?:man|woman|person)?\b"
    r"|(?:(?:parish|town|community|council|city|village|township|committee)\s+)?clerk\b(?:\s+to\s+the\s+council)?",
    re.IGNORECASE,
)
_CHAIRS = re.compile(r"\s+in\s+the\s+chair\b", re.IGNORECASE)
_POLICE = re.compile(
    r"^\s*(?:chief\s+)?(?:insp|inspector|sgt|sergeant|constable|supt|superintendent|pc|pcso|wpc)\b", re.IGNORECASE
)
_WAY_LETTER = re.compile(r"\s*\([A-Z]\)$")
_WAY_KEY = re.compile(r"\bR\W{1,4}(?:=|denotes|[–-])?\s*remote", re.IGNORECASE)
"""A key that says what a letter in brackets means: "R = Remote". Elsewhere "Wren (R)" is an initial."""
_MEMBER = re.compile(r"\b(?:cllr|clr|councillor|alderman|chair(?:man|woman|person)?|mayor)\b", re.IGNORECASE)


def find_attendance(paper: RegisterPaper) -> Iterator[Attendance]:
    """Yield the entries of a paper, in its order."""
    if paper.document.kind not in _APOLOGY_KINDS:
        return
    entries = [*_find_listed(paper), *find_apologies(paper)]
    if paper.document.kind in _ATTENDED_KINDS:
        entries += [*find_table_attendance(paper), *find_substitutes(paper), *find_declarations(paper)]
    yield from _drop_repeated(entries)


def _drop_repeated(entries: Iterable[Attendance]) -> Iterator[Attendance]:
    """Yield each person of a kind once, at the first place; a declaration for every interest."""
    seen: set[tuple[object, ...]] = set()
    substitutes = {entry.person_key for entry in entries if entry.kind == "substitute"}
    for entry in sorted(entries, key=lambda entry: (entry.source.start, entry.source.end)):
        key = (entry.kind, entry.person_key, entry.interest)
        is_said_elsewhere = entry.kind == "present" and entry.person_key in substitutes and entry.instead_of is not None
        if key not in seen and not is_said_elsewhere:
            seen.add(key)
            yield entry


def _find_listed(paper: RegisterPaper) -> Iterator[Attendance]:
    """Yield the people of labelled lists."""
    text = paper.columns
    labels = [label for label in find_labels(text) if _may_open_list(text, label)]
    headings = frozenset(passage.start for passage in paper.passages if passage.kind == "heading")
    has_present, columns_end, block_end = False, 0, 0
    for place, label in enumerate(labels):
        if _is_column_head(text, labels, place):
            columns_end = label.end + _MAX_COLUMN_CHARACTERS
            continue
        if _is_in_cell(text, label):
            continue
        is_among_columns = (label.is_alone or _is_inside_line(text, label)) and label.start < columns_end
        if is_among_columns or not _is_for(label, paper.document.kind):
            continue
        end = labels[place + 1].start if place + 1 < len(labels) else len(text)
        people = _read_list(text, label, min(end, label.end + _MAX_LIST_CHARACTERS), headings)
        if not _is_sure(text, label, people, block_end):
            continue
        block_end = people[-1].end + _MAX_BLOCK_CHARACTERS
        is_of_members = not has_present and any(_is_member(text, person) for person in people)
        has_present = has_present or (label.kind == "present" and bool(people))
        for person in people:
            entry = _make_entry(paper, person, _judge_kind(text, label, person, is_of_members))
            if entry is not None:
                yield _add_office(paper, entry, label) if len(people) == 1 else entry


def _add_office(paper: RegisterPaper, entry: Attendance, label: AttendanceLabel) -> Attendance:
    """Return an entry with the office that is its label: "Clerk: Mrs Lark"."""
    office = _OFFICE.search(paper.standing, label.start, label.end)
    if office is None or entry.capacity is not None:
        return entry
    span = paper.make_span(office.start(), entry.source.end)
    return entry if span is None else replace(entry, source=span, capacity=office[0])


def _is_sure(text: str, label: AttendanceLabel, people: Sequence[ListedPerson], block_end: int) -> bool:
    """Return True for a list of people: by a title, a role or an initial, or by where it stands."""
    has_person = any(
        person.name.is_titled or person.capacity or _INITIAL.match(text, person.name.start) for person in people
    )
    is_weak = label.kind == "officer" or label.words == "attendance"
    return bool(people) and (has_person or label.start < (block_end if is_weak else max(block_end, _HEAD_CHARACTERS)))


def _may_open_list(text: str, label: AttendanceLabel) -> bool:
    """Return True for a label behind which names may stand: "Clerk J Wren" is an item of a list.

    Who signs as "Chairman:" may do so at the next meeting; he is present where the list of those present follows.
    """
    if label.words.startswith("chair"):
        return not label.is_alone and bool(_PRESENT_NEXT.match(text, label.end))
    return label.is_marked or label.words in _UNMARKED or label.words.startswith("apolog")


def _is_for(label: AttendanceLabel, kind: str | None) -> bool:
    return kind in _ATTENDED_KINDS or (kind in _APOLOGY_KINDS and label.kind == "apologies")


def _is_column_head(text: str, labels: Sequence[AttendanceLabel], place: int) -> bool:
    """Return True for a label that shares its line with another and no names: the lists stand side by side below."""
    label = labels[place]
    for other in (*labels[max(place - 1, 0) : place], *labels[place + 1 : place + 2]):
        first, second = sorted((label, other), key=lambda item: item.start)
        between = text[first.end : second.start]
        if not between.strip(" |\t") and "\n" not in text[first.start : second.start]:
            return True
    return False


def _is_inside_line(text: str, label: AttendanceLabel) -> bool:
    return bool(text[text.rfind("\n", 0, label.start) + 1 : label.start].strip())


def _is_in_cell(text: str, label: AttendanceLabel) -> bool:
    """Return True for a label that stands in a row behind another cell: the row says it of somebody."""
    return "|" in text[text.rfind("\n", 0, label.start) + 1 : label.start] and label.is_alone


def _read_list(text: str, label: AttendanceLabel, end: int, headings: frozenset[int]) -> list[ListedPerson]:
    """Return the people behind a label."""
    tokens = tokenise(text, label.end, end)
    if not tokens or (label.is_alone and label.end - label.start > 0 and tokens[0].line_ends > 4):
        return []
    if not label.is_marked and match_name(tokens, 0) is None and tokens[0].word not in ("councillors", "cllrs"):
        return []
    return PeopleList(text, tokens, headings, is_in_sentence=not label.is_marked).read(label.is_alone)


def _is_member(text: str, person: ListedPerson) -> bool:
    """Return True for a councillor, and for who is called the chair."""
    words = text[person.start : person.end]
    return bool(_MEMBER.search(words))


def _judge_kind(text: str, label: AttendanceLabel, person: ListedPerson, is_of_members: bool) -> AttendanceKind:
    """Return the kind of somebody in a list: those "in attendance" are the members where no other list names them."""
    if label.kind not in ("present", "officer"):
        return label.kind
    words = text[person.start : person.end]
    capacity = "" if person.capacity is None else text[slice(*person.capacity)]
    is_officer = bool(_POLICE.match(words)) or bool(
        _OFFICER_WORDS.search(capacity) and "member" not in capacity.lower()
    )
    if label.kind == "officer" and _CHAIRS.match(text, person.name.end):
        return "present"
    is_only_list = label.kind == "officer" and label.words.startswith("in attendance") and is_of_members
    if is_officer:
        return "officer"
    return "present" if is_only_list else label.kind


def _make_entry(paper: RegisterPaper, person: ListedPerson, kind: AttendanceKind) -> Attendance | None:
    """Return the entry of a person in a list; the words beside the name belong to it."""
    substitution = read_substitution(paper.standing, person) if kind in ("present", "substitute", "officer") else None
    end = person.end if substitution is None else max(person.end, substitution[1])
    start = person.start
    if substitution is None and person.notes:
        end = max(person.name.end, person.capacity[1] if person.capacity else 0)
    span = paper.make_span(start, end)
    if span is None:
        return None
    name = paper.text[person.name.start : person.name.end]
    if (way := _WAY_LETTER.search(name)) is not None and _WAY_KEY.search(paper.standing):
        name = name[: way.start()]
    entry = Attendance(
        span,
        kind,
        name,
        normalise_person(name),
        None if person.capacity is None else paper.text[slice(*person.capacity)],
    )
    if substitution is None:
        return entry
    capacity = (
        None if person.capacity and person.capacity[0] <= substitution[0] < person.capacity[1] else entry.capacity
    )
    return replace(entry, kind="substitute", capacity=capacity, instead_of=paper.text[slice(*substitution)])
