"""Spaces, words, sentences and spans: what every room does to strings, with the standard library alone.

Offsets are Python string indices (code points). Functions that find things return spans, so that what is
shown can always be cut out of what was read.
"""

from __future__ import annotations

import re
import unicodedata

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
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_ABBREVIATION_CHARACTERS = 24
"""Characters in front of a full stop that say whether it ends a sentence."""
_SENTENCE_STOP = re.compile(r"[.!?]+[\"'\u201d\u2019)\]]*(?=\s|$)|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|cllr|cllrs|st|no|nos|para|paras|p|pp|e\.g|i\.e|etc|approx|ref|fig|vol|sec|ss|v|vs"
    r"|rev|hon|prof|inc|ltd|co|dept|tel|ext|ann|app|cf|viz|al|jan|feb|aug|sept|oct|nov|dec)|\b[A-Z]|^\W*\d{1,3})\.$",
    re.IGNORECASE,
)


def collapse_whitespace(text: str) -> str:
    """One space for every run of white space, none at the ends."""
    return " ".join(text.split())


def normalise(text: str) -> str:
    """A form for comparing, never for showing: compatibility-normalised, plain quotes, lower case, squeezed."""
    if text.isascii():
        # Most of what is compared, and a question compares hundreds of passages.
        return collapse_whitespace(text.lower())
    folded = unicodedata.normalize("NFKC", text)
    for printed, plain in _PLAIN_CHARACTERS:
        folded = folded.replace(printed, plain)
    return collapse_whitespace(folded.casefold())


def find_words(text: str) -> list[Span]:
    """Spans of the words, apostrophes inside a word included."""
    return [match.span() for match in _WORD.finditer(text)]


def trim_span(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends; an empty span stays where it began."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences, trimmed, in order, together holding all that is not white space.

    A full stop behind an abbreviation ("Cllr.", "para."), an initial or a leading number ends none; a blank
    line always does. Short is better than clever here: a sentence cut too late is still an exact quote.
    """
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_STOP.finditer(text):
        is_stop = text[match.start()] == "."
        if is_stop and _ABBREVIATION.search(_take_tail(text, start, match.start() + 1)):
            continue
        span = trim_span(text, start, match.end())
        if span[0] < span[1]:
            spans.append(span)
        start = match.end()
    last = trim_span(text, start, len(text))
    return [*spans, last] if last[0] < last[1] else spans


def _take_tail(text: str, start: int, end: int) -> str:
    """The last characters of a span; where that leaves some out, a letter stands for them."""
    return (
        text[start:end] if end - start <= _ABBREVIATION_CHARACTERS else "x" + text[end - _ABBREVIATION_CHARACTERS : end]
    )


def slugify(text: str, length: int = 40) -> str:
    """Lower-case words joined by hyphens, for ids; empty where the text has no word."""
    joined = "-".join(re.findall(r"[a-z0-9]+", normalise(text)))
    return joined[:length].rstrip("-")


STOP_WORDS = frozenset(
    """
    a about after again all also am an and any anything are as at be because been before being between both but
    by can could did do does doing down during each few for from further had happen happened happening has have
    having he her here hers him his how i if in into is it its just many me more most much my no nor not now of off on
    once only or other our out over own per please said same say says she should since so some something such
    tell than that the their them then there these they this those through to too under until up upon very was
    we were what when where which while who whom whose why will with within would you your
    """.split()
)
"""Words that frame a question ("what did X say about …") rather than carry its meaning."""


def strip_possessive(word: str) -> str:
    """The word without a possessive ending: "council's" is a form of "council"."""
    return word[:-2] if word.endswith(("'s", "\u2019s")) else word


def extract_content_words(text: str) -> list[str]:
    """The words of a question that carry its meaning, folded, in order, each once; all words if none does."""
    found = list(dict.fromkeys(strip_possessive(normalise(text[start:end])) for start, end in find_words(text)))
    return [word for word in found if word not in STOP_WORDS] or found
