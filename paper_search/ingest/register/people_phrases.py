"""People named in a sentence: "Councillors Finch and Baker", "Mr Wren (Chair), Mrs Lark"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paper_search.ingest.register.people_lists import ListedPerson, PeopleList
from paper_search.records import Passage
from paper_search.text.name_tokens import tokenise
from paper_search.text.person_names import find_names

MAX_HEADING = 70
"""Characters of a line that is a heading at most."""


def read_people(text: str, start: int, end: int) -> list[ListedPerson]:
    """Return the people that a part of a text lists from its first word on.

    Args:
        text: the text.
        start: where the list begins.
        end: where it ends at the latest.
    """
    tokens = tokenise(text, start, end)
    return PeopleList(text, tokens, is_in_sentence=True).read(is_vertical=False) if tokens else []


def read_people_before(text: str, start: int, end: int) -> list[ListedPerson]:
    """Return the people that a sentence names right before ``end``: those who do what its verb says."""
    for begin in _list_starts(text, start, end):
        tokens = tokenise(text, begin, end)
        people = PeopleList(text, tokens)
        found = people.read(is_vertical=False)
        if found and not text[people.end : end].strip(" ,\n)]"):
            return found
    return []


def _list_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the places at which a list may begin: the sentence's start, and every title."""
    yield start
    seen = -1
    for name in find_names(text[start:end]):
        begin = start + (name.rank[0] if name.rank else name.start)
        line = text.rfind("ouncillors", max(start, begin - 14), begin)
        plural = text.rfind("llrs", max(start, begin - 8), begin)
        begin = line - 1 if line > 0 else plural - 1 if plural > 0 else begin
        if begin != seen:
            seen = begin
            yield begin


def is_headed(passages: Sequence[Passage], place: int, pattern: re.Pattern[str]) -> bool:
    """Return True where a heading of a passage matches, or a short passage before it that may be one."""
    if any(map(pattern.search, passages[place].headings[-1:])):
        return True
    before = passages[place - 1].text if place else ""
    return 0 < len(before) <= MAX_HEADING and pattern.search(before) is not None
