"""Words that are never quoted: heads of tables, bare headings, and front matter that the question does not ask for.

Front matter stands at the head of a paper (who was present, whom to contact, what is on the agenda) and shares many
words with a question that it does not answer. Where a question asks for one of its fields, the answer is there.
"""

from __future__ import annotations

import re

from paper_search.records import AskedAnswer, Document, FrontField, Passage
from paper_search.text.spans import Span, collapse_whitespace, normalise
from paper_search.text.table_heads import HEAD_WORD_PATTERN, is_second_head_row


def _compile_any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


# -- front matter --------------------------------------------------------------------------------------------------

_CONTENTS_LINE = re.compile(
    r"(?:\.\s?){4,}\s*\d{0,4}\s*$|\(Pages?\s+\d+(?:\s*[-\u2013]\s*\d+)?\)\s*$|\t\s*\d{1,4}\s*$", re.MULTILINE
)
_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllrs?|Councillors?|Sir|Dame|Lord|Lady|Rev)\b\.?")
_NAME_OR_JOINT = re.compile(r"\b[A-Z][\w'\u2019-]*\b|\b(?:and|the|of)\b")
_MIN_NAMES = 4
_MIN_NAME_SHARE = 0.75
_FRONT_LINE = re.compile(
    r"^\W*(?:(?:for\s+(?:further|more)\s+information\W+)?(?:please\s+)?contact(?:\s+(?:officer|details|name|person|tel\w*))?\s*[:|\n]"
    r"|(?:report\s+)?authors?\s*[:|]|report\s+(?:of|by|from|author)\s*[:|]"
    r"|(?:tele)?phone\s*(?:no\.?|number)?\s*[:|]|tel\s*[:|.]|e-?mail\s*[:|]"
    r"|(?:also\s+)?(?:members\s+)?present\s*(?:[:|\n]|$)|(?:also\s+)?in\s+attendance\b|attendance\s*[:|]"
    r"|apologies(?:\s+for\s+absence)?\s*[:|]|members\s+(?:of\s+the\s+)?(?:committee|panel|board|cabinet)\b[^.]{0,40}[:|]"
    r"|(?:membership|quorum|venue|date|time)\s*[:|]|(?:list\s+of\s+)?contents\s*(?:[:|\n]|$)|page\s+no\.?\s*$"
    r"|agenda\s+item\s*(?:no\.?)?\s*\d*\s*$)",
    re.IGNORECASE,
)
_BUSINESS = _compile_any(
    r"\b(?:was|were)\s+(?:\w+\s+)?(?:agreed|resolved|noted|approved|accepted|proposed|elected|reported|decided)\b",
    r"\bresolved\s*[:\u2013-]?\s*that\b|\bagreed\s+(?:that|to)\b|\b(?:reported|noted)\s+that\b",
)
"""What a meeting did: minutes that run on behind the names of those present."""
_DOCUMENT_LIST = re.compile(
    r"\W*(?:\d+(?:\.\d+)*[.)]?\s+)?(?:list\s+of\s+)?"
    r"(?:(?:background|supporting|related|reference|relevant|associated|previous)\s+(?:papers?|documents?|reports?)"
    r"|(?:appendices|annexes|attachments|enclosures)(?:\s+(?:and|&)\s+background\s+(?:papers?|documents?))?)"
    r"(?:\s+and\s+(?:appendices|annexes|links))?\W*",
    re.IGNORECASE,
)
"""A heading over the names of other papers, which share words with many questions."""
_FIELD_WORDS: dict[FrontField, re.Pattern[str]] = {
    "attendance": _compile_any(
        r"\b(?:present|attend\w*|apolog\w+|absent|absence|substitut\w+)\b",
        r"(?:\b(?:Cllr|Councillor|Mr|Mrs|Ms)\b[^|]{0,60}){3}",
    ),
    "member": _compile_any(r"\b(?:members?|membership|portfolio|Cllr|Councillor)\b"),
    "chair": _compile_any(r"\b(?:vice[\s-]?)?chair\w*\b", r"\b(?:mayor|leader|clerk|presid\w+)\b"),
    "contact": _compile_any(
        r"\b(?:contact|authors?|tel|telephone|phone)\b", r"\bfrom\s*[:|]|\breport\s+(?:of|by|from)\b|@"
    ),
    "meeting": _compile_any(r"\b(?:meet\w*|held|venue|date|time)\b", r"\b\d{1,2}[.:]\d\d\b|\b(?:19|20)\d\d\b"),
    "ward": _compile_any(r"\b(?:wards?|electoral|divisions?)\b"),
    "status": _compile_any(r"\b(?:decision|classification|restricted|unrestricted|exempt|pathway|ref|reference)\b"),
    "agenda": _compile_any(r"\S"),
    "contents": _compile_any(r"\bappendi\w+|\bannex\b|\d\s*$|\bcontents\b"),
}
"""What a line of front matter says that answers a question for one of its fields; lists of documents go by their
heading."""

