"""Roles that lines give: front matter ("From: Jo Wren, Leader"), labels ("Clerk: J. Lark") and signatures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.role_titles import is_role_title, read_title
from paper_search.records.register import Role
from paper_search.text.name_tokens import tokenise
from paper_search.text.names import normalise_person
from paper_search.text.person_names import match_name, match_name_by_role
from paper_search.text.spans import Span

_MAX_LINE, _MAX_NAME, _MAX_FIELD_LINES = 240, 70, 8
_FIELD = re.compile(
    r"(?:from|by|contact(?:\s+officer)?|lead\s+contact|report\s+(?:by|of|author)|reporting\s+officer|author|relevant\s+director|lead\s+(?:officer|member)|presented\s+by|responsible\s+officer"
    r"|corporate\s+director|cabinet\s+member|portfolio\s+holder)\s*[:|]\s*(?:\|\s*)?(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_END_OF_FIELD = re.compile(
    r"^\W*(?:to|subject|classification|date|title|decision|summary|meeting|wards?|division)\b\s*[:|]?", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:[#>|\s]*)(?P<title>(?:Vice|Deputy|Acting)?[-\s]?(?:Chair(?:man|woman|person)?|CHAIR(?:MAN)?)(?:\s+of\s+the\s+(?:Council|Committee|Parish\s+Council))?|(?:Deputy\s+)?Leader(?:\s+of\s+the\s+Council)?"
    r"|(?:Deputy\s+|Lord\s+)?Mayor|(?:Parish\s+|Town\s+|Deputy\s+|Acting\s+|Council\s+)?Clerk(?:\s+to\s+the\s+(?:Parish\s+|Town\s+)?Council)?|Chief\s+Executive"
    r"|Monitoring\s+Officer|Section\s+151\s+Officer|Treasurer|Secretary|Cadeirydd|Clerc|Cathaoirleach)\s*[:–]\s*(?=[A-Z])"
)
_SEPARATOR = re.compile(r"\s*(?:,|[–—]|-\s|\||\()\s*")
_CONTACT_DETAILS = re.compile(
    r"[,;–—(-]?\s*(?:\(?\b(?:ext|tel|telephone|phone|e-?mail|direct\s+line|mobile)\b|[\w.+-]+@|[\d+(][\d ()+]{6,})",
    re.IGNORECASE,
)
_NOT_A_PERSON_LINE = re.compile(
    r"https?:|www\.|@|\b(?:apolog|agenda|minutes|tel(?:ephone)?|contact(?!\s*(?:officer\s*)?:))\b", re.IGNORECASE
)


def find_line_roles(paper: RegisterPaper, heads: Sequence[int]) -> Iterator[Role]:
    """Yield the roles of lines that hold a name and a role, and nothing else.

    Args:
        paper: the paper.
        heads: the offsets of the words of offices in its text, in order.
    """
    text = paper.standing
    start, field_lines = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if line.strip() and len(line) <= _MAX_LINE:
            field = _FIELD.match(line.lstrip("> |#"))
            indent = len(line) - len(line.lstrip("> |#"))
            if field is not None:
                field_lines = _MAX_FIELD_LINES
            elif _END_OF_FIELD.match(line):
                field_lines = 0
            first = start + (indent + field.end() if field else indent)
            place = bisect_left(heads, start)
            if place < len(heads) and heads[place] < end + _MAX_LINE:
                yield from _read_line(paper, first, end, field_lines > 0)
            field_lines = max(0, field_lines - 1)
        start = end + 1


def _read_line(paper: RegisterPaper, start: int, end: int, is_field: bool) -> Iterator[Role]:
    text = paper.standing
    if is_field and (details := _CONTACT_DETAILS.search(text, start, end)) is not None:
        end = details.start()
    if not text[start:end].strip() or _NOT_A_PERSON_LINE.search(text, start, end):
        return
    label = _LABEL.match(text, start, end)
    if label is not None and (name := _read_whole(text, label.end(), end)) is not None:
        yield from _make_role(paper, name, label.span("title"))
        return
    found = _read_name_first(text, start, end) or (_read_title_first(text, start, end) if is_field else None)
    if found is not None:
        yield from _make_role(paper, *found)


def _read_whole(text: str, start: int, end: int) -> Span | None:
    """Return the span of a name that takes up the rest of a line."""
    tokens = tokenise(text, start, end)
    name = match_name(tokens, 0) if tokens else None
    if name is None or text[name.end : end].strip(" .;|"):
        return None
    return name.start, name.end


def _read_name_first(text: str, start: int, end: int) -> tuple[Span, Span] | None:
    """Read "Jo Wren, Leader of the Council" to the line's end; a role may go on over it, or stand on the next."""
    tokens = tokenise(text, start, min(end, start + _MAX_NAME))
    name = match_name_by_role(tokens, 0) if tokens else None
    if name is None:
        return None
    tokens = tokenise(text, start, min(len(text), end + _MAX_LINE))
    sign = _SEPARATOR.match(text, name.end, end + 1)
    stops_line = not text[name.end : end].strip(" ,")
    if sign is None and not stops_line:
        return None
    begin = next((place for place, token in enumerate(tokens) if token.start >= (sign.end() if sign else end)), None)
    if begin is None or (stops_line and not 0 < tokens[begin].line_ends <= 2):
        return None
    found = read_title(text, tokens, begin, is_line=True)
    is_open = sign is not None and "(" in sign[0]
    if found is None or not _closes_line(text, found[0][1], ")" if is_open else ""):
        return None
    return (name.start, name.end), found[0]


def _closes_line(text: str, end: int, bracket: str = "") -> bool:
    """Return True where nothing but the closing bracket and a telephone number follows on a line."""
    line_end = text.find("\n", end)
    rest = text[end : len(text) if line_end < 0 else line_end].strip(" ,.;|")
    if bracket and not rest.startswith(bracket):
        return False
    rest = rest.removeprefix(bracket).strip(" ,.;|")
    return not rest or bool(re.match(r"^[–—-]?\s*[\d ()+]{6,}", rest)) or bool(_CONTACT_DETAILS.match(rest))


def _read_title_first(text: str, start: int, end: int) -> tuple[Span, Span] | None:
    """Read "Leader of the Council, Jo Wren" or "Director of Finance; Jo Wren" in front matter."""
    for sign in (";", ","):
        place = text.rfind(sign, start, end)
        name = _read_whole(text, place + 1, end) if place > 0 else None
        words = text[start:place].strip() if name else ""
        if name is not None and words[:1].isupper() and is_role_title(words) and match_name(tokenise(words), 0) is None:
            begin = start + len(text[start:place]) - len(text[start:place].lstrip())
            return name, (begin, begin + len(words))
    return None


def _make_role(paper: RegisterPaper, name: Span, title: Span) -> Iterator[Role]:
    span = paper.make_span(min(name[0], title[0]), max(name[1], title[1]))
    printed = paper.text[slice(*name)]
    if span is not None and "*" not in printed:
        yield Role(span, printed, normalise_person(printed), paper.text[slice(*title)])
