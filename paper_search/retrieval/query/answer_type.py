"""What kind of answer a question asks for, and whether a text offers one.

In: the words of a question and of a text; out: kinds. A sentence that shares every word with "how many visits" and
holds no number does not answer it, nor one that counts something else. Only the plainest forms are read (Li and Roth,
COLING 2002, sort questions far more finely); a question whose form is not known asks for no kind.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from itertools import dropwhile, islice, takewhile

from paper_search.records import AnswerKind, ExpectedAnswer
from paper_search.text.spans import STOP_WORDS, find_words, normalise
from paper_search.text.stemming import stem

_compile_ignoring_case = partial(re.compile, flags=re.IGNORECASE)

# -- what is asked -------------------------------------------------------------------------------------------------

_QUESTION_WORD = (
    r"(?:what|how|who|whom|whose|why|which|where|is|are|was|were|do|does|did|has|have|had|can|will|would|should)"
)
_HOW_MANY = _compile_ignoring_case(r"\bhow\s+many\b")
_PRICE_NOUN = r"(?:budget|cost|price|fee|deficit|shortfall|gap)"
_MONEY_WORD = (
    r"(?:spen[dt]\w*|(?:over|under)spen[dt]\w*|pa(?:y|ys|id)|grants?|fund(?:s|ed|ing)?|money|invest\w*|charg\w+|worth|income"
    rf"|sav(?:e[ds]?|ings?)|{_PRICE_NOUN}s?)"
)
_ANSWER_TYPE_PATTERNS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    ("share", _compile_ignoring_case(r"\bwhat\s+(?:proportion|percentage|share|per\s?cent)\b")),
    ("frequency", _compile_ignoring_case(r"\bhow\s+(?:often|frequently|regularly)\b")),
    ("money", _compile_ignoring_case(rf"\bhow\s+much\b.*\b{_MONEY_WORD}\b")),
    ("money", _compile_ignoring_case(rf"^\W*what\s+(?:is|are|was|were|will|would)\b.{{0,40}}?\b{_PRICE_NOUN}s?\b")),
    ("money", _compile_ignoring_case(r"^\W*what\s+(?:did|do|does|has|have|will|would)\b.*(?<!\bthe )\bcost\W*$")),
    (
        "number",
        _compile_ignoring_case(
            r"\bhow\s+(?:many|much|long|old|far|deep|high|wide|big|large|quickly|soon)\b"
            r"|\bwhat\s+(?:number|amount|sum|rate|level)\b"
            rf"|^\W*what\s+(?:is|are|was|were|will|would)\b.{{0,60}}?\b(?:{_PRICE_NOUN}s?|total|pay)\b"
        ),
    ),
)
"""The first that fits is meant."""
_DATE_QUESTION = _compile_ignoring_case(
    # "When" behind another word that asks says under what circumstances, not on which day.
    rf"^\W*(?:(?!{_QUESTION_WORD}\b)\w+\W+){{0,4}}?when\b(?!\s+\w+ing\b)"
    r"|(?:[,;?.]|\b(?:and|or|by|since|until|from))\s+when\b(?!\s+\w+ing\b)"
    r"|\bwhen\W*$"
    r"|\b(?:what|which)\s+(?:date|day|month|year|time)\b"
    r"|^\W*what\s+(?:is|was)\s+the\s+(?:\w+\s+)?(?:date|deadline)\b",
)
_MAX_COUNTED_WORDS = 4

# -- what is offered -----------------------------------------------------------------------------------------------

_PARAGRAPH_NUMBER = re.compile(r"^\W*\d+(?:\.\d+)*[.)]?\s+")
_DIGIT_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS_WORD = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_NUMBER_WORD = rf"(?:{_TENS_WORD}(?:-{_DIGIT_WORD})?|{_DIGIT_WORD}|ten|eleven|twelve|\w+teen|dozens?|hundreds?|thousands?|millions?)"
_ANSWER_PATTERNS: dict[AnswerKind, re.Pattern[str]] = {
    "number": _compile_ignoring_case(
        rf"\d|\b(?:{_DIGIT_WORD}|ten|eleven|twelve|dozen|half|third|quarter|hundred|thousand|million|billion|once|twice"
        r"|none|nobody|daily|weekly|monthly|quarterly|annually)\b"
    ),
    "date": re.compile(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
        r"|\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|Easter|Christmas)\b"
    ),
    "share": _compile_ignoring_case(
        r"%|\bper\s?cent\b|\bhalf\b|\b(?:a|one|two|three)[ -](?:third|quarter|fifth|tenth)s?\b|\bone in \w+"
        r"|\b\d+ (?:out )?of (?:the )?\d"
    ),
    # A cell of a table has its pounds in the heading.
    "money": _compile_ignoring_case(r"[£$€]\s?\d|\|\s*[-+(]?\d|\d\s?(?:m|bn|k|million|billion)\b|\b(?:pounds|pence)\b"),
    "frequency": _compile_ignoring_case(
        r"\b(?:(?:bi-?|fort)?(?:night|week|month|year)ly|daily|quarterly|annual(?:ly)?|once|twice|every|each|times"
        rf"|per (?:day|week|month|quarter|year|annum)|(?:a|\d+|{_DIGIT_WORD})[ -](?:day|week|month|year)s?)\b"
    ),
}
_TOKEN = re.compile(r"\d[\d.,]*%?|[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_COUNT_TOKEN = _compile_ignoring_case(rf"(?!(?:19|20)\d\d\W*$)\d[\d.,]*|{_NUMBER_WORD}")
"""A number in figures, years and shares left out, or in words."""
_WORDS_BEFORE, _WORDS_AFTER = 3, 2
"""So many words before and behind a number are looked at for what it counts."""


@lru_cache(maxsize=256)
def find_expected_answer(question: str) -> ExpectedAnswer:
    """The kinds of answer that the question asks for; none when its form says nothing."""
    counted = _find_counted_stems(question)
    by_form: list[AnswerKind] = (
        ["count"] if counted else [kind for kind, form in _ANSWER_TYPE_PATTERNS if form.search(question)]
    )
    dated: list[AnswerKind] = ["date"] if _DATE_QUESTION.search(question) else []
    return ExpectedAnswer(frozenset(by_form[:1] + dated), counted)


def _find_counted_stems(question: str) -> frozenset[str]:
    """The stems of the words behind "how many", as far as the next word of the frame."""
    found = _HOW_MANY.search(question)
    if not found:
        return frozenset()
    behind = [normalise(question[start:end]) for start, end in find_words(question) if start >= found.end()]
    named = takewhile(lambda word: word not in STOP_WORDS, dropwhile(STOP_WORDS.__contains__, behind))
    return frozenset(map(stem, islice(named, _MAX_COUNTED_WORDS)))


def has_expected_answer(text: str, expected: ExpectedAnswer) -> bool:
    """Whether the text holds an answer of one of the kinds; its own paragraph number is none."""
    said = _PARAGRAPH_NUMBER.sub("", text)
    return any(
        _has_count_of(said, expected.counted_stems) if kind == "count" else _ANSWER_PATTERNS[kind].search(said)
        for kind in expected.kinds
    )


def _has_count_of(text: str, stems: frozenset[str]) -> bool:
    """Whether a number in the text stands near a word that has one of the stems."""
    tokens = [found.group() for found in _TOKEN.finditer(text)]
    for place, token in enumerate(tokens):
        if _COUNT_TOKEN.fullmatch(token):
            around = tokens[max(place - _WORDS_BEFORE, 0) : place] + tokens[place + 1 : place + 1 + _WORDS_AFTER]
            if any(stem(word) in stems for word in around):
                return True
    return False
