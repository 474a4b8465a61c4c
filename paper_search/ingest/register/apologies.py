"""Apologies that a sentence gives: "Apologies for absence were received from Councillors Finch and Baker"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.people_phrases import is_headed, read_people, read_people_before
from paper_search.records.register import Attendance
from paper_search.text.dates import FULL_MONTH_PATTERN
from paper_search.text.names import normalise_person
from paper_search.text.spans import split_sentences

_HEAD_CHARACTERS = 5000
"""Where the apologies of a meeting stand that no heading names."""
_MAX_SENTENCE = 4000
_GIVEN = re.compile(
    r"\b(?:apolog(?:y|ies)|regrets)\b(?P<between>[^.;:\n]{0,160}?(?:\n[^.;:\n]{0,120}?)??)"
    r"\b(?:from|for|by|on\s+behalf\s+of)(?:\s*:)?\s+(?=(?:the\s+)?(?-i:[A-Z]))",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\s(?:had\s+|have\s+|has\s+|both\s+)*(?:sent|gave|given|submitted|tendered|offered|extended|conveyed)\s+(?:(?:his|her|their|its|in)\s+)?apologies\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"apolog|absence|attendance|ymddiheuriad|leithsc|regrets|present", re.IGNORECASE)
_ABSENCE = re.compile(
    r"\b(?:absence|inability\s+to\s+attend|unable\s+to\s+(?:attend|be\s+present)|non-?attendance)\b", re.IGNORECASE
)
_ACCEPTED_FOR = re.compile(r"\b(?:accepted|received|noted|approved|recorded)\s+(?:for|from)\s+(?=(?-i:[A-Z]))")
_NOT_OF_ABSENCE = re.compile(
    r"\b(?:late|lateness|delay\w*|error\w*|confusion|inconvenience|leav(?:e|ing)\s+early|early\s+departure|mistake|misunderstanding|noise"
    r"|omission|behaviour|remark\w*|wording|conduct)\b",
    re.IGNORECASE,
)
_OTHER_MEETING = re.compile(
    r"\b(?:last|previous|next|earlier|following|future)\s+(?:\w+\s+){0,2}meeting|\bmeetings?\s+(?:of|on|held)\b"
    rf"|\b(?:that|those|whose)\s+meetings?\b|\b(?:{FULL_MONTH_PATTERN})(?:['’]s)?\s+meeting"
    r"|\bnot\s+(?:been\s+)?(?:received|recorded|accepted|given)\b|\b(?:should|must|to\s+be|amended?|omitted|missed)\b",
    re.IGNORECASE,
)


def find_apologies(paper: RegisterPaper) -> Iterator[Attendance]:
    """Yield those for whom a sentence of a paper records apologies for absence."""
    text = paper.standing
    for place, passage in enumerate(paper.passages):
        words = text[passage.start : passage.end]
        has_heading = is_headed(paper.passages, place, _HEADING)
        if (
            "pologies" not in words
            and "pology" not in words
            and "POLOGIES" not in words
            and "egrets" not in words
            and not has_heading
        ):
            continue
        for start, end in split_sentences(words):
            sentence = words[start : min(end, start + _MAX_SENTENCE)]
            is_of_absence = has_heading or passage.start < _HEAD_CHARACTERS or bool(_ABSENCE.search(sentence))
            if not is_of_absence or _NOT_OF_ABSENCE.search(sentence) or _OTHER_MEETING.search(sentence):
                continue
            yield from _read_sentence(paper, passage.start + start, sentence, has_heading)


def _read_sentence(paper: RegisterPaper, offset: int, sentence: str, has_heading: bool) -> Iterator[Attendance]:
    end = offset + len(sentence)
    for match in _GIVEN.finditer(sentence):
        if re.search(r"\bno\s+$", sentence[: match.start()], re.IGNORECASE):
            continue
        for person in read_people(paper.standing, offset + match.end(), end):
            yield from _make_entry(paper, person.name.start, person.name.end, offset, end)
    for match in _SENT.finditer(sentence):
        for person in read_people_before(paper.standing, offset, offset + match.start()):
            yield from _make_entry(paper, person.name.start, person.name.end, offset, end)
    accepted = (
        _ACCEPTED_FOR.search(sentence)
        if (has_heading or _ABSENCE.search(sentence)) and not _GIVEN.search(sentence)
        else None
    )
    if accepted is not None:
        for person in read_people(paper.standing, offset + accepted.end(), end):
            yield from _make_entry(paper, person.name.start, person.name.end, offset, end)


def _make_entry(paper: RegisterPaper, start: int, end: int, first: int, last: int) -> Iterator[Attendance]:
    span = paper.make_span(first, last)
    name = paper.text[start:end]
    if span is not None:
        yield Attendance(span, "apologies", name, normalise_person(name))
