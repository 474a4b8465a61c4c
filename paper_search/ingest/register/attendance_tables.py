"""Attendance in tables: a column for each kind, or a mark beside each name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.people_lists import PeopleList
from paper_search.ingest.register.role_titles import is_role_title
from paper_search.records.register import Attendance, AttendanceKind
from paper_search.text.name_tokens import tokenise
from paper_search.text.names import normalise_person
from paper_search.text.spans import Span, collapse_whitespace

_KINDS: tuple[tuple[re.Pattern[str], AttendanceKind], ...] = (
    (
        re.compile(
            r"^(?:also\s+(?:present|in\s+attendance)|in\s+attendance|officers?(?:\s+present)?|members\s+of\s+(?:the\s+)?public|staff|guests)$"
        ),
        "officer",
    ),
    (
        re.compile(r"^(?:(?:members\s+|councillors\s+)?present|attended|attending|present\s*\(p\)|presennol)$"),
        "present",
    ),
    (
        re.compile(
            r"^(?:apolog(?:y|ies)(?:\s+for\s+absence)?|apologies\s+(?:received|given|sent)|sent\s+apologies|regrets|ymddiheuriadau)$"
        ),
        "apologies",
    ),
    (re.compile(r"^(?:absent|did\s+not\s+attend|not\s+present)$"), "absent"),
)
_VALUES: Mapping[str, AttendanceKind] = {
    "present": "present",
    "p": "present",
    "attended": "present",
    "in person": "present",
    "apologies": "apologies",
    "apology": "apologies",
    "absent": "absent",
    "in attendance": "officer",
    "apologies received": "apologies",
    "apologies sent": "apologies",
}
_NAME_HEAD = re.compile(
    r"^(?:names?|members?|councillors?|cllrs?|name\s+of\s+(?:member|councillor)|attendees?|councill?or\s+name)$"
)
_STATUS_HEAD = re.compile(r"^(?:attendance|status|present/apologies|present\s*/\s*absent|attended\?)$")
_OFFICE_HEAD = re.compile(r"^(?:role|position|office|title|job\s+title|designation|capacity)$")
_MARKS = frozenset(("✓", "✔", "√", "x", "✗", "✘", "•", "y", "yes", "p", "1", "*", "■", "●", "☑", "☒"))
_TICKS = frozenset(("✓", "✔", "√", "y", "yes", "p", "☑"))


def find_table_attendance(paper: RegisterPaper) -> Iterator[Attendance]:
    """Yield the people whom the rows of attendance tables name."""
    head: list[str] = []
    position = 0
    for line in paper.standing.splitlines(keepends=True):
        start, position = position, position + len(line)
        cells = _split_cells(line, start)
        if len(cells) < 2:
            head = head if not line.strip() else []
            continue
        words = [collapse_whitespace(text).lower().strip(" :") for text, _ in cells]
        is_row = len(words) == len(head) and any(map(_STATUS_HEAD.match, head))
        if not is_row and _is_head(words):
            head = words
        elif head and len(words) == len(head):
            yield from _read_row(paper, head, cells, words)
        elif head:
            head = []


def _split_cells(line: str, start: int) -> list[tuple[str, int]]:
    """Return the cells of a row with their offsets."""
    if "|" not in line:
        return []
    cells, offset = [], start
    for text in line.rstrip("\n").split("|"):
        cells.append((text, offset))
        offset += len(text) + 1
    if cells and not cells[0][0].strip() and line.lstrip().startswith("|"):
        cells = cells[1:]
    is_framed = line.lstrip().startswith("|") and line.rstrip().endswith("|")
    return cells[:-1] if len(cells) > 1 and not cells[-1][0].strip() and is_framed else cells


def _find_kind(words: str) -> AttendanceKind | None:
    return next((kind for pattern, kind in _KINDS if pattern.match(words)), None)


def _is_head(words: list[str]) -> bool:
    kinds = [kind for kind in map(_find_kind, words) if kind]
    has_names = any(map(_NAME_HEAD.match, words))
    return len(kinds) >= 2 or (has_names and (bool(kinds) or any(map(_STATUS_HEAD.match, words))))


def _read_row(
    paper: RegisterPaper, head: list[str], cells: list[tuple[str, int]], words: list[str]
) -> Iterator[Attendance]:
    if any(map(_NAME_HEAD.match, head)):
        kind = _find_marked(head, words)
        if kind is not None:
            place = next(number for number, text in enumerate(head) if _NAME_HEAD.match(text))
            office = next((cell for text, cell in zip(head, cells, strict=True) if _OFFICE_HEAD.match(text)), None)
            yield from _read_cell(paper, cells[place], kind, office)
        return
    for text, cell in zip(head, cells, strict=True):
        kind = _find_kind(text)
        if kind is not None:
            yield from _read_cell(paper, cell, kind)


def _find_marked(head: list[str], words: list[str]) -> AttendanceKind | None:
    """Return the kind of the only column that is marked, or the one that the cell of the status names."""
    columns = [(kind, value) for text, value in zip(head, words, strict=True) if (kind := _find_kind(text))]
    marked = [(kind, value) for kind, value in columns if value]
    if len(marked) == 1 and marked[0][1] in (_MARKS if len(columns) > 1 else _TICKS):
        return marked[0][0]
    values = [
        _VALUES.get(re.sub(r"\s*[(,].*", "", value))
        for text, value in zip(head, words, strict=True)
        if _STATUS_HEAD.match(text) or _find_kind(text)
    ]
    found = [value for value in values if value]
    return found[0] if len(found) == 1 else None


def _find_office(cell: tuple[str, int]) -> Span | None:
    """Return the span of the office that fills a cell; "Member" says nothing of anybody."""
    words = cell[0].strip()
    if words.lower() == "member" or not is_role_title(words):
        return None
    start = cell[1] + cell[0].index(words)
    return start, start + len(words)


def _read_cell(
    paper: RegisterPaper, cell: tuple[str, int], kind: AttendanceKind, office: tuple[str, int] | None = None
) -> Iterator[Attendance]:
    """Yield the person whom a cell names and nobody else; another cell may give the office."""
    text, start = cell
    tokens = tokenise(paper.standing, start, start + len(text))
    if not tokens:
        return
    people = PeopleList(paper.standing, tokens)
    found = people.read(is_vertical=True)
    if len(found) != 1 or paper.standing[people.end : start + len(text)].strip(" ).]"):
        return
    person = found[0]
    start, end = person.start, person.end if person.capacity else person.name.end
    role = None if office is None or person.capacity else _find_office(office)
    span = paper.make_span(start, end) if role is None else paper.make_span(min(start, role[0]), max(end, role[1]))
    if span is not None:
        name = paper.text[person.name.start : person.name.end]
        beside = person.capacity or role
        capacity = None if beside is None else paper.text[slice(*beside)]
        yield Attendance(span, kind, name, normalise_person(name), capacity)
