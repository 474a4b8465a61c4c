"""A person's judgements of papers: ``metadata.jsonl`` and ``structure.jsonl`` of one folder, each optional.

Guarantees: a line that cannot be used is an EvaluationError that names the file, the line and what is wrong; unknown
keys are passed over.

A card has the fields of a paper and, in ``stated_in``, where each can be known from. A structure lists the printed
labels of a paper in order with the page that each starts on and the heading it stands under, and as ``traps`` printed
labels that number nothing (a cross-reference wrapped to a line start, the points of a quoted motion).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl

METADATA_FILE, STRUCTURE_FILE = "metadata.jsonl", "structure.jsonl"
OWN_SOURCES = ("text", "document", "info", "path", "file", "folder", "manifest")
"""Beginnings of ``stated_in`` where the file, its information, its path or the manifest states a field."""


@dataclass(frozen=True, slots=True)
class GoldMetadata:
    """The catalogue card of one file. ``unread`` says why a file has no words to judge, where that is so."""

    file: str
    fields: Mapping[str, str | None]
    stated_in: Mapping[str, str]
    unread: str | None = None

    def is_stated(self, name: str) -> bool:
        """Return True if the file, its information, its path or the manifest states the field.

        A card that says of no field where it is stated, and of the kind none does, is taken to have it from the file.
        """
        where = self.stated_in.get(name)
        unsaid = name == "kind" or not self.stated_in
        return bool(self.fields.get(name)) and (where.startswith(OWN_SOURCES) if where else unsaid)

    def is_unstated(self, name: str) -> bool:
        """Return True if nothing that belongs to the file states the field, as far as the card says."""
        return not self.is_stated(name) and (self.fields.get(name) is None or name in self.stated_in)


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A printed label that numbers something, the page it starts on if any, and the heading it stands under or is."""

    label: str
    page: int | None
    heading: str | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class GoldStructure:
    """The printed labels of one file in order, and those that number nothing."""

    file: str
    labels: tuple[PrintedLabel, ...]
    false_labels: tuple[PrintedLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldSet:
    """All that was judged, in the order of the files' lines."""

    metadata: Mapping[str, GoldMetadata]
    structures: Mapping[str, GoldStructure]

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that anything was judged of, once."""
        return tuple(dict.fromkeys([*self.metadata, *self.structures]))

    def without(self, files: Container[str]) -> GoldSet:
        """Return what was judged of the other files."""
        return GoldSet(
            {file: card for file, card in self.metadata.items() if file not in files},
            {file: structure for file, structure in self.structures.items() if file not in files},
        )


def load(folder: Path) -> GoldSet:
    """Return the judgements in a folder. Raises EvaluationError where there are none, or one cannot be used."""
    cards = {card.file: card for card in jsonl.read_records(folder / METADATA_FILE, _parse_metadata)}
    structures = {
        structure.file: structure for structure in jsonl.read_records(folder / STRUCTURE_FILE, _parse_structure)
    }
    if not cards and not structures:
        raise EvaluationError(
            f"{folder}: there is no {METADATA_FILE} or {STRUCTURE_FILE} with a line in it; name their folder."
        )
    return GoldSet(cards, structures)


def _parse_metadata(line: dict[str, Any]) -> GoldMetadata:
    stated = {name: str(where) for name, where in (line.get("stated_in") or {}).items() if where}
    known = {name: None if value is None else str(value) for name, value in line.items() if name in METADATA_FIELDS}
    return GoldMetadata(str(line["file"]), known, stated, line.get("unread"))


METADATA_FIELDS = frozenset({"authority", "committee", "meeting_date", "kind", "title", "agenda_item", "status"})


def _parse_structure(line: dict[str, Any]) -> GoldStructure:
    entries = tuple(_parse_label(entry) for entry in line["entries"])
    return GoldStructure(str(line["file"]), entries, tuple(_parse_label(entry) for entry in line.get("traps") or ()))


def _parse_label(fields: dict[str, Any]) -> PrintedLabel:
    page = fields.get("page")
    return PrintedLabel(
        str(fields["label"]),
        None if page is None else int(page),
        fields.get("heading"),
        fields.get("type") == "heading",
    )
