"""Questions to begin with. In: the papers held; out: a few questions that they can be expected to answer.

Promise: an example is made of the title of a paper that is held, of another council each where there are several, and
the newest come first; without such titles there is no example.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from paper_search.records import Document

QUESTION_TEMPLATES = (
    "What was recommended on {}?",
    "{}",
    "Which councils have considered {}?",
    "What is the latest on {}?",
)
_EXAMPLE_KINDS = ("report", "decision record")
_NUMBER_PREFIX = re.compile(r"^(?:agenda )?(?:item|appendix|annex|report)\s+[\w.]+\s*[-–:]\s*", re.IGNORECASE)
_SUBTITLE = re.compile(r"\s*(?:[:(\[]|\s[-–—]\s|, \d).*$")
_YEAR_SUFFIX = re.compile(r"\s*\b\d{4}(?:\s*(?:[-–/]|to)\s*\d{2,4})?\b.*$")
_TRAILING_FUNCTION_WORD = re.compile(r"\b(?:a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|with)$", re.IGNORECASE)
"""What a phrase does not end in: the years cut away stood inside it."""
_MIN_TOPIC_CHARS, _MAX_TOPIC_CHARS, _MAX_TOPIC_WORDS = 8, 60, 8


def extract_topic(title: str) -> str | None:
    """The matter that a title names, without its number, subtitle or years; None where that is no short phrase."""
    words = _YEAR_SUFFIX.sub("", _SUBTITLE.sub("", _NUMBER_PREFIX.sub("", title.strip()))).strip(" .,-–")
    fits = _MIN_TOPIC_CHARS <= len(words) <= _MAX_TOPIC_CHARS and 2 <= len(words.split()) <= _MAX_TOPIC_WORDS
    is_phrase = fits and words[0].isalpha() and not words.isupper()
    return words if is_phrase and not _TRAILING_FUNCTION_WORD.search(words) else None


def suggest_questions(documents: Iterable[Document], authorities: int) -> tuple[str, ...]:
    """Up to four questions; "which councils" only where there are several."""
    forms = [form for form in QUESTION_TEMPLATES if authorities > 1 or "councils" not in form]
    return tuple(form.format(words) for form, words in zip(forms, _find_topics(documents), strict=False))


def _find_topics(documents: Iterable[Document]) -> list[str]:
    """The matters of reports, newest first, those of councils not yet met before further ones of the same."""
    usable = [document for document in documents if _is_usable(document)]
    newest = sorted(usable, key=lambda each: (-_to_day_number(each), each.doc_id))
    found: dict[str, tuple[int, str]] = {}
    met: dict[str | None, int] = {}
    for document in newest:
        words = extract_topic(document.title or "")
        if words and words.lower() not in found:
            turn = met.get(document.meeting.authority, 0)
            met[document.meeting.authority] = turn + 1
            found[words.lower()] = (turn, words)
    return [words for _, words in sorted(found.values(), key=lambda each: each[0])]


def _is_usable(document: Document) -> bool:
    public = document.access == "public" and document.status not in ("replaced", "cancelled", "draft")
    return public and document.kind in _EXAMPLE_KINDS


def _to_day_number(document: Document) -> int:
    return (document.meeting.held_on or date.min).toordinal()
