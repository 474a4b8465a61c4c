"""Letters and what they stand for, where a text says so: "Multi-Agency Safeguarding Hub (MASH)", or the other way.

In: a text; out: ``Acronym`` records. The words are those in front of the brackets whose letters are the acronym's, the
first at the beginning of a word (Schwartz and Hearst, PSB 2003). Promised: precision before recall; what stands for the
letters is a slice of the text, white space squeezed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.records import Acronym
from paper_search.text.spans import fold, sentences, squeeze

_SHORT = r"[A-Z][A-Za-z0-9&/]{0,8}[A-Z](?:s\b)?|[A-Z]{2,10}s?"
_LONG_FIRST = re.compile(rf"(?:^|(?<=[\s(“\"‘]))[(\[][“\"‘']?(?P<short>{_SHORT})[”\"’']?(?:[,;][^()]{{0,40}})?[)\]]")
_SHORT_FIRST = re.compile(rf"\b(?P<short>{_SHORT})\s+\((?P<long>[A-Za-z][^()]{{4,90}})\)")
_STANDS_FOR = re.compile(
    rf"\b(?P<short>{_SHORT})\s+(?:stands\s+for|is\s+short\s+for)\s+(?:the\s+)?(?P<long>[A-Z][^.;()]{{4,90}})"
)
_WORD = re.compile(r"[A-Za-z0-9&][\w&’'-]*")
_SENTENCE_END = re.compile(r"[.;:!?](?=\s)|\n\s*\n|[()\[\]|]")
_SMALL = frozenset("a an and at by for from in into of on or the to with".split())
_LABEL = re.compile(r"^\W*(?:\d+(?:\.\d+)*[.)]?\s+|[a-z]{1,3}[.)]\s+)?\W*")
_ROMAN = re.compile(r"[IVXLC]+$")


def definitions(text: str) -> list[Acronym]:
    """What a text says that letters stand for, each once, in order."""
    found = {(each.short, fold(each.long)): each for each in _found(text)}
    return list(found.values())


def opens_with(text: str, defined: Acronym) -> bool:
    """Whether a sentence of the text begins with what the letters stand for: it goes on to say what that is or does."""
    opening = re.compile(rf"(?:the|an?)\s+{_between(defined.long)}\W|{_between(defined.long)}\W", re.IGNORECASE)
    if not re.search(_between(defined.long), text, re.IGNORECASE):
        return False
    whole = (text[start:end] for start, end in sentences(text))
    return any(opening.match(_LABEL.sub("", each)) for each in whole if each.endswith((".", ";", ":")))


def _between(words: str) -> str:
    return r"\W+".join(map(re.escape, key(words).split()))


def key(words: str) -> str:
    """What stands for an acronym, or for its words, in whatever case and with whatever hyphens."""
    return " ".join(re.findall(r"\w+", fold(words)))


def _found(text: str) -> Iterator[Acronym]:
    for match in _LONG_FIRST.finditer(text):
        short = _singular(match["short"])
        if long := _before(text[max(0, match.start() - 160) : match.start()], short):
            yield Acronym(short, long)
    for pattern in (_SHORT_FIRST, _STANDS_FOR):
        for match in pattern.finditer(text):
            short, words = _singular(match["short"]), squeeze(match["long"])
            long = _before(words, short)
            if long and (
                (pattern is _SHORT_FIRST and long == words) or (pattern is _STANDS_FOR and words.startswith(long))
            ):
                yield Acronym(short, long)


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _before(text: str, short: str) -> str | None:
    """The words at the end of a text that the letters stand for."""
    letters = [letter for letter in fold(short) if letter.isalnum()]
    if len(letters) < 2 or _ROMAN.fullmatch(short):
        return None
    start = [match.end() for match in _SENTENCE_END.finditer(text)]
    text = text[start[-1] if start else 0 :].rstrip(" “\"‘'")
    words = list(_WORD.finditer(text))
    for first in range(len(words) - 1, max(-1, len(words) - 2 * len(letters) - 3), -1):
        part = words[first:]
        if _fits([match.group() for match in part], letters):
            return squeeze(text[part[0].start() :])
    return None


def _fits(words: list[str], letters: list[str]) -> bool:
    """Whether the letters are those of the words: each word but the small ones begins one of them, in order."""
    parts = [part for word in words for part in re.split(r"[-’'&]", fold(word)) if part or word == "&"]
    return parts[0][:1] == letters[0] and parts[0] not in _SMALL and _spelt(parts, letters)


def _spelt(parts: list[str], letters: list[str]) -> bool:
    """The letters taken from the beginnings of the words, or from within one when its own beginning was taken."""
    if not parts:
        return not letters
    first = parts[0]
    if first in _SMALL and _spelt(parts[1:], letters):
        return True
    if not letters or not first.startswith(letters[0]):
        return False
    taken, at = 1, 1
    while True:
        if _spelt(parts[1:], letters[taken:]):
            return True
        if taken >= len(letters) or (place := first.find(letters[taken], at)) < 0:
            return False
        taken, at = taken + 1, place + 1
