"""The paper's roles: who holds which, as printed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.role_lines import find_line_roles
from paper_search.ingest.register.role_titles import find_heads, is_role_title, read_title
from paper_search.records.register import Attendance, Role
from paper_search.text.name_tokens import tokenise
from paper_search.text.names import normalise_person
from paper_search.text.person_names import PrintedName, find_names, is_role_word, match_name
from paper_search.text.spans import Span, collapse_whitespace

_BESIDE = re.compile(r"\s?(?:,|\(|[–—-]\s)\s?")
_FORMER = re.compile(
    r"\b(?:former|formerly|previous|ex|outgoing|late|past|then|proposed|nominated|retiring|interested|candidate|prospective)[\s-]*(?:the\s*)?$",
    re.IGNORECASE,
)
_ELECTED = re.compile(
    r"\s+(?:(?P<done>was|were|is|has\s+been|had\s+been)|(?P<wanted>be))\s+(?:(?:duly|unanimously|hereby|then|therefore)\s+)*(?:re-?)?(?:elected|appointed)\s+"
    r"(?:unopposed\s+)?(?:as\s+|to\s+be\s+|to\s+serve\s+as\s+)?(?:the\s+)?(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_ONE_OF_SEVERAL = re.compile(r"\s*(?:,|,?\s+and\b|&)\s+(?:the\s+|(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Alderman)\b)")
"""Words behind a name that make it one of a list: "the Clerk, Mr Wren and Mrs Lark" are three people, or two."""
_RESOLVED = re.compile(r"\b(?:RESOLVED|Resolved|AGREED|Agreed)\b[^.]{0,200}$")
_UNSURE = re.compile(r"\b(?:not|proposed|seconded|nominated|if|should|would|may)\b", re.IGNORECASE)
_MAX_BEFORE, _MAX_BEHIND = 170, 220
"""Characters before and behind a name in which a role may stand."""


def find_roles(paper: RegisterPaper, attendance: Iterable[Attendance]) -> Iterator[Role]:
    """Yield the entries of a paper, in its order.

    Args:
        paper: the paper.
        attendance: those whom it names as present or absent; what it prints beside a name may be a role.
    """
    heads = find_heads(paper.standing)
    entries = [*_find_attending(attendance), *find_line_roles(paper, heads), *_find_in_prose(paper, heads)]
    seen: set[tuple[str, str]] = set()
    last: tuple[int, str] | None = None
    for role in sorted(entries, key=lambda role: (role.source.start, -role.source.end)):
        if (role.source.start, role.name) == last:
            # The same words read twice, once to the end of a line that breaks the title.
            continue
        last = (role.source.start, role.name)
        key = (role.person_key, collapse_whitespace(role.title.lower()))
        if key not in seen:
            seen.add(key)
            yield role


def _find_attending(attendance: Iterable[Attendance]) -> Iterator[Role]:
    """Yield the roles that a list of those who attended prints beside their names."""
    for entry in attendance:
        if entry.capacity is not None and entry.capacity[0].isupper() and is_role_title(entry.capacity):
            yield Role(entry.source, entry.name, entry.person_key, entry.capacity)


def _find_in_prose(paper: RegisterPaper, heads: Sequence[int]) -> Iterator[Role]:
    """Yield the roles beside names that bear a title: "Mr Baker, Cabinet Member for Highways"."""
    text = paper.standing
    for name in find_names(text):
        place = bisect_left(heads, name.start - _MAX_BEFORE)
        if place >= len(heads) or heads[place] > name.end + _MAX_BEHIND:
            continue
        found = _read_behind(text, name) or _read_before(text, name) or _read_election(text, name)
        if found is not None:
            start, end = min(name.start, found[0]), max(name.end, found[1])
            yield from make_role(paper, (start, end), (name.start, name.end), found)


def make_role(paper: RegisterPaper, source: Span, name: Span, title: Span) -> Iterator[Role]:
    """Yield the role that the spans of a paper give, if a passage holds them."""
    span = paper.make_span(*source)
    if span is not None:
        printed = paper.text[slice(*name)]
        yield Role(span, printed, normalise_person(printed), paper.text[slice(*title)])


def _read_behind(text: str, name: PrintedName) -> Span | None:
    """Return the span of the role behind a name: in brackets, or between commas."""
    sign = _BESIDE.match(text, name.end)
    if sign is None:
        return None
    tokens = tokenise(text, sign.end(), min(len(text), sign.end() + _MAX_BEHIND))
    found = read_title(text, tokens, 0) if tokens and tokens[0].line_ends < 2 else None
    if found is None:
        return None
    span, after = found
    if after < len(tokens) and tokens[after].text == "(" and match_name(tokens, after + 1) is not None:
        # "Mr Wren, the Clerk (Jo Lark)": the role is that of the next.
        return None
    has_article = tokens[0].word == "the"
    if has_article and after < len(tokens) and tokens[after].text == "," and match_name(tokens, after + 1, bare=False):
        # "Cllr Wren, the Mayor of Larkford, Cllr Finch": the Mayor may be either.
        return None
    is_closed = after < len(tokens) and tokens[after].text == ")"
    return (
        None
        if ("(" in sign[0] and not is_closed) or (after == len(tokens) and len(text) > tokens[-1].end + 40)
        else span
    )


def _read_before(text: str, name: PrintedName) -> Span | None:
    """Return the span of the role that stands before a name: "the Leader of the Council, Mr Wren"."""
    start = name.start if name.rank is None else name.rank[0]
    first = max(0, start - _MAX_BEFORE, text.rfind("\n\n", 0, start) + 1, text.rfind(". ", 0, start) + 1)
    before = text[first:start]
    if _ONE_OF_SEVERAL.match(text, name.end):
        return None
    if not before.rstrip().endswith(","):
        return None
    tokens = tokenise(text, first, start)
    for place, token in enumerate(tokens):
        if (
            not token.is_capitalised
            or (place and tokens[place - 1].is_capitalised)
            or (place and is_role_word(tokens[place - 1].word))
        ):
            continue
        found = read_title(text, tokens, place)
        if found is not None and found[1] == len(tokens) - 1 and not _FORMER.search(text[first : found[0][0]]):
            if _is_behind_name(text[first : found[0][0]]):
                return None
            is_beginning = place == 0 or tokens[place - 1].word == "the" or tokens[place - 1].text in ".:("
            return found[0] if is_beginning else None
    return None


def _is_behind_name(before: str) -> bool:
    """Return True for "Cllr Wren, the", before an office that may be that of Cllr Wren."""
    names = find_names(before)
    return bool(names) and collapse_whitespace(before[names[-1].end :]) in (",", ", the")


def _read_election(text: str, name: PrintedName) -> Span | None:
    """Return the span of the office to which somebody was elected."""
    match = _ELECTED.match(text, name.end)
    if match is None:
        return None
    before = text[max(0, name.start - 220) : name.start]
    sentence = before[before.rfind(". ") + 1 :]
    if match["wanted"] is not None and not _RESOLVED.search(sentence):
        return None
    if match["done"] is not None and _UNSURE.search(sentence):
        return None
    tokens = tokenise(text, match.end(), min(len(text), match.end() + _MAX_BEHIND))
    found = read_title(text, tokens, 0)
    return found[0] if found is not None else None
