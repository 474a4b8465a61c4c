"""Acronyms and their expansions, where a text defines them: "Multi-Agency Safeguarding Hub (MASH)", or the other way.

The expansion is the words before the brackets whose letters are the acronym's, the first at the beginning of a word
(Schwartz and Hearst, PSB 2003). Precision comes before recall; the expansion is a slice of the text, white space
collapsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.records import Acronym
from paper_search.text.spans import collapse_whitespace, normalise, split_sentences

_SHORT_FORM = r"[A-Z][A-Za-z0-9&/]{0,8}[A-Z](?:s\b)?|[A-Z]{2,10}s?"
_LONG_FIRST = re.compile(
    rf"(?:^|(?<=[\s(“\"‘]))[(\[][“\"‘']?(?P<short>{_SHORT_FORM})[”\"’']?(?:[,;][^()]{{0,40}})?[)\]]"
)
_SHORT_FIRST = re.compile(rf"\b(?P<short>{_SHORT_FORM})\s+\((?P<long>[A-Za-z][^()]{{4,90}})\)")
_STANDS_FOR = re.compile(
    rf"\b(?P<short>{_SHORT_FORM})\s+(?:stands\s+for|is\s+short\s+for)\s+(?:the\s+)?(?P<long>[A-Z][^.;()]{{4,90}})"
)
_WORD = re.compile(r"[A-Za-z0-9&][\w&’'-]*")
_SENTENCE_END = re.compile(r"[.;:!?](?=\s)|\n\s*\n|[()\[\]|]")
_SMALL_WORDS = frozenset("a an and at by for from in into of on or the to with".split())
_PARAGRAPH_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*[.)]?\s+|[a-z]{1,3}[.)]\s+)?\W*")
_ROMAN_NUMERAL = re.compile(r"[IVXLC]+$")


def find_definitions(text: str) -> list[Acronym]:
    """Return the acronyms that a text defines, each once, in order."""
    by_meaning = {(acronym.short, normalise(acronym.long)): acronym for acronym in _find_acronyms(text)}
    return list(by_meaning.values())


def has_opening_definition(text: str, acronym: Acronym) -> bool:
    """Return True if a sentence of the text opens with the expansion: it goes on to say what that is or does."""
    words = _build_words_pattern(acronym.long)
    if not re.search(words, text, re.IGNORECASE):
        return False
    opening = re.compile(rf"(?:the|an?)\s+{words}\W|{words}\W", re.IGNORECASE)
    sentences = (text[start:end] for start, end in split_sentences(text))
    return any(
        opening.match(_PARAGRAPH_NUMBER.sub("", sentence))
        for sentence in sentences
        if sentence.endswith((".", ";", ":"))
    )


def _build_words_pattern(words: str) -> str:
    return r"\W+".join(map(re.escape, normalise_key(words).split()))


def normalise_key(words: str) -> str:
    """Return what stands for an acronym, or for its words, in whatever case and with whatever hyphens."""
    return " ".join(re.findall(r"\w+", normalise(words)))


def _find_acronyms(text: str) -> Iterator[Acronym]:
    for match in _LONG_FIRST.finditer(text):
        short = _strip_plural(match["short"])
        if long := _find_long_form(text[max(0, match.start() - 160) : match.start()], short):
            yield Acronym(short, long)
    for pattern in (_SHORT_FIRST, _STANDS_FOR):
        for match in pattern.finditer(text):
            short, words = _strip_plural(match["short"]), collapse_whitespace(match["long"])
            long = _find_long_form(words, short)
            if long and (
                (pattern is _SHORT_FIRST and long == words) or (pattern is _STANDS_FOR and words.startswith(long))
            ):
                yield Acronym(short, long)


def _strip_plural(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _find_long_form(text: str, short: str) -> str | None:
    """Return the words at the end of a text that the letters stand for."""
    letters = [letter for letter in normalise(short) if letter.isalnum()]
    if len(letters) < 2 or _ROMAN_NUMERAL.fullmatch(short):
        return None
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    text = text[ends[-1] if ends else 0 :].rstrip(" “\"‘'")
    words = list(_WORD.finditer(text))
    for first in range(len(words) - 1, max(-1, len(words) - 2 * len(letters) - 3), -1):
        if _is_expansion([word.group() for word in words[first:]], letters):
            return collapse_whitespace(text[words[first].start() :])
    return None


def _is_expansion(words: list[str], letters: list[str]) -> bool:
    """Return True if each word but the small ones begins with one of the letters, in order."""
    parts = [part for word in words for part in re.split(r"[-’'&]", normalise(word)) if part or word == "&"]
    return parts[0][:1] == letters[0] and parts[0] not in _SMALL_WORDS and _has_initials(parts, letters)


def _has_initials(parts: list[str], letters: list[str]) -> bool:
    """Return True if the letters are initials of the parts, or letters within one whose initial was taken."""
    if not parts:
        return not letters
    first = parts[0]
    if first in _SMALL_WORDS and _has_initials(parts[1:], letters):
        return True
    if not letters or not first.startswith(letters[0]):
        return False
    taken, position = 1, 1
    while True:
        if _has_initials(parts[1:], letters[taken:]):
            return True
        if taken >= len(letters) or (found := first.find(letters[taken], position)) < 0:
            return False
        taken, position = taken + 1, found + 1
