"""Snippets: the part of a passage worth showing, with marks on the words of the question.

Marks are offsets of whole words that share a stem with a word of the question, so that what is marked is what the
words of the question found; the text itself is an exact slice.
"""

from __future__ import annotations

from functools import lru_cache

from paper_search.records import Snippet
from paper_search.records.standing import mask_unmatched
from paper_search.text.spans import Span, extract_content_words, find_words, split_sentences
from paper_search.text.stemming import stem

MAX_SNIPPET_CHARACTERS = 1200


def find_marks(question: str, text: str) -> tuple[Span, ...]:
    """Return the spans of the words of a text that share a stem with a content word of the question.

    Struck-through words and the marks of notes are not marked.

    Args:
        question: the question.
        text: the text to mark.
    """
    wanted, text = _find_content_stems(question), mask_unmatched(text)
    return tuple([(start, end) for start, end in find_words(text) if stem(text[start:end]) in wanted])


# A card shows a passage folded and unfolded.
_find_marks_once = lru_cache(maxsize=32)(find_marks)


# A page marks all its passages for one question.
@lru_cache(maxsize=256)
def _find_content_stems(question: str) -> frozenset[str]:
    return frozenset(map(stem, extract_content_words(mask_unmatched(question))))


def build_snippet(question: str, text: str, max_characters: int = MAX_SNIPPET_CHARACTERS) -> Snippet:
    """Return the text with its marks; of a long text, the run of sentences with most of them.

    Args:
        question: the question.
        text: the passage's text.
        max_characters: from where a text is long.
    """
    marks = _find_marks_once(question, text)
    if len(text) <= max_characters:
        return Snippet(text, marks)
    start, end = _find_best_window(split_sentences(text), marks, max_characters)
    inside = tuple((first - start, last - start) for first, last in marks if start <= first and last <= end)
    return Snippet(text[start:end], inside)


def _find_best_window(sentences: list[Span], marks: tuple[Span, ...], longest: int) -> Span:
    """Return the run of sentences, short enough to show, that holds most marks; the earliest of equals."""
    best, most = (sentences[0][0], min(sentences[0][1], sentences[0][0] + longest)), -1
    for index, (start, _) in enumerate(sentences):
        fitting = [end for _, end in sentences[index:] if end - start <= longest]
        end = fitting[-1] if fitting else start + longest
        count = sum(start <= first and last <= end for first, last in marks)
        if count > most:
            best, most = (start, end), count
    return best
