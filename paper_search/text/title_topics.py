"""Topics of titles and headings, as they stand in a question: "parking strategy" of "Parking Strategy Update 2024".

The papers say how words are written: a word is lower-cased where they write it so, and a phrase takes "the" where its
paper does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable

_NUMBER_PREFIX = re.compile(
    r"^(?:(?:agenda\s+)?(?:item|appendix|annex|report|minute|schedule)\s+(?:no\.?\s*)?[A-Z]?[\d./]*\d*[a-z]?\s*[-–—:.)]\s*"
    r"|(?:\d{1,3}(?:\.\d+)*[.):]|\d{1,3}\.\d+|[A-Z]{1,4}[./]?\d{1,4}[.):]?|\(?[a-z]{1,3}\))\s+(?=\w)|\d{2,4}[/-]\d{2,6}[.:]?\s*[-–—:]?\s+)+",
    re.IGNORECASE,
)
_KIND_PREFIX = re.compile(
    r"^(?:(?:final|draft|revised|updated|proposed|joint|annual|interim|progress|update|officers?|written|verbal)\s+)*"
    r"(?:(?:record|notice|report|review|minutes?|update|consideration|approval|adoption|outcome|results?)s?\s+(?:(?:of|on|to|for|from|by)\s+"
    r"(?:the\s+|an?\s+)?)(?:executive\s+)?(?:(?:key\s+)?decisions?\s*[-–—:]\s*)?"
    r"|(?:equality\s+impact\s+assessment|eqia|key\s+decision|decision\s+notice)\s*[-–—:]\s*|update\s*[-–—:]\s*)",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(r"\s*(?:[:(\[;]|\s[-–—]\s|\s/\s|, \d).*$")
_YEARS = re.compile(
    r"(?:\s*\b(?:for|in|of|from|during|to|as\s+at))?\s*\b(?:19|20)\d{2}(?:\s*(?:[-–/]|to)\s*\d{2,4})?\b.*$"
)
_TRAILING_KIND = re.compile(
    r"[\s,–-]+(?:(?:annual|progress|monitoring|verbal|final|revised|quarterly|six[- ]monthly|interim|further)\s+)*"
    r"(?:updates?|reports?|minutes|quarter\s+\w+|q[1-4]|outturn|progress|presentation|briefing|review\s+report"
    r"|recommendations?|summary|discussion|agenda)$",
    re.IGNORECASE,
)
_TRAILING_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|with|its|their|our|per|re)$", re.IGNORECASE
)
_NO_MATTER = re.compile(
    r"\b(?:minutes|agenda|apolog\w+|declarations?|interests?|meetings?|questions?|urgent|business|correspondence|matters\s+arising"
    r"|welcome|adjourn\w*|exclusion|public\s+(?:participation|session|forum|speaking)|public\s+and\s+press|press\s+and\s+public"
    r"|introductions?|background|conclusions?|recommendations?|summary|contents?|appendix|annex|notice|call\s+to\s+order|quorum|roll\s+call"
    r"|any\s+other|chair(?:man|person)?(?:['’]s)?|announcements?|membership|attendance|work\s+programme|forward\s+plan|decisions?"
    r"|resolutions?|motions?|by-?laws?|accounts?\s+for\s+payment|payments?|invoices|cheques|consent|closed\s+session|in\s+camera"
    r"|notes|items?|matters?|other|general|various|miscellaneous|reports?|updates?|deputations?|petitions?)\b",
    re.IGNORECASE,
)
"""Words of the course of a meeting, or of the parts of a paper: they name no matter."""
_HEAD_NOUN = re.compile(
    r"(?:strategy|plan|programme|policy|scheme|budget|review|proposal|project|framework|agreement|assessment|contract"
    r"|application|inspection|consultation|partnership|charter|levy|precept|centre|bridge|park|library|school|hall"
    r"|playground|pilot|visit|inquiry|referendum|grant|fund|service|system|survey|lease|bid|deal|network|constitution|bylaw|tender|model"
    r"|mandate|register|settlement|charge|order|vacancy)$",
    re.IGNORECASE,
)
"""Nouns that stand with "the" when they are one known thing."""
_BODY = re.compile(
    r"\b(?:members?|officers?|committee|sub-?committee|panel|board|cabinet|council|executive|forum|group)$",
    re.IGNORECASE,
)
_TOO_WIDE = re.compile(
    r"(?:management|finances?|planning|services|resources|environment|transport|governance|operations|communit(?:y|ies)"
    r"|administration|information|development|maintenance|insurance|training|licensing|policing|highways)$",
    re.IGNORECASE,
)
"""Single words that name a field of work and no matter."""
_PLACE_NOUN = re.compile(
    r"(?:lane|road|street|park|avenue|close|hill|bridge|school|academy|college|house|hall|centre|farm|green|way|court|square"
    r"|hospital|council|island|river|woods?|valley|quay|village|church|library|crescent|drive|gardens?|common|station|paper|act|bill)$",
    re.IGNORECASE,
)
"""Nouns that end the name of a place."""
_WORD = re.compile(r"[^\W_][\w'’&-]*")
_SMALL_WORD = re.compile(r"(?<![\w'’@./-])[a-z][a-z'’-]+(?![\w@/]|\.\w)")
"""A word in small letters that is no part of an address."""
_CAPITAL_WORD = re.compile(r"(?<![\w'’@./-])[A-Z][a-z'’-]+(?![\w@/]|\.\w)")
_CAPITALS_OF_A_NAME = 60
"""So many times with a capital for once without: a name, now and then printed wrongly."""
_MIN_CHARS, _MAX_CHARS, _MAX_WORDS = 5, 70, 10
_MIN_SINGLE_WORD_CHARS = 8


def list_small_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that texts write in small letters, and seldom with a capital: those that are no names."""
    small, capital = Counter[str](), Counter[str]()
    for text in texts:
        small.update(_SMALL_WORD.findall(text))
        capital.update(map(str.lower, _CAPITAL_WORD.findall(text)))
    return frozenset(word for word, count in small.items() if count * _CAPITALS_OF_A_NAME > capital[word])


