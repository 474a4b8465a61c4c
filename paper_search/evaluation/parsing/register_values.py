"""The fields of the register's entries that are measured, and when two values of one are the same.

Case, spaces and punctuation count as nothing, neither do titles of address ("Cllr", "Mrs") before a name, nor a number
in front of a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from paper_search.evaluation.parsing.letter_alignment import LetterSpan, fold_letters
from paper_search.records.register import (
    Attendance,
    Decision,
    RegisterEntries,
    Role,
    SourceSpan,
    Vote,
)

Value = str | None
"""A value as it is compared; None where there is none."""

SPAN_FIELD = "span"
"""The exact words of a decision, which are compared by their place."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "fact": ("value",),
    "attendance": ("name", "capacity", "instead_of", "interest"),
    "decision": (
        "outcome",
        SPAN_FIELD,
        "subject",
        "agenda_item",
        "minute",
        "reference",
        "mover",
        "seconder",
        "decision_maker",
        "decided_on",
        "is_amendment",
        "conditions",
    ),
    "vote": ("votes_for", "votes_against", "abstentions", "result", "is_unanimous", "is_recorded"),
    "role": ("name", "title"),
}
"""The fields measured of each kind of entry."""
NAME_LISTS = ("voters_for", "voters_against", "abstaining")
"""The fields of a vote that are lists of names, measured name by name."""
PLACED_FIELDS = frozenset({"subject", "interest"})
"""The fields whose words are given by their place."""
_PEOPLE = frozenset({"name", "mover", "seconder", "instead_of", "decision_maker"})

_ADDRESS = re.compile(
    r"(?:the|(?:(?:county|borough|district|parish|town|city)\s+)?councillors?|cllrs?|clrs?|cmhlr|commissioners?|alderm[ae]n|mr|mrs|ms|miss|dr)\b[.\s]*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"^(?:\(?[a-z]\)|[\W\d_])+")


@dataclass(frozen=True, slots=True)
class ExtractedEntry:
    """An entry that was read out of a paper, in the form that it is compared in.

    Attributes:
        entry: its kind, as of ``JudgedEntry``.
        kind: the kind of fact or of attendance; "" for the others.
        source: its words.
        place: where they stand in the pages; None where they are not found there.
        values: the value of each field, folded.
        names: for lists of names, the names.
    """

    entry: str
    kind: str
    source: SourceSpan
    place: LetterSpan | None
    values: Mapping[str, Value]
    names: Mapping[str, tuple[str, ...]]


RawValue = str | int | date | SourceSpan | None


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as it was read: its kind, the kind within it, its words, its fields and its lists of names."""

    entry: str
    kind: str
    source: SourceSpan
    fields: Mapping[str, RawValue]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def list_raw_entries(entries: RegisterEntries) -> list[RawEntry]:
    """Return all entries of a paper but the links."""
    return [
        *(RawEntry("fact", fact.kind, fact.source, {"value": fact.value}) for fact in entries.facts),
        *(RawEntry("attendance", item.kind, item.source, _list_fields(item)) for item in entries.attendance),
        *(RawEntry("decision", "", item.source, _list_fields(item)) for item in entries.decisions),
        *(RawEntry("vote", "", vote.source, _list_fields(vote), _list_voters(vote)) for vote in entries.votes),
        *(RawEntry("role", "", role.source, _list_fields(role)) for role in entries.roles),
    ]


def _list_fields(entry: Attendance | Decision | Vote | Role) -> dict[str, RawValue]:
    kind = {Attendance: "attendance", Decision: "decision", Vote: "vote", Role: "role"}[type(entry)]
    values = {name: getattr(entry, name) for name in FIELDS[kind] if name != SPAN_FIELD}
    return values | ({"conditions": len(entry.conditions)} if isinstance(entry, Decision) else {})


def _list_voters(vote: Vote) -> dict[str, tuple[str, ...]]:
    return {name: getattr(vote, name) for name in NAME_LISTS}


def fold_value(name: str, value: RawValue) -> Value:
    """Return a value of a field as it is compared; None for one that says nothing.

    Args:
        name: the field.
        value: as printed, or as a file of judgements has it.
    """
    if value is None or value is False or (name == "conditions" and value == 0):
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    if name in _PEOPLE:
        text = _strip_address(text)
    if name == "capacity" and not _strip_address(text).strip():
        return None
    if name == "subject":
        text = _LEADING_NUMBER.sub("", text)
    if name == "value":
        text = text[match.end() :] if (match := _ARTICLE.match(text)) else text
    return fold_letters(text) or None


def fold_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of people as they are compared."""
    return tuple(filter(None, (fold_value("name", name) for name in names)))


def _strip_address(name: str) -> str:
    while match := _ADDRESS.match(name.lstrip()):
        name = name.lstrip()[match.end() :]
    return name


def is_right(name: str, value: str, accepted: tuple[Value, ...]) -> bool:
    """Return True if a folded value is one of those that are right.

    An interest is right where it is part of the judged words, or holds them.
    """
    if name == "interest":
        return any(right is not None and (value in right or right in value) for right in accepted)
    return value in accepted
