"""Names and years in a question, and the passages that speak of them.

A reader that is shown "the former councillor Joe Crowley, who died in May" for a question about another councillor sees
a passage of the very kind that is asked for. How sure an answer is goes by the passages that name what is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.answering.candidates import find_passage_stems
from paper_search.citations.format import format_meeting_date
from paper_search.records import Hit, ParsedQuery
from paper_search.text.dates import MONTH_NUMBERS
from paper_search.text.spans import Span, find_words, normalise
from paper_search.text.stemming import find_stems

_SENTENCE_START = re.compile(r"(?:^|[.?!:;]\s)[\W\d]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_name(text: str, word: Span) -> bool:
    """Return True if a word is written as a name: with a capital, and not only since a sentence begins there.

    Args:
        text: a question.
        word: one of its words.
    """
    long_words = [text[first:end] for first, end in find_words(text) if end - first > 3]
    is_in_capitals = len(long_words) > 3 and all(other[0].isupper() for other in long_words)
    start, end = word
    return (
        text[start].isupper()
        and not is_in_capitals
        and _SENTENCE_START.search(text, 0, start) is None
        and normalise(text[start:end]) not in MONTH_NUMBERS
    )


def find_named_stems(query: ParsedQuery) -> frozenset[str]:
    """Return the stems of the words of a question that are names or years."""
    return frozenset(
        word_stem
        for span, word, word_stem in zip(query.spans, query.words, query.stems, strict=True)
        if _YEAR.fullmatch(word) or is_name(query.text, span)
    )


def select_naming(hits: Sequence[Hit], named_stems: frozenset[str]) -> list[Hit]:
    """Return the hits that have the most of these names, in their text or above it; all where there are no names."""
    counts = [len(named_stems & _find_stems_of(hit)) for hit in hits] if named_stems else [0] * len(hits)
    most = max(counts, default=0)
    return [hit for hit, count in zip(hits, counts, strict=True) if count == most]


def _find_stems_of(hit: Hit) -> frozenset[str]:
    """Return the stems of a passage, and of the paper and the headings that it stands under."""
    document, meeting = hit.document, hit.document.meeting
    above = (document.title, meeting.committee, meeting.authority, format_meeting_date(document))
    return find_passage_stems(hit.passage) | find_stems(" ".join(filter(None, above)))
