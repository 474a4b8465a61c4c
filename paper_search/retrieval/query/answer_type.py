"""Expected answer type: the kind of answer that a question asks for, and whether a text has one.

A sentence that shares every word with "how many visits" and has no number does not answer it, nor one that counts
something else. Only the plainest forms are read (Li and Roth, COLING 2002, sort questions far more finely); a question
whose form is not known asks for no kind.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import dropwhile, islice, takewhile

from paper_search.records import AnswerKind, ExpectedAnswer, ParsedQuery
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.text.dates import MONTH_NAMES
from paper_search.text.spans import normalise
from paper_search.text.stemming import stem
from paper_search.text.vocabulary import STOP_WORDS

_compile_ignoring_case = partial(re.compile, flags=re.IGNORECASE)

# -- what is asked -------------------------------------------------------------------------------------------------

_QUESTION_WORD = (
    r"(?:what|how|who|whom|whose|why|which|where|is|are|was|were|do|does|did|has|have|had|can|will|would|should)"
)
_HOW_MANY = _compile_ignoring_case(r"\bhow\s+many\b")
_PRICE_NOUN = r"(?:budget|cost|price|fee|deficit|shortfall|gap)"
_COST_TAIL = (
    r"(?:a|per|each|every|last|this|next|in|for|so\s+far|altogether|overall|in\s+all|on\s+average|typically|usually"
    r"|normally|now|today|us|them|the\s+council|taxpayers)"
)
"""What may stand behind the verb of "what does it cost": how often, when, for whom."""
_MONEY_WORD = (
    r"(?:spen[dt]\w*|(?:over|under)spen[dt]\w*|pa(?:y|ys|id)|grants?|fund(?:s|ed|ing)?|money|invest\w*|charg\w+|worth|income"
    rf"|sav(?:e[ds]?|ings?)|{_PRICE_NOUN}s?)"
)
_ANSWER_TYPE_PATTERNS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    ("share", _compile_ignoring_case(r"\bwhat\s+(?:proportion|percentage|share|per\s?cent)\b")),
    ("frequency", _compile_ignoring_case(r"\bhow\s+(?:often|frequently|regularly)\b")),
    ("money", _compile_ignoring_case(rf"\bhow\s+much\b.*\b{_MONEY_WORD}\b")),
    ("money", _compile_ignoring_case(rf"^\W*what\s+(?:is|are|was|were|will|would)\b.{{0,40}}?\b{_PRICE_NOUN}s?\b")),
    (
        "money",
        _compile_ignoring_case(
            r"^\W*what\s+(?:did|do|does|has|have|will|would)\b.*(?<!\bthe )\bcost"
            rf"(?:\W+{_COST_TAIL}\b[^?]{{0,40}})?\W*$"
        ),
    ),
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

# -- what is offered -----------------------------------------------------------------------------------------------

_PARAGRAPH_NUMBER = re.compile(r"^\W*\d+(?:\.\d+)*[.)]?\s+")
_DIGIT_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS_WORD = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_NUMBER_WORD = (
    rf"(?:{_TENS_WORD}(?:-{_DIGIT_WORD})?|{_DIGIT_WORD}|ten|eleven|twelve|\w+teen|dozens?|hundreds?|thousands?"
    r"|millions?)"
)
_ANSWER_PATTERNS: dict[AnswerKind, re.Pattern[str]] = {
    "number": _compile_ignoring_case(
        rf"\d|\b(?:{_DIGIT_WORD}|ten|eleven|twelve|dozen|half|third|quarter|hundred|thousand|million|billion|once|twice"
        r"|none|nobody|daily|weekly|monthly|quarterly|annually)\b"
    ),
    "date": re.compile(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
        rf"|\b(?:{'|'.join(MONTH_NAMES)})\b"
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


def find_expected_answer(query: ParsedQuery, config: RankingConfig = RANKING) -> ExpectedAnswer:
    """Return the kinds of answer that a question asks for; none when its form says nothing.

    Args:
        query: the question, whose words have been parsed.
        config: how many words say what is counted.
    """
    counted_stems = _find_counted_stems(query, config.max_counted_words)
    by_form: list[AnswerKind] = (
        ["count"] if counted_stems else [kind for kind, pattern in _ANSWER_TYPE_PATTERNS if pattern.search(query.text)]
    )
    dated: list[AnswerKind] = ["date"] if _DATE_QUESTION.search(query.text) else []
    return ExpectedAnswer(frozenset(by_form[:1] + dated), counted_stems)


def _find_counted_stems(query: ParsedQuery, max_words: int) -> frozenset[str]:
    """Return the stems of the words behind "how many", as far as the next stop word."""
    match = _HOW_MANY.search(query.text)
    if not match:
        return frozenset()
    behind = [normalise(query.text[start:end]) for start, end in query.spans if start >= match.end()]
    counted = takewhile(lambda word: word not in STOP_WORDS, dropwhile(STOP_WORDS.__contains__, behind))
    return frozenset(map(stem, islice(counted, max_words)))


def has_expected_answer(text: str, expected: ExpectedAnswer, config: RankingConfig = RANKING) -> bool:
    """Return True if a text has an answer of one of the kinds; its own paragraph number is none.

    Args:
        text: the text.
        expected: the kinds of answer asked for.
        config: how near to its number what is counted must be.
    """
    unnumbered = _PARAGRAPH_NUMBER.sub("", text)
    return any(
        _has_count_of(unnumbered, expected.counted_stems, config)
        if kind == "count"
        else _ANSWER_PATTERNS[kind].search(unnumbered)
        for kind in expected.kinds
    )


def _has_count_of(text: str, stems: frozenset[str], config: RankingConfig) -> bool:
    """Return True if a number in the text is near a word that has one of the stems."""
    tokens = _TOKEN.findall(text)
    for place, token in enumerate(tokens):
        if _COUNT_TOKEN.fullmatch(token):
            before = tokens[max(place - config.count_words_before, 0) : place]
            after = tokens[place + 1 : place + 1 + config.count_words_after]
            if any(stem(word) in stems for word in before + after):
                return True
    return False
