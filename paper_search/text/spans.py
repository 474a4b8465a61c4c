"""Spaces, words, sentences and spans of text, with the standard library alone.

Offsets are Python string indices (code points). Functions that find things return spans, so that what is shown can
always be cut out of what was read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal

from paper_search.records.superscripts import find_powers, mask_note_marks
from paper_search.text.sentence_ends import find_sentence_ends
from paper_search.text.vocabulary import STOP_WORDS

Span = tuple[int, int]

_PLAIN_CHARACTERS = (
    ("\u2018", "'"),
    ("\u2019", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u2013", "-"),
    ("\u2014", "-"),
    ("\u00ad", ""),
)
_MAX_KEPT_CHARACTERS = 2000
"""What is worked out of longer texts is not kept: those are whole papers, which a build reads once."""
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def collapse_whitespace(text: str) -> str:
    """Return the text with one space for every run of white space, and none at the ends."""
    return " ".join(text.split())


def normalise(text: str) -> str:
    """Return a form for comparing, never for showing: NFKC, plain quotes, lower case, white space collapsed.

    Note marks are left out, and a power of ten stays raised, since 10⁶ is another figure than 106.
    """
    return _normalise_short(text) if len(text) <= _MAX_KEPT_CHARACTERS else _normalise(text)


def fold_text(text: str) -> str:
    """Return ``normalise`` of a text, but that its white space may be as it was, for looking for letters alone."""
    return text.lower() if text.isascii() else normalise(text)


def _normalise(text: str) -> str:
    if text.isascii():
        # Most of what is compared, and a question compares hundreds of passages.
        return collapse_whitespace(text.lower())
    normalised = _decompose(mask_note_marks(text))
    for printed, plain in _PLAIN_CHARACTERS:
        normalised = normalised.replace(printed, plain)
    return collapse_whitespace(normalised.casefold())


# A question needs the form of a passage several times, and the next question finds many of the same passages.
_normalise_short = lru_cache(maxsize=4096)(_normalise)


def _decompose(text: str) -> str:
    """Return the NFKC form of a text, without that of powers of ten."""
    parts, position = [], 0
    for start, end in find_powers(text):
        parts += [unicodedata.normalize("NFKC", text[position:start]), text[start:end]]
        position = end
    return "".join([*parts, unicodedata.normalize("NFKC", text[position:])])


def strip_accents(text: str, form: Literal["NFD", "NFKD"] = "NFKD") -> str:
    """Return the text without accents and other combining marks.

    Args:
        text: the text.
        form: how it is decomposed; NFD keeps raised figures raised.
    """
    return "".join(sign for sign in unicodedata.normalize(form, text) if not unicodedata.combining(sign))


def find_words(text: str) -> list[Span]:
    """Return the spans of the words, apostrophes inside a word included."""
    return [match.span() for match in _WORD.finditer(text)]


def list_words(text: str) -> list[str]:
    """Return the words as they stand there, apostrophes inside a word included."""
    return _WORD.findall(text)


def find_lines(text: str) -> list[Span]:
    """Return the spans of the lines, without the line breaks."""
    ends = accumulate(text.split("\n"), lambda end, line: end + 1 + len(line), initial=-1)
    return [(before + 1, end) for before, end in pairwise(ends)]


def has_overlap(first: Span, second: Span) -> bool:
    """Return True if two spans share a character."""
    return first[0] < second[1] and second[0] < first[1]


def trim_span(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its ends; an empty span stays where it began.

    Args:
        text: the text.
        start: the first character of the span.
        end: the character behind its last.
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def split_sentences(text: str) -> list[Span]:
    """Return the spans of the sentences, trimmed, in order; together they hold all that is not white space.

    A full stop behind an abbreviation ("Cllr.", "para."), an initial or a leading number ends none, nor does one inside
    brackets or quotes. A blank line ends one unless the sentence goes on behind it. A sentence cut too late is still an
    exact quote.
    """
    return list(_split_short(text) if len(text) <= _MAX_KEPT_CHARACTERS else _split_sentences(text))


def _split_sentences(text: str) -> tuple[Span, ...]:
    edges = [0, *find_sentence_ends(text), len(text)]
    spans = (trim_span(text, start, end) for start, end in pairwise(edges))
    return tuple(span for span in spans if span[0] < span[1])


# The sentences of a passage are scored, quoted and shown, each by itself.
_split_short = lru_cache(maxsize=1024)(_split_sentences)


def slugify(text: str, length: int = 40) -> str:
    """Return lower-case words joined by hyphens, for ids; empty where the text has no word.

    Args:
        text: the text.
        length: the most characters.
    """
    joined = "-".join(re.findall(r"[a-z0-9]+", normalise(text)))
    return joined[:length].rstrip("-")


def strip_possessive(word: str) -> str:
    """Return the word without a possessive ending: "council's" is a form of "council"."""
    return word[:-2] if word.endswith(("'s", "\u2019s")) else word


def split_words(text: str) -> list[str]:
    """Return all words of a text, normalised, in order."""
    return list_words(normalise(text))


def extract_content_words(text: str) -> list[str]:
    """Return the words that carry meaning, normalised, in order, each once; all words if none does."""
    return select_content_words(strip_possessive(normalise(text[start:end])) for start, end in find_words(text))


def select_content_words(words: Iterable[str]) -> list[str]:
    """Return those of some normalised words that carry meaning, in order, each once; all words if none does."""
    distinct = list(dict.fromkeys(words))
    return [word for word in distinct if word not in STOP_WORDS] or distinct
