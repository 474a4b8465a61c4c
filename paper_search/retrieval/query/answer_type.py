"""What kind of answer a question asks for, and whether a text offers one.

In: the words of a question and of a text; out: kinds. A sentence that shares every word with "how many visits" and
holds no number does not answer it, nor one that counts something else. Only the plainest forms are read (Li and Roth,
COLING 2002, sort questions far more finely); a question whose form is not known asks for no kind.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from itertools import dropwhile, islice, takewhile

from paper_search.records import AnswerKind, Sought
from paper_search.text.spans import STOP_WORDS, fold, words
from paper_search.text.stemming import stem

_IGNORING_CASE = partial(re.compile, flags=re.IGNORECASE)

# -- what is asked -------------------------------------------------------------------------------------------------

_ASKS = r"(?:what|how|who|whom|whose|why|which|where|is|are|was|were|do|does|did|has|have|had|can|will|would|should)"
_HOW_MANY = _IGNORING_CASE(r"\bhow\s+many\b")
_PRICED = r"(?:budget|cost|price|fee|deficit|shortfall|gap)"
_OF_MONEY = (
    r"(?:spen[dt]\w*|(?:over|under)spen[dt]\w*|pa(?:y|ys|id)|grants?|fund(?:s|ed|ing)?|money|invest\w*|charg\w+|worth|income"
    rf"|sav(?:e[ds]?|ings?)|{_PRICED}s?)"
)
_ASKED: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    ("share", _IGNORING_CASE(r"\bwhat\s+(?:proportion|percentage|share|per\s?cent)\b")),
    ("frequency", _IGNORING_CASE(r"\bhow\s+(?:often|frequently|regularly)\b")),
    ("money", _IGNORING_CASE(rf"\bhow\s+much\b.*\b{_OF_MONEY}\b")),
    ("money", _IGNORING_CASE(rf"^\W*what\s+(?:is|are|was|were|will|would)\b.{{0,40}}?\b{_PRICED}s?\b")),
    ("money", _IGNORING_CASE(r"^\W*what\s+(?:did|do|does|has|have|will|would)\b.*(?<!\bthe )\bcost\W*$")),
    (
        "number",
        _IGNORING_CASE(
            r"\bhow\s+(?:many|much|long|old|far|deep|high|wide|big|large|quickly|soon)\b"
            r"|\bwhat\s+(?:number|amount|sum|rate|level)\b"
            rf"|^\W*what\s+(?:is|are|was|were|will|would)\b.{{0,60}}?\b(?:{_PRICED}s?|total|pay)\b"
        ),
    ),
)
"""The first that fits is meant."""
_DATE_ASKED = _IGNORING_CASE(
    # "When" behind another word that asks says under what circumstances, not on which day.
    rf"^\W*(?:(?!{_ASKS}\b)\w+\W+){{0,4}}?when\b(?!\s+\w+ing\b)"
    r"|(?:[,;?.]|\b(?:and|or|by|since|until|from))\s+when\b(?!\s+\w+ing\b)"
    r"|\bwhen\W*$"
    r"|\b(?:what|which)\s+(?:date|day|month|year|time)\b"
    r"|^\W*what\s+(?:is|was)\s+the\s+(?:\w+\s+)?(?:date|deadline)\b",
)
_MOST_COUNTED = 4

# -- what is offered -----------------------------------------------------------------------------------------------

_LABEL = re.compile(r"^\W*\d+(?:\.\d+)*[.)]?\s+")
_BELOW_TEN = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_IN_WORDS = (
    rf"(?:{_TENS}(?:-{_BELOW_TEN})?|{_BELOW_TEN}|ten|eleven|twelve|\w+teen|dozens?|hundreds?|thousands?|millions?)"
)
_OFFERS: dict[AnswerKind, re.Pattern[str]] = {
    "number": _IGNORING_CASE(
        rf"\d|\b(?:{_BELOW_TEN}|ten|eleven|twelve|dozen|half|third|quarter|hundred|thousand|million|billion|once|twice"
        r"|none|nobody|daily|weekly|monthly|quarterly|annually)\b"
    ),
    "date": re.compile(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
        r"|\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|Easter|Christmas)\b"
    ),
    "share": _IGNORING_CASE(
        r"%|\bper\s?cent\b|\bhalf\b|\b(?:a|one|two|three)[ -](?:third|quarter|fifth|tenth)s?\b|\bone in \w+"
        r"|\b\d+ (?:out )?of (?:the )?\d"
    ),
    # A cell of a table has its pounds in the heading.
    "money": _IGNORING_CASE(r"[£$€]\s?\d|\|\s*[-+(]?\d|\d\s?(?:m|bn|k|million|billion)\b|\b(?:pounds|pence)\b"),
    "frequency": _IGNORING_CASE(
        r"\b(?:(?:bi-?|fort)?(?:night|week|month|year)ly|daily|quarterly|annual(?:ly)?|once|twice|every|each|times"
        rf"|per (?:day|week|month|quarter|year|annum)|(?:a|\d+|{_BELOW_TEN})[ -](?:day|week|month|year)s?)\b"
    ),
}
_TOKEN = re.compile(r"\d[\d.,]*%?|[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_COUNT = _IGNORING_CASE(rf"(?!(?:19|20)\d\d\W*$)\d[\d.,]*|{_IN_WORDS}")
"""A number in figures, years and shares left out, or in words."""
_BEFORE, _BEHIND = 3, 2
"""So many words before and behind a number are looked at for what it counts."""


@lru_cache(maxsize=256)
def asked_for(question: str) -> Sought:
    """The kinds of answer that the question asks for; none when its form says nothing."""
    counted = _counted(question)
    by_form: list[AnswerKind] = ["count"] if counted else [kind for kind, form in _ASKED if form.search(question)]
    dated: list[AnswerKind] = ["date"] if _DATE_ASKED.search(question) else []
    return Sought(frozenset(by_form[:1] + dated), counted)


def _counted(question: str) -> frozenset[str]:
    """The stems of the words behind "how many", as far as the next word of the frame."""
    found = _HOW_MANY.search(question)
    if not found:
        return frozenset()
    behind = [fold(question[start:end]) for start, end in words(question) if start >= found.end()]
    named = takewhile(lambda word: word not in STOP_WORDS, dropwhile(STOP_WORDS.__contains__, behind))
    return frozenset(map(stem, islice(named, _MOST_COUNTED)))


def offers(text: str, sought: Sought) -> bool:
    """Whether the text holds an answer of one of the kinds; its own paragraph number is none."""
    said = _LABEL.sub("", text)
    return any(
        _counts(said, sought.counted) if kind == "count" else _OFFERS[kind].search(said) for kind in sought.kinds
    )


def _counts(text: str, counted: frozenset[str]) -> bool:
    """Whether a number in the text stands near a word that has one of the stems."""
    tokens = [found.group() for found in _TOKEN.finditer(text)]
    for place, token in enumerate(tokens):
        if _COUNT.fullmatch(token):
            around = tokens[max(place - _BEFORE, 0) : place] + tokens[place + 1 : place + 1 + _BEHIND]
            if any(stem(word) in counted for word in around):
                return True
    return False
