"""What a person wrote down of papers: ``metadata.jsonl`` and ``structure.jsonl`` of one folder, each optional.

In: the folder; out: ``Card``s and ``Structure``s by the paper's path in the corpus. Promised: a line that cannot be
used is an EvaluationError that names the file, the line and what is wrong; unknown keys are passed over.

A card has the fields of a paper and, in ``stated_in``, where each can be known from. A structure lists the printed
labels of a paper in order with the page that each starts on and the heading it stands under, and as ``traps`` printed
labels that number nothing (a cross-reference wrapped to a line start, the points of a quoted motion).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl as lines

METADATA, STRUCTURE = "metadata.jsonl", "structure.jsonl"
HERE = ("text", "document", "info", "path", "file", "folder", "manifest")
"""How ``stated_in`` begins where the file itself, its information, its path or the corpus's manifest says a thing."""


@dataclass(frozen=True, slots=True)
class Card:
    """The catalogue card of one file. ``unread`` says why a file has no words to judge, where that is so."""

    file: str
    fields: Mapping[str, str | None]
    stated_in: Mapping[str, str]
    unread: str | None = None

    def is_stated(self, name: str) -> bool:
        """Whether the file, its information, its path or the manifest states the field.

        A card that says of no field where it is stated, and of the kind none does, is taken to have it from the file.
        """
        where = self.stated_in.get(name)
        unsaid = name == "kind" or not self.stated_in
        return bool(self.fields.get(name)) and (where.startswith(HERE) if where else unsaid)

    def is_unstated(self, name: str) -> bool:
        """Whether nothing that belongs to the file states the field, as far as the card says."""
        return not self.is_stated(name) and (self.fields.get(name) is None or name in self.stated_in)


@dataclass(frozen=True, slots=True)
class Entry:
    """A printed label that numbers something, the page it starts on if any, and the heading it stands under or is."""

    label: str
    page: int | None
    heading: str | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """The printed labels of one file in order, and those that number nothing."""

    file: str
    entries: tuple[Entry, ...]
    traps: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """All that was judged, in the order of the files' lines."""

    cards: Mapping[str, Card]
    structures: Mapping[str, Structure]

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that anything was judged of, once."""
        return tuple(dict.fromkeys([*self.cards, *self.structures]))


def load(folder: Path) -> Gold:
    """The judgements in a folder. Raises EvaluationError where there are none, or one cannot be used."""
    cards = {card.file: card for card in lines.read(folder / METADATA, _card)}
    structures = {one.file: one for one in lines.read(folder / STRUCTURE, _structure)}
    if not cards and not structures:
        raise EvaluationError(f"{folder}: there is no {METADATA} or {STRUCTURE} with a line in it; name their folder.")
    return Gold(cards, structures)


def _card(line: dict[str, Any]) -> Card:
    stated = {name: str(where) for name, where in (line.get("stated_in") or {}).items() if where}
    known = {name: None if value is None else str(value) for name, value in line.items() if name in FIELDS}
    return Card(str(line["file"]), known, stated, line.get("unread"))


FIELDS = frozenset({"authority", "committee", "meeting_date", "kind", "title", "agenda_item", "status"})


def _structure(line: dict[str, Any]) -> Structure:
    entries = tuple(_entry(one) for one in line["entries"])
    return Structure(str(line["file"]), entries, tuple(_entry(one) for one in line.get("traps") or ()))


def _entry(one: dict[str, Any]) -> Entry:
    page = one.get("page")
    return Entry(
        str(one["label"]), None if page is None else int(page), one.get("heading"), one.get("type") == "heading"
    )