# -- headings and heads of tables ----------------------------------------------------------------------------------

_MAX_HEADING_WORDS = 14
_MAX_HEAD_WORDS = 8
"""Words of one head of a column; the same as where heads are read."""
_AMOUNT_CELL = _compile_any(r"[-\u2013+(\u00a3$\u20ac]*\s?\d[\d,.]*\s?(?:%|m|k|bn|pp)?\)?", "-", r"n/?a", "nil")
_YEAR_CELL = re.compile(r"(?:19|20)\d\d(?:\s?[-\u2013/]\s?(?:\d\d|\d{4}))?")
_UNIT_CELL = _compile_any(
    r"\(?[\u00a3$\u20ac%]['\u2019]?(?:0*s?|m|k|bn|million)\)?",
    r"no\.?|number",
    r"years?\s*\d*",
    r"per\s?cent",
    "q[1-4]",
)
_SENTENCE_END = re.compile(r"[.?!;:][\"'\u201d\u2019)]*$")


def find_quotable(units: list[Span], passage: Passage, document: Document, asked: AskedAnswer) -> list[Span]:
    """Return those of a passage's units that may be quoted.

    Args:
        units: the units, in order.
        passage: the passage.
        document: its paper.
        asked: what the question asks for.
    """
    if passage.kind == "heading":
        return []
    if passage.kind == "table":
        rows = find_body_rows(units, passage)
        return [span for span in rows if _is_front_quotable(passage, span, document, asked)]
    return [
        span
        for span in units
        if not is_bare_heading(passage.text[slice(*span)], passage, document)
        and _is_front_quotable(passage, span, document, asked)
    ]


def find_body_rows(rows: list[Span], passage: Passage) -> list[Span]:
    """Return the rows of a table without its heads and the labels of its sections.

    Args:
        rows: all its rows, in order.
        passage: the table.
    """
    head_count = len(find_head_rows(rows, passage))
    cells = [_split_cells(passage.text[slice(*row)]) for row in rows]
    is_wide = any(len(row) > 1 for row in cells)
    return [
        row
        for row, words in zip(rows[head_count:], cells[head_count:], strict=True)
        if not (is_wide and _is_label(words)) and normalise(" ".join(words)) != normalise(" ".join(passage.columns))
    ]


def find_head_rows(rows: list[Span], passage: Passage) -> list[Span]:
    """Return the rows at the top of a table that are the heads of its columns.

    A table of names and values ("Chair | Cllr Shaw") has none: its first row reads like the others.

    Args:
        rows: all its rows, in order.
        passage: the table.
    """
    cells = [_split_cells(passage.text[slice(*row)]) for row in rows]
    count = 0
    while count < len(cells) and _is_head(cells[count], is_first=count == 0):
        count += 1
        if count == 1 and len(cells) > 1 and is_second_head_row(cells[0], cells[1]):
            count += 1
    has_heads = count and not passage.columns and _are_heads(cells[0], cells[count:])
    return rows[:count] if has_heads else []


def is_bare_heading(text: str, passage: Passage, document: Document) -> bool:
    """Return True if a unit is a heading and says nothing: in capitals, or one of the headings it stands under.

    Args:
        text: the unit.
        passage: its passage.
        document: its paper.
    """
    words = text.split()
    if len(words) > _MAX_HEADING_WORDS or _SENTENCE_END.search(text.strip()):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    in_capitals = bool(letters) and all(letter.isupper() for letter in letters) and len(words) > 1
    plain = normalise(text).strip(" :.-")
    is_heading = plain in {normalise(heading).strip(" :.-") for heading in (*passage.headings, document.title or "")}
    return in_capitals or is_heading or not letters


