"""The judged entries of the register: a file of them for each part, such as ``development.jsonl``.

One JSON object a line. A ``paper`` line names a paper, its body and the range that was judged; every other line is an
entry of a paper: its place, counted in letters and digits, and its values. Guarantees: a line that cannot be used is an
EvaluationError that names the file, the line and what is wrong; unknown keys are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl
from paper_search.evaluation.parsing.letter_alignment import LetterSpan, PaperLetters
from paper_search.evaluation.parsing.register_values import (
    FIELDS,
    NAME_LISTS,
    PLACED_FIELDS,
    SPAN_FIELD,
    Value,
    fold_names,
    fold_value,
)

PAPER = "paper"
Line = Mapping[str, Any]
"""A line of the file, not yet held against the pages."""


@dataclass(frozen=True, slots=True)
class JudgedPaper:
    """A paper as its lines have it."""

    file: str
    body: str
    paper_line: Line
    entry_lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class JudgedEntry:
    """An entry that a person found in a paper.

    Attributes:
        entry: its kind: "fact", "attendance", "decision", "vote" or "role".
        kinds: the kinds of fact or of attendance that are right; empty for the others.
        places: its own words; more than one where the paper says the same twice.
        widest: for each place the widest span that is still its exact words.
        values: the values of each field that are right, folded; None among them where it may be empty.
        names: for lists of names, the names.
        is_optional: readers may differ, so it counts neither as a miss nor as an error.
    """

    entry: str
    kinds: tuple[str, ...]
    places: tuple[LetterSpan, ...]
    widest: tuple[LetterSpan, ...]
    values: Mapping[str, tuple[Value, ...]]
    names: Mapping[str, tuple[str, ...]]
    is_optional: bool


def load(folder: Path) -> dict[str, tuple[JudgedPaper, ...]]:
    """Return the judged papers of each part, by the part's name.

    Raises:
        EvaluationError: there are none, or a line cannot be used.
    """
    parts = {path.stem: _load_part(path) for path in sorted(folder.glob("*.jsonl"))}
    if not any(parts.values()):
        raise EvaluationError(f"{folder}: there are no judged register entries here. Name their folder with --gold.")
    return parts


def _load_part(path: Path) -> tuple[JudgedPaper, ...]:
    papers: dict[str, Line] = {}
    entries: dict[str, list[Line]] = {}
    for number, line in jsonl.read_numbered_records(path, _check_line):
        file = line["file"]
        if line["entry"] == PAPER:
            papers[file] = line
        elif file in papers:
            entries.setdefault(file, []).append(line)
        else:
            raise jsonl.make_line_error(path, number, f"is of {file!r}, which has no {PAPER!r} line before it")
    return tuple(
        JudgedPaper(file, str(line["body"]), line, tuple(entries.get(file, ()))) for file, line in papers.items()
    )


def _check_line(line: dict[str, Any]) -> Line:
    if line["entry"] != PAPER and line["entry"] not in FIELDS:
        raise EvaluationError(f"has the entry {line['entry']!r}, and knows {', '.join((PAPER, *FIELDS))} only")
    for name in ("body",) if line["entry"] == PAPER else ("start", "end"):
        _ = line[name]
    return line | {"file": str(line["file"])}


def resolve_range(paper: JudgedPaper, letters: PaperLetters) -> LetterSpan:
    """Return the range of a paper that was judged. Raises EvaluationError where the paper has no such range."""
    line = paper.paper_line
    try:
        if "pages" in line:
            return letters.page_span(*line["pages"])
        return LetterSpan(line.get("start", 0), line.get("end", len(letters.letters)))
    except (ValueError, TypeError) as error:
        raise EvaluationError(f"{paper.file}: the judged range cannot be used ({error}).") from error


def resolve_entries(paper: JudgedPaper, letters: PaperLetters) -> list[JudgedEntry]:
    """Return the entries of a paper with their places. Raises EvaluationError where one is no place of it."""
    try:
        return [_resolve_entry(line, letters) for line in paper.entry_lines]
    except (ValueError, TypeError, KeyError) as error:
        raise EvaluationError(f"{paper.file}: a judged entry cannot be used ({error}).") from error


def _resolve_entry(line: Line, letters: PaperLetters) -> JudgedEntry:
    entry = str(line["entry"])
    first = _resolve_place(line, letters)
    before, after = line["start"] - line.get("begins_from", line["start"]), line.get("ends_by", line["end"])
    widest = LetterSpan(first.start - before, first.end + after - line["end"])
    others = tuple(_resolve_place(place, letters) for place in line.get("also_at", ()))
    unjudged = set(line.get("unjudged", ()))
    values = {
        name: _accept_values(line, name, letters) for name in FIELDS[entry] if name not in unjudged | {SPAN_FIELD}
    }
    return JudgedEntry(
        entry,
        tuple(_list_values(line.get({"fact": "fact", "attendance": "kind"}.get(entry, "")))),
        (first, *others),
        (widest, *others),
        values | ({} if SPAN_FIELD in unjudged or SPAN_FIELD not in FIELDS[entry] else {SPAN_FIELD: (SPAN_FIELD,)}),
        {name: fold_names(line.get(name, ())) for name in NAME_LISTS},
        bool(line.get("optional")),
    )


def _resolve_place(place: Line, letters: PaperLetters) -> LetterSpan:
    return letters.resolve_place(int(place.get("page", 1)), int(place["start"]), int(place["end"]))


def _accept_values(line: Line, name: str, letters: PaperLetters) -> tuple[Value, ...]:
    """Return the values of a field that are right, folded."""
    stated = _list_values(line.get(name))
    if name in PLACED_FIELDS:
        stated = [place and letters.slice(_resolve_place(place, letters)) for place in stated]
    if name == "name":
        stated = [*stated, *_list_values(line.get("also"))]
    return tuple(dict.fromkeys(fold_value(name, value) for value in stated)) or (None,)


def _list_values(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
