"""Declarations of interest: who declared which."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.people_phrases import MAX_HEADING, is_headed, read_people, read_people_before
from paper_search.records.register import Attendance
from paper_search.text.name_tokens import tokenise
from paper_search.text.names import normalise_person
from paper_search.text.person_names import match_name
from paper_search.text.spans import split_sentences

_MAX_SENTENCE = 3000
_VERB = re.compile(
    r"\s(?:had\s+|has\s+|have\s+|then\s+|also\s+|both\s+|each\s+|all\s+)*(?:declared|declares|disclosed|discloses|registered|made\s+(?:a\s+)?declarations?\s+of)\s+"
    r"(?P<interest>(?:(?!\b(?:no|not|never|whether|nil|none)\b)[^.;:\n]|\n){0,160}?\binterests?\b)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:declarations?|disclosures?)\s+of\s+(?:[\w-]+\s+){0,4}?interests?\s+(?:\w+\s+){0,3}?(?:made|received|declared|given|submitted)\s+(?:by|from)\s+(?=(?-i:[A-Z]))"
    r"|\binterests?\s+(?:was|were)\s+declared\s+by\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",?\s+and\s+(?:he\s+|she\s+|they\s+)?(?:duly|then|therefore|left|withdrew|took|did|would|completed|left|remained|abstained|so)\b"
)
_LABEL = re.compile(
    r"(?:^|\n)[^\S\n]*(?:\d{1,3}[.)]?\s+)?(?:disclosures?|declarations?)\s+of\s+(?:[\w-]+\s+){0,4}?interests?[^\S\n]*:[^\S\n]*(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:declar|disclos)\w*\s+of\s+.{0,40}interest|interests|^\W*(?:\d+\W+)?declarations?\b|datganiad\w*\s+o\s+fuddiant",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\s*(?:\([^()\n]{1,30}\)\s*)?(?:[-–—:]|\|)\s*(?P<interest>(?=[^\n]*\b(?:item|interest|agenda|minute|application|pecuniary|prejudicial|personal|(?:non-)?registrable)\b)[^\n]{4,600})",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"\b(?:if|should|must|whether|asked|invited|reminded|required|may|previous(?:ly)?|last\s+meeting|unless|any\s+member)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\bat\s+(?:the|a|an)\s+(?:last|previous|earlier)\b", re.IGNORECASE)


def find_declarations(paper: RegisterPaper) -> Iterator[Attendance]:
    """Yield those who declared an interest, with the words that say in what."""
    text = paper.standing
    for place, passage in enumerate(paper.passages):
        words = text[passage.start : passage.end]
        first_line = words.partition("\n")[0]
        has_heading = is_headed(paper.passages, place, _HEADING) or (
            len(first_line) <= MAX_HEADING and bool(_HEADING.search(first_line))
        )
        if "nterest" not in words and "NTEREST" not in words and not has_heading:
            continue
        for start, end in split_sentences(words):
            yield from _read_sentence(paper, passage.start + start, passage.start + min(end, start + _MAX_SENTENCE))
        yield from _read_labels(paper, passage.start, passage.end)
        if has_heading:
            yield from _read_lines(paper, passage.start, passage.end)


def _read_sentence(paper: RegisterPaper, start: int, end: int) -> Iterator[Attendance]:
    text = paper.standing
    matches = list(_VERB.finditer(text, start, end))
    begin = start
    for place, match in enumerate(matches):
        people = read_people_before(text, begin, match.start())
        last = _find_end(
            text, match.end("interest"), matches[place + 1].start() if place + 1 < len(matches) else end, end
        )
        begin = last
        if _NOT_SAID.search(text, start, match.end()) or _EARLIER.search(text, match.end(), last):
            continue
        for person in people:
            yield from _make_entry(
                paper, person.name.start, person.name.end, (start, end), (match.start("interest"), last)
            )
    for match in _BY.finditer(text, start, end):
        if re.search(r"\bno\s*$", text[start : match.start()], re.IGNORECASE) or _NOT_SAID.search(text, start, end):
            continue
        people = read_people(text, match.end(), end)
        for person in people:
            yield from _make_entry(paper, person.name.start, person.name.end, (start, end), None)


def _find_end(text: str, start: int, following: int, end: int) -> int:
    """Return where the words of an interest end: before the next who declares one, or with the sentence."""
    if (aside := _ASIDE.search(text, start, following)) is not None:
        return aside.start()
    if following >= end:
        return end
    cut = max(text.rfind(sign, start, following) for sign in (" and ", ";", ", ", "\n"))
    return cut if cut > start else following


def _read_labels(paper: RegisterPaper, start: int, end: int) -> Iterator[Attendance]:
    """Yield the people behind "Disclosure of pecuniary interest:"."""
    text = paper.standing
    for match in _LABEL.finditer(text, start, end):
        line_end = text.find("\n", match.end(), end)
        line_end = end if line_end < 0 else line_end
        for person in read_people(text, match.end(), line_end):
            rest = text[person.end : line_end].strip(" .,;&")
            if rest and not rest.startswith(("and ", "Cllr", "Councillor", "Mr", "Ms")):
                continue
            yield from _make_entry(paper, person.name.start, person.name.end, (match.start(), line_end), None)


def _read_lines(paper: RegisterPaper, start: int, end: int) -> Iterator[Attendance]:
    """Yield the people of lines such as "Cllr Wren – Item 5, lives nearby" under a heading of declarations."""
    text = paper.standing
    line = start
    while line < end:
        line_end = text.find("\n", line, end)
        line_end = end if line_end < 0 else line_end
        first = next((place for place in range(line, line_end) if text[place] not in "| "), line)
        tokens = tokenise(text, first, min(line_end, line + 120))
        name = match_name(tokens, 0) if tokens else None
        match = _LISTED.match(text, name.end, line_end) if name is not None else None
        if name is not None and match is not None:
            yield from _make_entry(paper, name.start, name.end, (line, line_end), match.span("interest"))
        line = line_end + 1


def _make_entry(
    paper: RegisterPaper, start: int, end: int, source: tuple[int, int], interest: tuple[int, int] | None
) -> Iterator[Attendance]:
    span = paper.make_span(*source)
    name = paper.text[start:end]
    if span is None:
        return
    words = None if interest is None else paper.text[slice(*interest)].strip().rstrip(".;,").strip()
    yield Attendance(span, "declaration", name, normalise_person(name), interest=words or None)