def _is_front_quotable(passage: Passage, span: Span, document: Document, asked: AskedAnswer) -> bool:
    """Return True if a unit is no front matter, or says the field of it that is asked for."""
    text = passage.text[slice(*span)]
    if _is_in_document_list(text, passage):
        return "documents" in asked.front_fields
    return not is_front_matter(text, passage, document) or has_asked_field(text, asked)


def is_front_matter(text: str, passage: Passage, document: Document) -> bool:
    """Return True if a unit is front matter, by its words or its passage.

    Args:
        text: the unit.
        passage: its passage.
        document: its paper.
    """
    is_of_front = passage.kind == "front matter" and not _BUSINESS.search(text)
    return is_of_front or is_front_line(text, document)


def _is_in_document_list(text: str, passage: Passage) -> bool:
    """Return True if a unit stands in a list of background papers or appendices and is no sentence."""
    heading = passage.headings[-1] if passage.headings else ""
    return _DOCUMENT_LIST.fullmatch(heading) is not None and not _SENTENCE_END.search(text.strip())


def has_asked_field(text: str, asked: AskedAnswer) -> bool:
    """Return True if a unit of front matter says a field of it that the question asks for.

    Args:
        text: the unit.
        asked: what the question asks for.
    """
    return any(_FIELD_WORDS[field].search(text) for field in asked.front_fields if field in _FIELD_WORDS)


def is_front_line(text: str, document: Document) -> bool:
    """Return True if a unit is front matter by its words: a contents list, a contact, those present, an agenda's line.

    Args:
        text: the unit.
        document: its paper.
    """
    if _FRONT_LINE.match(text) or _is_list_of_names(text):
        return True
    lines = text.splitlines()
    contents = sum(_CONTENTS_LINE.search(line) is not None for line in lines)
    if contents and contents * 2 >= len(lines):
        return True
    return document.kind == "agenda frontsheet" and not _SENTENCE_END.search(text.strip())


def _is_list_of_names(text: str) -> bool:
    """Return True if a unit holds hardly more than the names of persons, as the list of those present does."""
    if len(_HONORIFIC.findall(text)) < _MIN_NAMES:
        return False
    words = re.findall(r"[\w'\u2019-]+", text)
    return len(_NAME_OR_JOINT.findall(text)) >= _MIN_NAME_SHARE * len(words)


def _split_cells(row: str) -> list[str]:
    return [collapse_whitespace(cell) for cell in row.split("|")]


def _is_label(cells: list[str]) -> bool:
    """Return True if a row has words in its first cell alone, and they are no sentence: the label of a section."""
    first, *rest = cells
    is_plain = not any(letter.isdigit() for letter in first) and len(first.split()) <= _MAX_HEADING_WORDS
    return not any(rest) and is_plain and not _SENTENCE_END.search(first)


def _is_head(cells: list[str], *, is_first: bool) -> bool:
    filled = [cell for cell in cells if cell]
    if not is_first and not all(_UNIT_CELL.fullmatch(cell) or _YEAR_CELL.fullmatch(cell) for cell in filled):
        return False
    return len(cells) > 1 and all(_is_head_cell(cell) for cell in filled)


def _is_head_cell(cell: str) -> bool:
    if len(cell.split()) > _MAX_HEAD_WORDS or cell.endswith((".", ";")):
        return False
    return bool(_YEAR_CELL.fullmatch(cell) or _UNIT_CELL.fullmatch(cell)) or not _AMOUNT_CELL.fullmatch(cell)


def _are_heads(first: list[str], rest: list[list[str]]) -> bool:
    """Return True if rows differ from the first as values do from heads, or its words are those of heads."""
    named = sum(bool(HEAD_WORD_PATTERN.search(cell) or _YEAR_CELL.fullmatch(cell)) for cell in first)
    if named * 2 >= len(first):
        return True
    values = [cell for row in rest for cell in row[1:]]
    return any(_AMOUNT_CELL.fullmatch(cell) or len(cell.split()) > _MAX_HEAD_WORDS for cell in values)
