"""Questions to begin with, which the indexed papers can be expected to answer.

An example is made of the title of a paper, of another council each where there are several, and the newest come first.
Without such titles there is no example.
"""

from __future__ import annotations

import re
from collections import Counter
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
"""A phrase does not end in one of these words: the years cut away stood inside it."""
_MIN_TOPIC_CHARS, _MAX_TOPIC_CHARS, _MAX_TOPIC_WORDS = 8, 60, 8


def extract_topic(title: str) -> str | None:
    """Return the matter that a title names, without its number, subtitle or years.

    Returns:
        The phrase, or None where that is no short phrase.
    """
    words = _YEAR_SUFFIX.sub("", _SUBTITLE.sub("", _NUMBER_PREFIX.sub("", title.strip()))).strip(" .,-–")
    fits = _MIN_TOPIC_CHARS <= len(words) <= _MAX_TOPIC_CHARS and 2 <= len(words.split()) <= _MAX_TOPIC_WORDS
    is_phrase = fits and words[0].isalpha() and not words.isupper()
    return words if is_phrase and not _TRAILING_FUNCTION_WORD.search(words) else None


def suggest_questions(documents: Iterable[Document], authorities: int) -> tuple[str, ...]:
    """Return up to four questions; "which councils" only where there are several.

    Args:
        documents: the papers whose titles are used.
        authorities: how many councils there are.
    """
    templates = [template for template in QUESTION_TEMPLATES if authorities > 1 or "councils" not in template]
    topics = _find_topics(documents)
    return tuple(template.format(topic) for template, topic in zip(templates, topics, strict=False))


def _find_topics(documents: Iterable[Document]) -> list[str]:
    """Return the matters of reports, newest first, one of each council before further ones of the same."""
    usable = [document for document in documents if _is_usable(document)]
    newest = sorted(usable, key=lambda document: (-_to_day_number(document), document.doc_id))
    topics: dict[str, tuple[int, str]] = {}
    counts: Counter[str | None] = Counter()
    for document in newest:
        topic = extract_topic(document.title or "")
        if topic and topic.lower() not in topics:
            topics[topic.lower()] = (counts[document.meeting.authority], topic)
            counts[document.meeting.authority] += 1
    return [topic for _, topic in sorted(topics.values(), key=lambda ranked: ranked[0])]


def _is_usable(document: Document) -> bool:
    is_public = document.access == "public" and document.status not in ("replaced", "cancelled", "draft")
    return is_public and document.kind in _EXAMPLE_KINDS


def _to_day_number(document: Document) -> int:
    return (document.meeting.held_on or date.min).toordinal()
