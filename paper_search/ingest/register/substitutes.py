"""Substitutes: who came for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.people_lists import ListedPerson
from paper_search.ingest.register.people_phrases import read_people, read_people_before
from paper_search.records.register import Attendance
from paper_search.text.name_tokens import tokenise
from paper_search.text.names import normalise_person
from paper_search.text.person_names import match_name
from paper_search.text.spans import Span, split_sentences
from paper_search.text.surname_first import match_surname_first

_STANDS_IN = re.compile(
    r"(?:acting\s+|attending\s+|present\s+)?(?:as\s+)?(?:a\s+|an\s+|the\s+)?(?:named\s+)?"
    r"(?:substitut(?:e|ing)(?:\s+member)?\s+for|substituted\s+for|s(?:ub)?(?:bing|\.)?\s+for|deputis(?:ing|ed)\s+for"
    r"|(?:in|taking\s+the)\s+place\s+of|replacing|on\s+behalf\s+of|representing|for)\s+(?=\S)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\s(?:\(?(?:had\s+|was\s+|were\s+|is\s+|would\s+be\s+)?(?:present\s+|attended\s+|attending\s+|in\s+attendance\s+|appointed\s+|acting\s+|there\s+)?(?:as\s+)?(?:a\s+|an\s+|the\s+)?"
    r"(?:substitute(?:d)?(?:\s+member)?\s+for|substituting\s+for|deputis(?:ed|ing)\s+for)|attended\s+in\s+(?:the\s+)?place\s+of|(?:was|is)\s+(?:present\s+)?in\s+(?:the\s+)?place\s+of)\s+(?=(?-i:[A-Z]))"
)
_REPLACED = re.compile(
    r"\b(?:was\s+|were\s+|is\s+|being\s+)?(?:substituted|replaced|represented)\s+by\s+(?=(?-i:[A-Z]))"
)
_NOT_SAID = re.compile(r"\b(?:may|might|can|could|should|must|if|would\s+like|last|previous|next)\b", re.IGNORECASE)


def read_substitution(text: str, person: ListedPerson) -> Span | None:
    """Return the span of the name of him for whom somebody in a list came, None where none is printed beside it."""
    for start, end in person.notes if person.capacity is None else (person.capacity, *person.notes):
        match = _STANDS_IN.match(text, start, end)
        if match is None or match[0].lower().startswith(("representing", "on behalf")):
            continue
        tokens = tokenise(text, match.end(), end)
        name = match_surname_first(tokens, 0) or match_name(tokens, 0) if tokens else None
        if name is not None and name.next_token == len(tokens):
            return name.start, name.end
    return None


def find_substitutes(paper: RegisterPaper) -> Iterator[Attendance]:
    """Yield the substitutes that sentences of a paper name, with those for whom they came."""
    text = paper.standing
    for passage in paper.passages:
        words = text[passage.start : passage.end]
        if not re.search(r"substitut|deputis|in (?:the )?place of", words, re.IGNORECASE):
            continue
        for start, end in split_sentences(words):
            if not _NOT_SAID.search(words, start, end):
                yield from _read_sentence(paper, passage.start + start, passage.start + min(end, start + 1500))


def _read_sentence(paper: RegisterPaper, start: int, end: int) -> Iterator[Attendance]:
    text = paper.standing
    begin = start
    for match in _SENTENCE.finditer(text, start, end):
        comers = read_people_before(text, begin, match.start())
        others = read_people(text, match.end(), end)
        yield from _pair(paper, comers, others, start, end)
        begin = others[-1].end if others else match.end()
    for match in _REPLACED.finditer(text, start, end):
        others = read_people_before(text, start, match.start())
        yield from _pair(paper, read_people(text, match.end(), end), others, start, end)


def _pair(
    paper: RegisterPaper, comers: list[ListedPerson], others: list[ListedPerson], start: int, end: int
) -> Iterator[Attendance]:
    """Yield a substitute; more than one at once are not told apart."""
    span = paper.make_span(start, end)
    if len(comers) != 1 or len(others) < 1 or span is None:
        return
    name = paper.text[comers[0].name.start : comers[0].name.end]
    instead_of = paper.text[others[0].name.start : others[0].name.end]
    yield Attendance(span, "substitute", name, normalise_person(name), instead_of=instead_of)