def find_topic(title: str, text: str, small_words: Container[str]) -> str | None:
    """Return what a title is about, as it would stand behind "about" in a question.

    Args:
        title: the title of a paper, or the heading of an item.
        text: the reading text of the paper, which shows what takes "the".
        small_words: the words that the papers write in small letters, see ``list_small_words``.

    Returns:
        The phrase, with "the" where it takes it, or None where the title names no matter in a short phrase.
    """
    phrase = _strip(title)
    if not _is_matter(phrase):
        return None
    if phrase.isupper():
        # Nothing tells a name in capitals from another word, but that the other is written small elsewhere.
        if not all(word.lower() in small_words for word in _WORD.findall(phrase)):
            return None
        return _add_article(phrase.lower(), text)
    return _add_article(_mend_case(phrase, text, small_words), text)


def _strip(title: str) -> str:
    """Return a title without its number, its kind, its subtitle and its years."""
    # Of a title in two languages the second is kept.
    phrase = _NUMBER_PREFIX.sub("", " ".join(title.split())).split(" / ")[-1]
    phrase = _KIND_PREFIX.sub("", phrase)
    phrase = _YEARS.sub("", _SUBTITLE.sub("", phrase)).strip(" .,-–—")
    while (shorter := _TRAILING_KIND.sub("", phrase)) != phrase:
        phrase = shorter.strip(" .,-–—")
    return phrase


def _is_matter(phrase: str) -> bool:
    words = phrase.split()
    is_long_enough = len(words) >= 2 or len(phrase) >= _MIN_SINGLE_WORD_CHARS
    return (
        _MIN_CHARS <= len(phrase) <= _MAX_CHARS
        and is_long_enough
        and len(words) <= _MAX_WORDS
        and phrase[0].isalpha()
        and not any(pattern.search(phrase) for pattern in (_TRAILING_FUNCTION_WORD, _NO_MATTER, _BODY))
        and not _TOO_WIDE.match(phrase)
    )


def _mend_case(phrase: str, text: str, small_words: Container[str]) -> str:
    """Return a phrase with each word in small letters, but for acronyms, names and parts of them."""
    words = _WORD.findall(phrase)
    is_name = [_is_name(word, small_words) for word in words]
    for index in range(1, len(words)):
        pair = f"{words[index - 1]} {words[index]}"
        is_capital = words[index - 1].istitle() and words[index].istitle()
        if is_capital and _PLACE_NOUN.match(words[index]) and text.count(pair) > text.count(pair.lower()):
            is_name[index - 1] = is_name[index] = True
    kept = iter(is_name)
    return _WORD.sub(lambda match: match[0] if next(kept) else match[0][0].lower() + match[0][1:], phrase)


def _is_name(word: str, small_words: Container[str]) -> bool:
    is_plain = word[1:].replace("’", "'").islower() or len(word) == 1
    small = word.lower().replace("’", "'")
    return not is_plain or not (small in small_words or small.removesuffix("'s") in small_words)


def _add_article(phrase: str, text: str) -> str:
    if re.match(r"(?:the|an?|its|our|their)\b", phrase, re.IGNORECASE):
        return phrase[0].lower() + phrase[1:]
    is_written_so = re.search(rf"\bthe\s+{re.escape(phrase)}\b", text, re.IGNORECASE) is not None
    return f"the {phrase}" if is_written_so or _HEAD_NOUN.search(phrase) else phrase
